import type { Wing } from "../../kernel/feature.ts";
import { optimization } from "./optimization/index.ts";

/** Puts it right. */
export const order: Wing = {
  name: "order",
  features: [optimization],
};
