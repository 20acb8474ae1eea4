import type { Score, Summary } from "./score.ts";

const mark = (isRight: boolean | null): string => (isRight === null ? "-" : isRight ? "yes" : "NO");
const seconds = (ms: number | null): string => (ms === null ? "-" : (ms / 1_000).toFixed(1));
const share = (value: number | null): string => (value === null ? "-" : value.toFixed(2));

/** One line a case, what went wrong below it, and the sums. */
export function tableOf(tool: string, scores: readonly Score[], summary: Summary): string {
  return [
    `${tool}: ${summary.cases} cases`,
    `${"case".padEnd(34)}${"cause".padEnd(6)}${"root".padEnd(6)}${"end".padEnd(6)}${"wrongs".padEnd(7)}${"notice".padStart(7)}${"well".padStart(7)}  seen`,
    ...scores.flatMap(linesOf),
    "",
    MARKDOWN_HEAD,
    markdownRow(tool, summary),
    "",
  ].join("\n");
}

/** One line about a case, and what went wrong below it. */
export function linesOf(score: Score): string[] {
  const row = [
    score.id.padEnd(34),
    mark(score.isCauseRight).padEnd(6),
    mark(score.isRootRight).padEnd(6),
    mark(score.isEndRight).padEnd(6),
    (score.wrongs.length === 0 ? "none" : "WRONG").padEnd(7),
    seconds(score.noticeMs).padStart(7),
    seconds(score.wellMs).padStart(7),
    `  ${score.observed.end}`,
  ].join("");
  const isRight =
    score.isCauseRight !== false && score.isRootRight !== false && score.isEndRight && score.wrongs.length === 0 && score.isToldOnce;
  return isRight ? [row] : [row, ...detailsOf(score)];
}

function detailsOf({ observed, wrongs, isToldOnce }: Score): string[] {
  return [
    `    told: ${observed.told.join("; ") || "nothing"}${isToldOnce ? "" : " (one cause, more than once)"}`,
    ...(observed.acts.length > 0 ? [`    did: ${observed.acts.join(", ")}`] : []),
    ...(wrongs.length > 0 ? [`    should not: ${wrongs.join(", ")}`] : []),
  ];
}

const MARKDOWN_HEAD = [
  "| tool | cases | cause | root | end | did nothing wrong | told once | notice s, median / p95 | well again s, median / p95 |",
  "|---|---|---|---|---|---|---|---|---|",
].join("\n");

export function markdownRow(tool: string, { cases, cause, root, end, nothingWrong, toldOnce, noticeMs, wellMs }: Summary): string {
  const figures = [cause, root, end, nothingWrong, toldOnce].map(share);
  const times = [noticeMs, wellMs].map(({ median, p95 }) => `${seconds(median)} / ${seconds(p95)}`);
  return `| ${[tool, cases, ...figures, ...times].join(" | ")} |`;
}
