import { feature } from "../../../kernel/feature.ts";
import { changeNoticed } from "./events.ts";
import { list } from "./operations.ts";
import { migrations, retention } from "./store.ts";
import { noticeChanges } from "./watch.ts";

export const changes = feature({
  name: "changes",
  about: "What changed, when, in plain words: images, mounts, variables, ports, limits, versions, disks, certificates",
  operations: [list],
  events: [changeNoticed],
  migrations,
  retention,
  start: noticeChanges,
  personal: "nothing",
});
