import { z } from "zod";
import { CONTAINER_STATES, HEALTH_STATES } from "../../../integrations/docker/facts.ts";
import { ROLES } from "./protection/images.ts";
import { VERDICTS } from "../verdicts/events.ts";
import { STOPPERS } from "./reading/stopped-by.ts";

export const ListedContainer = z.strictObject({
  id: z.string(),
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
  lostSince: z.iso.datetime().nullable().optional().describe("set while its engine does not answer: since then all of this is old"),
});
export type ListedContainer = Readonly<z.output<typeof ListedContainer>>;
