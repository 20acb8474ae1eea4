import type { Fate, Notice, Pending } from "./rules.ts";
import { isTrouble } from "./rules.ts";

export interface Arrival {
  /** Where the new notice begins. */
  fate: Extract<Fate, "waiting" | "digest">;
  reason: string | null;
  /** What was pending under its topic and is news no longer. */
  drops: readonly { id: string; reason: string }[];
  /** Does it end what was told or is being told under its topic? */
  endsTopic: boolean;
}

const OVER: Readonly<Record<string, string>> = {
  better: "it got better before it was told",
  healed: "it was healed before it was told",
};

/** A notice comes in: what it makes of itself and of what waits under its topic. */
export function arrive(notice: Pick<Notice, "kind">, pendingOfTopic: readonly Pick<Pending, "id" | "kind">[]): Arrival {
  if (isTrouble(notice.kind)) {
    const drops = pendingOfTopic
      .filter(({ kind }) => kind === "better")
      .map(({ id }) => ({ id, reason: "it was unwell again before this was told" }));
    return { fate: "waiting", reason: null, drops, endsTopic: false };
  }
  const reason = OVER[notice.kind] ?? "it is over";
  const drops = pendingOfTopic.filter(({ kind }) => isTrouble(kind)).map(({ id }) => ({ id, reason }));
  return notice.kind === "healed"
    ? { fate: "digest", reason: "healed without you", drops, endsTopic: true }
    : { fate: "waiting", reason: null, drops, endsTopic: true };
}
