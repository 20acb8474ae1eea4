import { feature } from "../../../kernel/feature.ts";
import { inventoryCorrected } from "./events.ts";
import { correct, corrections } from "./operations.ts";
import { migrations, retention } from "./store.ts";

export const inventory = feature({
  name: "inventory",
  about: "What people know better about services than Hydra can see: protection, dependencies, addresses",
  operations: [corrections, correct],
  events: [inventoryCorrected],
  migrations,
  retention,
  personal: "nothing",
});
