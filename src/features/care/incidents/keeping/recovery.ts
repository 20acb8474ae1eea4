import type { Healer } from "../events.ts";
import type { Ruling } from "../signals/look.ts";
import type { Incident } from "./incident.ts";

/** What has no check is well once it stayed up so long. */
export const STAYS_UP_MS = 10_000;
/** What crashed again and again has to stay up longer than the longest pause that Docker makes between two tries. */
export const LOOP_STAYS_UP_MS = 60_000;

/** How a container stands, as far as an end of its incident depends on it. */
export interface Standing {
  state: string;
  health: string;
  stoppedBy: string | null;
  /** It was started after the run that failed. */
  isOtherRun: boolean;
  /** Seen running for so long, on a clock that only grows. */
  upMs: number;
}

export type Course =
  /** Nothing to decide yet. */
  | { next: "wait" }
  /** It may be well: ask somebody else. */
  | { next: "judge" }
  | { next: "over"; state: "resolved" | "dismissed"; healedBy: Healer | null; reason: string };

const WAIT: Course = { next: "wait" };

/** Is it worth a fresh verdict, or is it over already? Pure. */
export function courseOf({ trouble, attempts }: Pick<Incident, "trouble" | "attempts">, standing: Standing): Course {
  const { state, health, stoppedBy, isOtherRun, upMs } = standing;
  // Hydra may have asked Docker for this end before it was killed itself; whoever heals finds out how that went.
  const isInMidHeal = attempts.some(({ by, level, outcome }) => by === "hydra" && level === "acted" && outcome === "pending");
  if (isInMidHeal && state !== "running") return WAIT;
  if ((state === "exited" || state === "dead") && stoppedBy === "person")
    return { next: "over", state: "dismissed", healedBy: "person", reason: "Somebody stopped it, so nobody misses it." };
  if (state === "paused")
    return { next: "over", state: "dismissed", healedBy: "person", reason: "Somebody paused it, so nobody misses it." };
  if (state !== "running" || health === "starting" || health === "unhealthy") return WAIT;
  const mustStayUpMs = trouble === "crash_loop" ? LOOP_STAYS_UP_MS : health === "unchecked" && isOtherRun ? STAYS_UP_MS : 0;
  return upMs >= mustStayUpMs ? { next: "judge" } : WAIT;
}

/** What a fresh verdict means for the incident. Null: it goes on. */
export function verdictOn(
  { trouble, attempts }: Pick<Incident, "trouble" | "attempts">,
  { verdict, cause, sentence, answers }: Pick<Ruling, "verdict" | "cause" | "sentence" | "answers">,
  standing: Standing,
): { isWell: true; by: string } | { isFalse: true; reason: string } | null {
  const wasCheck = trouble === "hung" || trouble === "unhealthy";
  // Its check says well and nobody gets an answer: the check is only late.
  if (verdict === "well" && trouble === "hung" && answers === false) return null;
  if (verdict === "well") return { isWell: true, by: sentence };
  if (verdict === "broken-check") {
    if (wasCheck && !standing.isOtherRun && attempts.every(({ level }) => level === "would")) return { isFalse: true, reason: sentence };
    return { isWell: true, by: sentence };
  }
  const stayedUp = `It stayed up for ${Math.round(standing.upMs / 1_000)} s.`;
  // The count of deaths outlives the loop; a life that is longer than any pause of Docker's says that it is over.
  if (cause === "crash_loop" && standing.upMs >= LOOP_STAYS_UP_MS) return { isWell: true, by: stayedUp };
  const isUnverified = verdict === "unsure" && (cause === "unchecked" || cause === "unverified" || cause === "starting");
  return isUnverified && !wasCheck && standing.upMs >= STAYS_UP_MS ? { isWell: true, by: stayedUp } : null;
}

/** Who made it well. */
export function healerOf(
  { attempts: all, startedBy, startedThrough, cameAt }: Pick<Incident, "attempts" | "startedBy" | "startedThrough" | "cameAt">,
  isOtherRun: boolean,
): Healer {
  // Whose call it was is known for certain, whatever Hydra tried meanwhile and found well afterwards.
  if (isOtherRun && startedThrough !== null && !startedThrough.startsWith("hydra:")) return "person";
  // What helped the last time it came did not help this time.
  const attempts = all.filter(({ startedAt }) => startedAt >= cameAt);
  const byHydra = attempts.filter(({ by, level }) => by === "hydra" && level !== "would");
  if (byHydra.some(({ outcome }) => outcome === "proven")) return "hydra";
  if (!isOtherRun) return "itself";
  // Its start was heard, and through whom; what is under way was perhaps overtaken by somebody.
  if (startedBy !== null) return startedBy;
  if (byHydra.some(({ level, outcome }) => level === "acted" && outcome === "pending")) return "hydra";
  return attempts.some(({ by }) => by === "docker") ? "docker" : "person";
}

const HEALED: Readonly<Record<Healer, string>> = {
  hydra: "Hydra put it right.",
  docker: "Docker brought it back.",
  person: "Somebody put it right.",
  itself: "It became well by itself.",
};

export function healedSentence(healedBy: Healer, by: string): string {
  return `${HEALED[healedBy]} ${by}`;
}
