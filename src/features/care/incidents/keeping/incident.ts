import type { z } from "zod";
import type { Severity } from "../../../self/notifications/events.ts";
import type { Attempt, Healer, IncidentState, IncidentSubject, planMade, Trouble } from "../events.ts";
import type { RankedChange } from "../changes/rank.ts";
import type { Signal } from "../signals/signal.ts";

/** A line that the diagnosis rests on. */
export interface Clue {
  /** Where it stands: `verdict`, `log`, `docker`, a monitor. */
  source: string;
  line: string;
  why: string;
}

/** Something that suffers because the incident's subject does. */
export interface Affected {
  key: string;
  name: string;
  node: string;
  since: number;
  isOver: boolean;
  /** "needs db", "db needs it through api" ... one line for a person. */
  because: string;
}

export type Plan = Omit<z.output<(typeof planMade)["schema"]>, "incidentId">;

export interface TimelineEntry {
  at: number;
  what: string;
}

/** Everything that is known about one incident but its signals and its timeline, which have tables of their own. */
export interface Incident {
  id: string;
  seq: number;
  state: IncidentState;
  subject: IncidentSubject;
  trouble: Trouble;
  /** The verdict's word, null where no verdict was asked. */
  cause: string | null;
  category: string;
  confidence: number;
  clues: Clue[];
  severity: Severity;
  wasIllAtFirstSight: boolean;
  /** Opened by an event as it came, so that its time to detection means something. */
  isLive: boolean;
  happenedAt: number;
  /** When it happened the last time: later than `happenedAt` once it came again. */
  cameAt: number;
  openedAt: number;
  /** When it stood again after it had been over, the last time; null when it came only once. */
  reopenedAt: number | null;
  /** How long it was ill before that, without the times in between. */
  earlierMs: number;
  detectedMs: number;
  /** When its root was known and told. */
  settledAt: number | null;
  closedAt: number | null;
  healedBy: Healer | null;
  mergedInto: string | null;
  /** Why it was closed. */
  reason: string | null;
  /** There was nothing wrong: a broken check, or a person said so. */
  isFalse: boolean;
  /** Start of the run that failed, epoch ms: a later start is another run. */
  runStartedAt: number | null;
  /** Who started the run that followed. */
  startedBy: Healer | null;
  /** The caller through whom Hydra started it; null where that was not through Hydra, or is not known. */
  startedThrough: string | null;
  affected: Affected[];
  attempts: Attempt[];
  plan: Plan | null;
  changes: RankedChange[];
  signals: number;
  /** On disk, and not yet told: it is told when Hydra starts again, should it end in between. */
  untold: ("opened" | "settled" | "closed")[];
}

/** Something that is not well, as whoever noticed it reports it. */
export interface Sickness {
  subject: IncidentSubject;
  trouble: Trouble;
  cause: string | null;
  category: string;
  confidence: number;
  clues: Clue[];
  signals: Signal[];
  happenedAt: number;
  isLive: boolean;
  wasIllAtFirstSight: boolean;
  runStartedAt: number | null;
  /** Docker's restart policy brings it back: its chance comes first. */
  isWithDocker: boolean;
  severity?: Severity;
}

export const MOST_ATTEMPTS = 50;
export const MOST_CLUES = 20;

export function isStanding({ state }: Pick<Incident, "state">): boolean {
  return state === "open" || state === "escalated";
}

/** `jellyfin-17`: short enough to be typed, and no two are alike. */
export function incidentId(name: string, seq: number): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 24)
    .replaceAll(/^-+|-+$/g, "");
  return `${slug === "" ? "incident" : slug}-${seq}`;
}

const LASTING: ReadonlySet<Trouble> = new Set(["crash_loop", "out_of_memory", "cannot_start"]);

/** What is wrong with it once more is known: one more crash says nothing new about what crashes again and again. */
export function troubleAfter(before: Trouble, now: Trouble): Trouble {
  if (now === "crashed" && LASTING.has(before)) return before;
  return now === "out_of_memory" && before === "crash_loop" ? before : now;
}

/** How long it was ill until then; the times in which it was well are none. */
export function illMs({ reopenedAt, openedAt, earlierMs }: Pick<Incident, "reopenedAt" | "openedAt" | "earlierMs">, until: number): number {
  return earlierMs + Math.max(0, until - (reopenedAt ?? openedAt));
}

/** How much it matters: by what hangs on it. */
export function severityOf(dependents: number, isProtected: boolean): Severity {
  if (dependents >= 3) return "critical";
  return dependents > 0 || isProtected ? "high" : "medium";
}

/** What all of its events say about it. */
export function toldOf({ id, subject, trouble, category, severity, wasIllAtFirstSight }: Incident) {
  return { id, subject, trouble, category, severity, wasIllAtFirstSight };
}
