import type { Wing } from "../../kernel/feature.ts";
import { drills } from "./drills/index.ts";

/** Keeps its word. */
export const proof: Wing = {
  name: "proof",
  features: [drills],
};
