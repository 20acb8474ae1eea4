import { z } from "zod";
import { event } from "../../../kernel/keys.ts";

/** A person corrected what Hydra knows about something; the later wins. */
export const inventoryCorrected = event(
  "inventory.corrected",
  z.strictObject({
    key: z.string(),
    isProtected: z.boolean().nullable(),
    dependsOn: z.array(z.string()).nullable(),
    url: z.string().nullable(),
  }),
  { permission: "inventory.read" },
);
