import type { Wing } from "../../kernel/feature.ts";
import { capabilities } from "./capabilities/index.ts";
import { knowledge } from "./knowledge/index.ts";
import { prompts } from "./prompts/index.ts";
import { preferences } from "./preferences/index.ts";
import { routing } from "./routing/index.ts";
import { gatewayFeature } from "./gateway/index.ts";

/** Answers and learns. */
export const mind: Wing = {
  name: "mind",
  features: [prompts, preferences, routing, gatewayFeature, knowledge, capabilities],
};
