import { z } from "zod";
import { CONTAINER_STATES, HEALTH_STATES } from "../../../integrations/docker/facts.ts";
import { ROLES } from "./protection/images.ts";
import { VERDICTS } from "../verdicts/events.ts";
import { STOPPERS } from "./reading/stopped-by.ts";

export const ListedContainer = z.strictObject({
  id: z.string(),
  key: z.string().describe("its identity over recreations"),
  name: z.string(),
  node: z.string(),
  image: z.string(),
  imageDigest: z.string().nullable(),
  imageId: z.string(),
  state: z.enum(CONTAINER_STATES),
  health: z.enum(HEALTH_STATES),
  verdict: z.enum(VERDICTS),
  exitCode: z.int().nullable(),
  oomKilled: z.boolean(),
  restarts: z.int(),
  startedAt: z.iso.datetime().nullable(),
  stoppedBy: z.enum(STOPPERS).nullable().describe("who ended it; null while it runs"),
  project: z.string().nullable(),
  service: z.string().nullable(),
  role: z.enum(ROLES).nullable().describe("what it is to the others, as far as its image tells"),
  protected: z.boolean(),
  protectedBecause: z.string().nullable(),
  isAside: z.literal(true).optional().describe("Hydra put another in its place and keeps it for going back: it is meant to be down"),
  lostSince: z.iso.datetime().nullable().optional().describe("set while its engine does not answer: since then all of this is old"),
});
export type ListedContainer = Readonly<z.output<typeof ListedContainer>>;

export const ContainerName = z.string().min(1).describe("container name or id");
export const NodeName = z.string().min(1).optional().describe("its node, where the name is not unique");

export const Verified = z.strictObject({
  healthy: z.boolean().nullable().describe("null: it has no check and stayed up for 10 s"),
  by: z.string(),
  ms: z.int(),
});
