import type { Wing } from "../../kernel/feature.ts";
import { diagnosis } from "./diagnosis/index.ts";
import { failures } from "./failures/index.ts";
import { healing } from "./healing/index.ts";
import { incidents } from "./incidents/index.ts";

/** Keeps it well. */
export const care: Wing = {
  name: "care",
  features: [diagnosis, incidents, healing, failures],
};
