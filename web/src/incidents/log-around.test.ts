import { expect, test } from "vitest";
import { evidenceInLog, lastWords, logUntil, missingFrom, type LogLine } from "./log-around.ts";

const log = (...texts: string[]): LogLine[] =>
  texts.map((text, at) => ({
    id: `1.${at}`,
    at: "2026-11-23T12:00:00.000Z",
    node: "node",
    project: null,
    container: "db",
    stream: "stdout",
    level: "unknown",
    text,
  }));

const numbered = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, at) => `${from + at}`);
const shown = (lines: LogLine[], ...evidence: string[]): string[] =>
  evidenceInLog(
    lines,
    evidence.map((line) => ({ line, why: "because" })),
  ).map((piece) => (piece.kind === "left-out" ? `(${piece.count})` : piece.why === null ? piece.line.text : `>${piece.line.text}`));

test("the evidence stands marked among the lines around it", () => {
  expect(shown(log(...numbered(1, 9)), "5")).toEqual(["2", "3", "4", ">5", "6", "7", "8"]);
});

test("what lies between two of them is counted, what lies outside is not", () => {
  expect(shown(log(...numbered(1, 20)), "4", "16")).toEqual([
    "1",
    "2",
    "3",
    ">4",
    "5",
    "6",
    "7",
    "(5)",
    "13",
    "14",
    "15",
    ">16",
    "17",
    "18",
    "19",
  ]);
});

test("of a line that came again and again the last one is shown", () => {
  expect(shown(log("x", ...numbered(1, 8), "x"), " x ")).toEqual(["6", "7", "8", ">x"]);
});

test("evidence that is not in the log shows nothing, and is told to be missing", () => {
  expect(shown(log("a"), "b")).toEqual([]);
  expect(shown([], "b")).toEqual([]);
  expect(
    missingFrom(log("a"), [
      { line: "a ", why: "" },
      { line: "b", why: "" },
    ]),
  ).toEqual([{ line: "b", why: "" }]);
});

test("without evidence the last lines stand, none of them marked", () => {
  expect(lastWords(log(...numbered(1, 9))).map((piece) => piece.kind === "line" && [piece.line.text, piece.why])).toEqual(
    numbered(4, 9).map((text) => [text, null]),
  );
});

const attempt = (level: "acted" | "would", startedAt: string) =>
  ({ level, startedAt }) as Parameters<typeof logUntil>[0]["attempts"][number];

test("the log is read a little past the end, but not into what was started again", () => {
  const happenedAt = "2026-11-23T12:00:00.000Z";
  const until = (...attempts: ReturnType<typeof attempt>[]): string => logUntil({ happenedAt, againAt: null, attempts });
  expect(until()).toBe("2026-11-23T12:00:05.000Z");
  expect(until(attempt("acted", "2026-11-23T12:00:00.200Z"))).toBe("2026-11-23T12:00:00.200Z");
  expect(until(attempt("would", "2026-11-23T12:00:00.200Z"))).toBe("2026-11-23T12:00:05.000Z");
  // It came again: what was done the first time is long over.
  const again = logUntil({ happenedAt, againAt: "2026-11-23T13:00:00.000Z", attempts: [attempt("acted", "2026-11-23T12:00:01.000Z")] });
  expect(again).toBe("2026-11-23T13:00:05.000Z");
});
