import type { AnswerOf } from "../../api/operations.ts";

export type Change = AnswerOf<"GET /containers/show/{name}">["history"][number];

export type Phase = "well" | "running" | "starting" | "ill" | "restarting" | "ended" | "failed" | "off" | "unknown";

/** A stretch of time in which nothing changed; parts of the whole, 0 to 1. */
export interface Stretch {
  phase: Phase;
  from: number;
  to: number;
}

export function phaseOf({ state, health, exitCode }: Pick<Change, "state" | "health" | "exitCode">): Phase {
  if (state === "running") {
    if (health === "unhealthy") return "ill";
    if (health === "starting") return "starting";
    return health === "healthy" ? "well" : "running";
  }
  if (state === "restarting") return "restarting";
  if (state === "exited" || state === "dead") return exitCode === 0 ? "ended" : "failed";
  return "off";
}

/** What a container went through, from `start` to `end`; before its first known change nothing is known. */
export function lifeline(changes: readonly Change[], start: number, end: number): Stretch[] {
  const length = Math.max(1, end - start);
  const share = (at: number): number => Math.min(1, Math.max(0, (at - start) / length));
  const ordered = changes.map((change) => ({ at: Date.parse(change.at), phase: phaseOf(change) })).toSorted((a, b) => a.at - b.at);
  const stretches: Stretch[] = [{ phase: "unknown", from: 0, to: share(ordered[0]?.at ?? end) }];
  for (const [index, { at, phase }] of ordered.entries()) {
    const stretch = { phase, from: share(at), to: share(ordered[index + 1]?.at ?? end) };
    const last = stretches.at(-1);
    if (last !== undefined && last.phase === phase) last.to = stretch.to;
    else stretches.push(stretch);
  }
  return stretches.filter(({ from, to }) => to > from);
}

const HOUR_MS = 3_600_000;
const SPANS_HOURS = [1, 6, 24, 72, 168];

/** The shortest span, in hours, that shows most of what is known. */
export function spanOf(changes: readonly Change[], now: number): number {
  const oldest = Math.min(now, ...changes.map(({ at }) => Date.parse(at)));
  return SPANS_HOURS.find((hours) => now - oldest <= hours * HOUR_MS) ?? 168;
}
