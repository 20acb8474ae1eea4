import { z } from "zod";
import { event } from "../../../kernel/keys.ts";

/** Something is not as it was: a container's definition, a version, a disk, a certificate. */
export const changeNoticed = event(
  "change.noticed",
  z.strictObject({
    kind: z.enum(["container", "node", "disk", "certificate"]),
    node: z.string(),
    name: z.string(),
    field: z.string(),
    what: z.string(),
  }),
  { permission: "changes.read" },
);
