import { feature } from "../../../kernel/feature.ts";
import { optimizationDesk } from "./desk.ts";
import { followExits } from "./gathering/exits.ts";
import { patterns, suggestions } from "./operations.ts";
import { migrations, retention } from "./store.ts";

const LOADED_EVERY_MS = 30_000;
const LOOK_EVERY_MS = 600_000;

export const optimization = feature({
  name: "optimization",
  about: "How machines, GPUs and containers are used, what would serve them better, and what came of it",
  operations: [suggestions, patterns],
  migrations,
  retention,
  start(host) {
    followExits(host);
    const desk = host.part(optimizationDesk);
    host.every("loaded models", LOADED_EVERY_MS, () => desk.loaded.look());
    host.every("look", LOOK_EVERY_MS, () => desk.look());
  },
  personal: "nothing",
});
