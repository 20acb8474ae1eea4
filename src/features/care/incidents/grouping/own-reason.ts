import type { Sick } from "./link.ts";

/** What no dependency brings about: it lies in the thing itself, its settings or its limits. */
const OWN_CATEGORIES: ReadonlySet<string> = new Set([
  "out_of_memory",
  "port_conflict",
  "config_error",
  "platform_mismatch",
  "permission",
  "corrupt_data",
]);
/** Below, a reason is a guess; what it needs and is down is the likelier one. */
const SURE = 0.8;
const OWN_TROUBLES: ReadonlySet<string> = new Set(["out_of_memory", "memory_full"]);
const ENDED: ReadonlySet<string> = new Set(["crashed", "crash_loop", "cannot_start"]);

/** Would it be ill also if everything that it needs were well? */
export function hasOwnReason({ trouble, category, confidence = 0 }: Pick<Sick, "trouble" | "category" | "confidence">): boolean {
  return OWN_TROUBLES.has(trouble) || (OWN_CATEGORIES.has(category) && confidence >= SURE);
}

/** Does its log have to be read before something else is said to be the reason? What ended by itself says why; what is not answered does not. */
export function mayHaveOwnReason({ trouble, category }: Pick<Sick, "trouble" | "category">): boolean {
  return ENDED.has(trouble) && (category === "unknown" || category === "crash_loop");
}
