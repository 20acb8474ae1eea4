import type { Wing } from "../../kernel/feature.ts";
import { containers } from "./containers/index.ts";
import { inventory } from "./inventory/index.ts";
import { monitors } from "./monitors/index.ts";

/** What is there. */
export const watch: Wing = { name: "watch", features: [inventory, containers, monitors] };
