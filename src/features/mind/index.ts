import type { Wing } from "../../kernel/feature.ts";

/** Answers and learns. */
export const mind: Wing = {
  name: "mind",
  features: [],
};
