import type { Wing } from "../../kernel/feature.ts";

/** Puts it right. */
export const order: Wing = {
  name: "order",
  features: [],
};
