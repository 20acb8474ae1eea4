import type { Wing } from "../../kernel/feature.ts";
import { activity } from "./activity/index.ts";
import { approvals } from "./approvals/index.ts";
import { grants } from "./grants/index.ts";
import { jobs } from "./jobs/index.ts";
import { notifications } from "./notifications/index.ts";
import { settings } from "./settings/index.ts";

/** Hydra about itself. */
export const self: Wing = { name: "self", features: [settings, approvals, grants, activity, jobs, notifications] };
