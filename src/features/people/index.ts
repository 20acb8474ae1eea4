import type { Wing } from "../../kernel/feature.ts";
import { access } from "./access/index.ts";

/** Who may. */
export const people: Wing = { name: "people", features: [access] };
