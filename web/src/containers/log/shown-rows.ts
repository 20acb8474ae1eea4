import type { Incident } from "../../api/shapes.ts";
import type { LogLine, LogRow } from "./log-book.ts";

export type Level = LogLine["level"] | "all";

/** How lines are shown. */
export interface LogLook {
  isWrapped: boolean;
  hasTimes: boolean;
  level: Level;
}

/** A row as it is shown: of the log, or the moment when an incident began. */
export type ShownRow = LogRow | { kind: "incident"; key: string; incident: Pick<Incident, "id" | "sentence" | "openedAt"> };

/** The rows of one level, with the incidents where they began. */
export function shownRows(
  rows: readonly LogRow[],
  level: Level,
  incidents: readonly Pick<Incident, "id" | "sentence" | "openedAt">[],
): ShownRow[] {
  const ofLevel = level === "all" ? rows : rows.filter((row) => row.kind !== "line" || row.line.level === level);
  const first = rows.find((row) => row.kind === "line");
  // What began before everything that is here is told where that is.
  const waiting = incidents
    .filter(({ openedAt }) => first !== undefined && openedAt >= first.line.at)
    .toSorted((a, b) => a.openedAt.localeCompare(b.openedAt));
  if (waiting.length === 0) return [...ofLevel];
  const shown: ShownRow[] = [];
  for (const row of ofLevel) {
    while (row.kind === "line" && waiting[0] !== undefined && waiting[0].openedAt < row.line.at) {
      const [incident] = waiting.splice(0, 1);
      if (incident !== undefined) shown.push({ kind: "incident", key: incident.id, incident });
    }
    shown.push(row);
  }
  for (const incident of waiting) shown.push({ kind: "incident", key: incident.id, incident });
  return shown;
}
