import { useSyncExternalStore } from "react";

/** From here on a table has room for its columns; below, each row is a card. */
const WIDE = "(min-width: 48rem)";

function subscribe(changed: () => void): () => void {
  const query = window.matchMedia(WIDE);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

export function useIsWide(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(WIDE).matches);
}
