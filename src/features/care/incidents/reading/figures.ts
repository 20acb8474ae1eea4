import { isDrillProject } from "../../../../integrations/docker/identity.ts";
import type { Healer } from "../events.ts";
import { illMs, type Incident } from "../keeping/incident.ts";

export interface WeekFigures {
  /** Days of the week from the first to the last, epoch ms of its begin. */
  from: number;
  opened: number;
  /** Shown as incidents although nothing was wrong. */
  false: number;
  healedBy: Record<Healer, number>;
  /** How often a person had to do something: healed it, or tried to. */
  byPerson: number;
  /** Null where nothing was measured. */
  medianDetectedMs: number | null;
  medianToWellMs: number | null;
}

export const WEEK_MS = 7 * 86_400_000;

/** What happened in each of the last weeks, counted back from now; the newest first. What was ill at first sight is no news and not counted. */
export function figuresOf(incidents: readonly Incident[], now: number, weeks: number): WeekFigures[] {
  return Array.from({ length: weeks }, (_, index) => {
    const until = now - index * WEEK_MS;
    const from = until - WEEK_MS;
    const isIn = (at: number | null): boolean => at !== null && at > from && at <= until;
    const told = incidents.filter(
      ({ wasIllAtFirstSight, mergedInto, subject }) => !wasIllAtFirstSight && mergedInto === null && !isDrillProject(subject.project),
    );
    const opened = told.filter(({ openedAt }) => isIn(openedAt));
    const closed = told.filter(({ closedAt }) => isIn(closedAt));
    // What was removed was put right by nobody: it counts neither for anybody nor as a time to well.
    const resolved = closed.filter(({ state, healedBy: healer }) => state === "resolved" && healer !== null);
    const healedBy: Record<Healer, number> = { hydra: 0, docker: 0, person: 0, itself: 0 };
    for (const { healedBy: healer } of resolved) if (healer !== null) healedBy[healer] += 1;
    return {
      from,
      opened: opened.length,
      false: closed.filter(({ isFalse }) => isFalse).length,
      healedBy,
      byPerson: closed.filter(({ healedBy: healer, attempts }) => healer === "person" || attempts.some(({ by }) => by === "person")).length,
      medianDetectedMs: median(opened.filter(({ isLive }) => isLive).map(({ detectedMs }) => detectedMs)),
      medianToWellMs: median(
        resolved.map(({ closedAt, happenedAt, reopenedAt, earlierMs }) =>
          illMs({ openedAt: happenedAt, reopenedAt, earlierMs }, closedAt ?? happenedAt),
        ),
      ),
    };
  });
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : Math.round(((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2);
}
