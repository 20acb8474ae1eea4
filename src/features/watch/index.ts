import type { Wing } from "../../kernel/feature.ts";

/** What is there. */
export const watch: Wing = { name: "watch", features: [] };
