import { z } from "zod";
import { settings } from "../../../kernel/keys.ts";
import { measuredFields } from "./measured/limits.ts";

export const incidentsSettings = settings(
  "incidents",
  z.strictObject({
    quietSeconds: z
      .int()
      .min(0)
      .max(3_600)
      .default(90)
      .describe("how long a project is left alone after somebody stopped, killed, removed or recreated something in it"),
    ...measuredFields,
  }),
);
