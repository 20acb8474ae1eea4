import { feature } from "../../../kernel/feature.ts";
import { heal, list, show } from "./operations.ts";
import { startDrills } from "./start.ts";
import { migrations, retention } from "./store.ts";

export const drills = feature({
  name: "drills",
  about: "Breaks throw-away containers of its own, and shows whether Hydra keeps its word",
  operations: [heal, list, show],
  migrations,
  retention,
  start: startDrills,
  personal: "nothing",
});
