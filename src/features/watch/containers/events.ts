import { z } from "zod";
import { CONTAINER_STATES, HEALTH_STATES } from "../../../integrations/docker/facts.ts";
import { event } from "../../../kernel/keys.ts";
import { STOPPERS } from "./reading/stopped-by.ts";

const About = {
  id: z.string(),
  key: z.string().describe("its identity over recreations"),
  node: z.string(),
  name: z.string(),
  project: z.string().nullable(),
  service: z.string().nullable(),
  state: z.enum(CONTAINER_STATES),
  health: z.enum(HEALTH_STATES),
  /** Source time of what happened, epoch ms. */
  happenedAt: z.number(),
  /** The caller of Hydra's own operation on it that is under way (`person:owner`, `hydra:healing`); null: not through Hydra. */
  actedBy: z.string().nullable(),
};

const permission = { permission: "containers.read" };

export const containerAppeared = event(
  "container.appeared",
  z.strictObject({ ...About, wasThereBefore: z.boolean().describe("found when Hydra first looked") }),
  permission,
);
export const containerStarted = event("container.started", z.strictObject(About), permission);
export const containerExited = event(
  "container.exited",
  z.strictObject({ ...About, exitCode: z.int().nullable(), oomKilled: z.boolean(), stoppedBy: z.enum(STOPPERS), restarts: z.int() }),
  permission,
);
export const containerHealthChanged = event(
  "container.healthChanged",
  z.strictObject({ ...About, healthBefore: z.enum(HEALTH_STATES) }),
  permission,
);
export const containerChanged = event("container.changed", z.strictObject(About), permission);
export const containerRemoved = event("container.removed", z.strictObject(About), permission);
export const nodeLost = event("node.lost", z.strictObject({ node: z.string(), reason: z.string() }), permission);
export const nodeFound = event("node.found", z.strictObject({ node: z.string(), engineVersion: z.string() }), permission);

export const containerEvents = [
  containerAppeared,
  containerStarted,
  containerExited,
  containerHealthChanged,
  containerChanged,
  containerRemoved,
  nodeLost,
  nodeFound,
];
