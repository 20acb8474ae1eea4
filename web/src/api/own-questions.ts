import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { ask } from "./ask.ts";

/** What Hydra asked back here and nobody answered yet. Until then it waits for nobody: this page does not count it. */
let open: readonly string[] = [];
/** Of those, what somebody leaves just now: it is said once. */
const leaving = new Set<string>();
const listeners = new Set<() => void>();

function set(next: readonly string[]): void {
  open = next;
  for (const listener of listeners) listener();
}

/** Hydra wants to hear it a second time. */
export function questionAsked(id: string): void {
  if (!open.includes(id)) set([...open, id]);
}

/** Somebody said yes: from here on it is not taken back. */
export function questionAnswered(id: string): void {
  set(open.filter((each) => each !== id));
}

/** Whoever does not say yes asked for nothing. */
export async function takeBack(id: string, client: QueryClient): Promise<void> {
  if (!open.includes(id) || leaving.has(id)) return;
  leaving.add(id);
  try {
    // The page may be closing.
    await ask("POST /approvals/{id}/reject", { id }, { outlivesPage: true });
  } catch {
    // It ran, ended or was decided elsewhere meanwhile; and out of reach, it ends by itself.
  }
  await client.invalidateQueries({ queryKey: ["GET /overview"] }).catch(() => null);
  leaving.delete(id);
  questionAnswered(id);
}

/** Holds a question open as long as it is shown: who leaves, closes or goes elsewhere without a yes takes it back. */
export function useOwnQuestion(id: string | null): void {
  const client = useQueryClient();
  useEffect(() => {
    if (id === null) return;
    const leave = (): void => void takeBack(id, client);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [id, client]);
}

/** Whether whoever asked is still there to be asked back. */
export function useIsHere(): { readonly current: boolean } {
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => void (isHere.current = false);
  }, []);
  return isHere;
}

/** What Hydra asked back on this page, by id: no other part of it shows that as waiting. */
export function useOwnQuestions(): readonly string[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
}
