import { z } from "zod";
import { event } from "../../kernel/keys.ts";

/** Says that there is a note and whose, never what stands in it. */
export const noteAdded = event("note.added", z.strictObject({ id: z.string(), userId: z.string() }), { permission: "blueprint.read" });
