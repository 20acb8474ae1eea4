import type { CaseResult } from "../shapes.ts";
import type { Figures } from "./figures.ts";
import { IN_WORDS } from "./score.ts";

const MARKS = { passed: "✓", failed: "✗", skipped: "–" } as const;

/** A duration as people say it: `420 ms`, `3.1 s`, `1 min 5 s`; a dash for none. */
export function inTime(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** One case, as soon as it is over. */
export function caseSentence({
  status,
  title,
  noticeMs,
  said,
  did,
  ended,
  toWellMs,
  wrongs,
  why,
}: Omit<CaseResult, "kind" | "sentence">): string {
  const head = `${MARKS[status]} ${title}.`;
  if (status === "skipped") return `${head} Not played: ${why ?? "it could not be"}.`;
  if (ended === null) return `${head} It broke off: ${why ?? "nobody knows why"}.`;
  const deeds =
    did.length === 0
      ? "did nothing"
      : `did ${did.map(({ remedy, service, outcome }) => `a ${remedy} of ${service} (${outcome})`).join(", then ")}`;
  const noticed = noticeMs === null ? "Hydra noticed nothing" : `Noticed after ${inTime(noticeMs)} as ${said ?? "nothing"}`;
  const well = toWellMs === null ? "" : ` after ${inTime(toWellMs)}`;
  const told = [`${head} ${noticed}, ${deeds}; ${IN_WORDS[ended]}${well}.`];
  return [...told, ...wrongs.map((wrong) => `  ✗ ${wrong}`), ...(why === null ? [] : [`  ✗ ${why}`])].join("\n");
}

const HEADINGS = ["", "case", "noticed", "cause", "done", "ended", "well after"] as const;

/** All of it, as a table and one sentence. */
export function summaryText({ passed, failed, skipped, medianNoticeMs, medianToWellMs }: Figures, results: readonly CaseResult[]): string {
  const rows = results.map(({ case: id, status, noticeMs, isCauseRight, did, ended, toWellMs }) => [
    MARKS[status],
    id,
    inTime(noticeMs),
    status === "skipped" ? "–" : isCauseRight ? "right" : "wrong",
    status === "skipped" ? "–" : did.length === 0 ? "nothing" : did.map(({ remedy }) => remedy).join(", "),
    status === "skipped" ? "not played" : ended === null ? "unfinished" : IN_WORDS[ended],
    inTime(toWellMs),
  ]);
  const widths = HEADINGS.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const medians =
    medianNoticeMs === null
      ? ""
      : ` Half of them were noticed within ${inTime(medianNoticeMs)}${medianToWellMs === null ? "" : ` and well within ${inTime(medianToWellMs)}`}.`;
  const left = skipped === 0 ? "" : `, ${skipped} not played`;
  return ["", line(HEADINGS), ...rows.map(line), "", `${passed} as the rules say, ${failed} not${left}.${medians}`].join("\n");
}
