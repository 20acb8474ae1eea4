import type { Caller } from "../../../kernel/caller.ts";

/**
 * Whose preferences a call is about: the person's, or the program's own when a token acts for nobody in particular.
 * What is told under one owner is never read under another.
 */
export function ownerOf({ userId, id }: Pick<Caller, "userId" | "id">): string {
  return userId ?? id;
}
