import { useEffect, useState } from "react";

/** Where this browser keeps it. */
const KEPT_AS = "hydra.last-look";
/** Who comes back sooner goes on with the same look: a page that is loaded anew loses nothing. */
const SAME_LOOK_MS = 300_000;

/** Epoch ms. */
export interface Look {
  /** What happened from here on is news; null the first time ever. */
  since: number | null;
  /** When the page was last seen. */
  seenAt: number;
}

/** The look that begins or goes on now, after what was kept of the one before. */
export function lookAt(now: number, kept: Look | null): Look {
  if (kept === null) return { since: null, seenAt: now };
  // A clock that was put back: what was seen then lies in the future now.
  const isSame = now - kept.seenAt < SAME_LOOK_MS;
  return { since: isSame && kept.since !== null ? Math.min(kept.since, now) : Math.min(kept.seenAt, now), seenAt: now };
}

/** What was kept, or null where that is nothing or no look. */
export function readLook(kept: string | null): Look | null {
  if (kept === null) return null;
  try {
    const { since, seenAt } = JSON.parse(kept) as Partial<Record<keyof Look, unknown>>;
    if (typeof seenAt !== "number" || !(since === null || typeof since === "number")) return null;
    return { since, seenAt };
  } catch {
    return null;
  }
}

/** Null in a browser that forbids stores: it never looked. */
function store(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function look(): Look {
  const kept = store();
  const next = lookAt(Date.now(), readLook(kept?.getItem(KEPT_AS) ?? null));
  kept?.setItem(KEPT_AS, JSON.stringify(next));
  return next;
}

/** When this browser last looked, ISO 8601; null when it never did. Kept in the browser: another person's look is theirs. */
export function useLastLook(): string | null {
  const [since, setSince] = useState(() => look().since);
  useEffect(() => {
    const change = (): void => {
      const { since: next } = look();
      if (!document.hidden) setSince(next);
    };
    document.addEventListener("visibilitychange", change);
    window.addEventListener("pagehide", change);
    return () => {
      change();
      document.removeEventListener("visibilitychange", change);
      window.removeEventListener("pagehide", change);
    };
  }, []);
  return since === null ? null : new Date(since).toISOString();
}
