import { z } from "zod";
import { event } from "../../../kernel/keys.ts";

/** The audit has new lines: whoever shows it reads it again. At most twice a second; neither stored nor replayed. */
export const auditGrew = event("audit.grew", z.strictObject({}), { permission: "activity.read", isTransient: true });
