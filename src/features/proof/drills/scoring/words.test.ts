import { describe, expect, test } from "vitest";
import type { CaseResult } from "../shapes.ts";
import { figuresOf } from "./figures.ts";
import { caseSentence, inTime, summaryText } from "./words.ts";

const RIGHT: CaseResult = {
  kind: "case",
  case: "kill",
  title: "A service is killed",
  status: "passed",
  noticeMs: 180,
  detectedMs: 9,
  said: "crashed",
  isCauseRight: true,
  root: "app",
  did: [{ remedy: "restart", service: "app", outcome: "proven" }],
  ended: "healed",
  toWellMs: 2_040,
  wrongs: [],
  why: null,
  sentence: "",
};
const WRONG: CaseResult = {
  ...RIGHT,
  case: "disk-full",
  status: "failed",
  noticeMs: 2_500,
  isCauseRight: false,
  did: [],
  ended: "unfinished",
  toWellMs: null,
  wrongs: ["it did not end in time"],
};
const LEFT_OUT: CaseResult = {
  ...WRONG,
  case: "dns",
  status: "skipped",
  noticeMs: null,
  ended: null,
  wrongs: [],
  why: "the image can look up no names",
};

test.each([
  [null, "–"],
  [0, "0 ms"],
  [999.4, "999 ms"],
  [3_140, "3.1 s"],
  [65_400, "1 min 5 s"],
])("%s ms as people say it: %s", (ms, words) => expect(inTime(ms)).toBe(words));

describe("a case in words", () => {
  test("right, wrong, not played, broken off", () => {
    expect(caseSentence(RIGHT)).toBe(
      "✓ A service is killed. Noticed after 180 ms as crashed, did a restart of app (proven); healed and proven after 2.0 s.",
    );
    expect(caseSentence(WRONG)).toBe(
      "✗ A service is killed. Noticed after 2.5 s as crashed, did nothing; unfinished.\n  ✗ it did not end in time",
    );
    expect(caseSentence(LEFT_OUT)).toBe("– A service is killed. Not played: the image can look up no names.");
    expect(caseSentence({ ...LEFT_OUT, status: "failed", why: "the engine went away" })).toBe(
      "✗ A service is killed. It broke off: the engine went away.",
    );
  });
});

test("the summary is a table of all, and medians of what was measured", () => {
  const results = [RIGHT, WRONG, LEFT_OUT];
  const figures = figuresOf(results);
  expect(figures).toEqual({ passed: 1, failed: 1, skipped: 1, medianNoticeMs: 1_340, medianToWellMs: 2_040 });
  expect(summaryText(figures, results).split("\n")).toEqual([
    "",
    "   case       noticed  cause  done     ended              well after",
    "✓  kill       180 ms   right  restart  healed and proven  2.0 s",
    "✗  disk-full  2.5 s    wrong  nothing  unfinished         –",
    "–  dns        –        –      –        not played         –",
    "",
    "1 as the rules say, 1 not, 1 not played. Half of them were noticed within 1.3 s and well within 2.0 s.",
  ]);
  expect(figuresOf([])).toMatchObject({ medianNoticeMs: null, medianToWellMs: null });
});
