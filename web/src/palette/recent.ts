const KEPT_AS = "hydra.palette";
const MOST = 20;

/** What was used lately in this browser, the latest first. */
export function recentlyUsed(): string[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(KEPT_AS) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string").slice(0, MOST) : [];
  } catch {
    // A browser that keeps nothing, or something that is not ours.
    return [];
  }
}

export function noteUse(id: string): void {
  try {
    window.localStorage.setItem(KEPT_AS, JSON.stringify([id, ...recentlyUsed().filter((other) => other !== id)].slice(0, MOST)));
  } catch {
    // It is found all the same, only not first.
  }
}
