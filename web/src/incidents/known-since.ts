const DAY_MS = 86_400_000;

/** Since when Hydra looks at it, where that is less than the day before it happened; null where it saw the whole day, or that is not known. */
export function knownOnlySince(firstSeenAt: string | null, happenedAt: string): string | null {
  if (firstSeenAt === null) return null;
  return Date.parse(firstSeenAt) > Date.parse(happenedAt) - DAY_MS ? firstSeenAt : null;
}
