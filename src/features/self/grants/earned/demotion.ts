import type { Grant } from "../../../../kernel/grants.ts";
import { grantsOver, isMistake, type Deed } from "./deed.ts";

const DAY_MS = 86_400_000;

/** The grants that one deed costs: those under which Hydra acted by itself, and it went wrong or was needless. */
export function lostBy(deed: Deed, grants: readonly Grant[]): Grant[] {
  if (deed.level !== "acted" || !isMistake(deed)) return [];
  return grantsOver(deed, grants).filter(({ level }) => level === "act");
}

/**
 * Has nobody acted under the grant for so long? A wall clock that was put back makes the last use lie ahead, which is no
 * disuse; one that jumped ahead by months makes Hydra ask where it acted, which is the careful mistake.
 */
export function isUnused(grant: Grant, lastUsedAt: number | null, unusedDays: number, now: number): boolean {
  const isInForce = grant.level === "act" && (grant.expiresAt === null || grant.expiresAt > now);
  return isInForce && now - Math.max(grant.since, lastUsedAt ?? 0) > unusedDays * DAY_MS;
}
