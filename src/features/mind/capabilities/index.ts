import { feature } from "../../../kernel/feature.ts";
import { gapNoticed } from "./events.ts";
import { hearGaps } from "./hearing/wishes.ts";
import { migrations, retention } from "./keeping/store.ts";
import { backlog, gap, move, roadmap, show } from "./operations.ts";

export const capabilities = feature({
  name: "capabilities",
  about: "What Hydra cannot do yet, as it was missed: wished for, planned, done",
  operations: [gap, backlog, roadmap, show, move],
  events: [gapNoticed],
  migrations,
  retention,
  start: hearGaps,
  personal: "nothing",
});
