import type { CaseResult } from "../shapes.ts";

export interface Figures {
  passed: number;
  failed: number;
  skipped: number;
  medianNoticeMs: number | null;
  medianToWellMs: number | null;
}

/** What a drill came to. A case that was not played says nothing about times. Pure. */
export function figuresOf(results: readonly Pick<CaseResult, "status" | "noticeMs" | "toWellMs">[]): Figures {
  const count = (wanted: CaseResult["status"]): number => results.filter(({ status }) => status === wanted).length;
  return {
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    medianNoticeMs: median(results.map(({ noticeMs }) => noticeMs)),
    medianToWellMs: median(results.map(({ toWellMs }) => toWellMs)),
  };
}

function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const middle = known.length >> 1;
  const upper = known[middle];
  if (upper === undefined) return null;
  return known.length % 2 === 1 ? upper : ((known[middle - 1] ?? upper) + upper) / 2;
}
