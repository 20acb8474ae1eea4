import { feature } from "../../../kernel/feature.ts";
import { discover, integrations } from "./connections/operations.ts";
import { check, file, restore, save } from "./file/operations.ts";
import { guide, pass } from "./guide/operations.ts";
import { doctor, health, metrics, pause, resume, schema, show } from "./operations.ts";
import { registerOwnMetrics } from "./own-metrics.ts";
import { pauseChanged } from "./events.ts";
import { watchPause } from "./pause-watch.ts";

export const settings = feature({
  name: "settings",
  about: "How Hydra itself is: health, doctor, configuration, pause",
  ownsPaths: ["health", "metrics", "pause", "resume"],
  operations: [health, doctor, show, schema, file, check, save, restore, integrations, discover, guide, pass, pause, resume, metrics],
  events: [pauseChanged],
  start(host) {
    registerOwnMetrics(host);
    watchPause(host);
  },
  personal: "nothing",
});
