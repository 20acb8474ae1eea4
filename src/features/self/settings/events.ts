import { z } from "zod";
import { event } from "../../../kernel/keys.ts";

/** What Hydra does by itself was stopped, goes on again, or is stopped for another time or reason. */
export const pauseChanged = event(
  "pause.changed",
  z.strictObject({ paused: z.boolean(), until: z.iso.datetime().nullable(), reason: z.string().nullable() }),
  { permission: "settings.read" },
);
