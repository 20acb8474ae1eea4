import type { Wing } from "../../kernel/feature.ts";
import { changes } from "./changes/index.ts";
import { containers } from "./containers/index.ts";
import { dependencies } from "./dependencies/index.ts";
import { inventory } from "./inventory/index.ts";
import { logs } from "./logs/index.ts";
import { monitors } from "./monitors/index.ts";
import { overview } from "./overview/index.ts";
import { telemetry } from "./telemetry/index.ts";
import { verdicts } from "./verdicts/index.ts";

/** What is there. */
export const watch: Wing = {
  name: "watch",
  features: [inventory, containers, telemetry, logs, monitors, changes, dependencies, verdicts, overview],
};
