import { describe, expect, test } from "vitest";
import type { Told } from "../../bench/incidents/adapters/adapter.ts";
import { readCase, readCases, type Case } from "../../bench/incidents/case.ts";
import { batchesOf } from "../../bench/incidents/runner.ts";
import { markdownRow, tableOf } from "../../bench/incidents/score/report.ts";
import { scoreCase, summarize, type Outcome, type Score } from "../../bench/incidents/score/score.ts";
import { problemOf, shortened } from "../../bench/incidents/validity.ts";

function caseWith(truth: object): Case {
  return readCase({
    id: "killed",
    title: "It is killed.",
    containers: ["db", "web"].map((name) => ({ name, command: ["sleep", "1"] })),
    fault: [{ do: "kill", container: "db" }],
    happened: [{ what: "died", container: "db", exitCode: 137 }],
    truth: { troubles: ["crashed"], root: "db", end: "healed", allowedSeconds: 30, ...truth },
  });
}
const told = (root: string, more: Partial<Told> = {}): Told => ({
  root,
  category: "unknown",
  trouble: "crashed",
  at: 1_500,
  isEscalated: false,
  ...more,
});
function outcome({ answer, ...more }: Partial<Omit<Outcome, "answer">> & { answer?: Partial<Outcome["answer"]> } = {}): Outcome {
  return {
    acts: [],
    isWell: false,
    isImageBack: false,
    faultAt: 1_000,
    wellAt: null,
    ...more,
    answer: { told: [], asks: [], proposals: [], ...answer },
  };
}
const restarted = (container = "db", at = 2_000): Outcome["acts"][number] => ({ at, kind: "restart", container });

describe("the score of a case", () => {
  test("healed as it should be", () => {
    const score = scoreCase(caseWith({}), outcome({ acts: [restarted()], isWell: true, wellAt: 5_000, answer: { told: [told("db")] } }));
    expect(score).toMatchObject({
      isCauseRight: true,
      isRootRight: true,
      isEndRight: true,
      wrongs: [],
      isToldOnce: true,
      noticeMs: 500,
      wellMs: 4_000,
    });
  });

  test("touching another container is wrong, and so is once too often", () => {
    const acts = [restarted("web"), restarted(), restarted("db", 9_000)];
    expect(scoreCase(caseWith({}), outcome({ acts })).wrongs).toEqual(["restart web", "3 acts, at most 1"]);
  });

  test("a symptom told as a cause of its own is not the root, and told too often", () => {
    const score = scoreCase(caseWith({}), outcome({ answer: { told: [told("db"), told("web")] } }));
    expect(score).toMatchObject({ isCauseRight: true, isRootRight: false, isToldOnce: false });
  });

  test("what was ill for a moment may be told beside the root", () => {
    const told2 = { told: [told("db"), told("web")] };
    expect(scoreCase(caseWith({ mayTell: ["web"], maxIncidents: 2 }), outcome({ answer: told2 }))).toMatchObject({
      isRootRight: true,
      isToldOnce: true,
    });
    expect(scoreCase(caseWith({ mayTell: ["web"] }), outcome({ answer: { told: [told("web")] } })).isRootRight).toBe(false);
  });

  test("nothing told about what must be told", () => {
    expect(scoreCase(caseWith({}), outcome())).toMatchObject({ isCauseRight: false, isRootRight: false, noticeMs: null });
  });

  test("what may be told is judged only when it was", () => {
    const may = caseWith({ told: "may", end: "healed-by-docker" });
    expect(scoreCase(may, outcome({ isWell: true }))).toMatchObject({ isCauseRight: null, isRootRight: null, isEndRight: true });
    expect(scoreCase(may, outcome({ answer: { told: [told("web", { trouble: "hung" })] } }))).toMatchObject({
      isCauseRight: false,
      isRootRight: false,
    });
  });

  test("a false alarm", () => {
    const never = caseWith({ told: "never", root: undefined, end: "left-alone" });
    expect(scoreCase(never, outcome())).toMatchObject({ isCauseRight: true, isEndRight: true });
    expect(scoreCase(never, outcome({ answer: { told: [told("db")] } })).isCauseRight).toBe(false);
    expect(scoreCase(never, outcome({ acts: [restarted()] }))).toMatchObject({
      isEndRight: false,
      wrongs: ["restart db", "1 acts, at most 0"],
    });
  });

  test("category and trouble; a tool without words for troubles is judged by categories alone", () => {
    const both = caseWith({ categories: ["disk_full"], troubles: ["crashed"] });
    const cause = (more: Partial<Told>): boolean | null => scoreCase(both, outcome({ answer: { told: [told("db", more)] } })).isCauseRight;
    expect(cause({ category: "disk_full" })).toBe(true);
    expect(cause({ category: "disk_full", trouble: "hung" })).toBe(false);
    expect(cause({ category: "disk_full", trouble: null })).toBe(true);
    expect(cause({ category: null, trouble: null })).toBe(false);
    expect(scoreCase(caseWith({}), outcome({ answer: { told: [told("db", { trouble: null })] } })).isCauseRight).toBe(false);
  });

  test.each([
    ["asked", outcome({ answer: { asks: ["db"] } }), true],
    ["asked", outcome({ answer: { asks: ["web"] } }), false],
    ["asked", outcome({ acts: [restarted()], answer: { asks: ["db"] } }), false],
    ["escalated", outcome({ answer: { told: [told("db", { isEscalated: true })] } }), true],
    ["escalated", outcome({ answer: { told: [told("web", { isEscalated: true })] } }), false],
    ["escalated", outcome({ acts: [restarted()], answer: { asks: ["db"] } }), true],
    ["escalated", outcome({ answer: { asks: ["db"] } }), false],
    ["rolled-back", outcome({ isWell: true, isImageBack: true }), true],
    ["rolled-back", outcome({ isWell: true }), false],
    ["proposed", outcome({ answer: { proposals: ["db"] } }), true],
    ["proposed", outcome({ acts: [{ at: 1, kind: "recreate", container: "db" }], answer: { proposals: ["db"] } }), false],
    ["left-alone", outcome({ answer: { asks: ["db"] } }), false],
    ["healed", outcome({ isWell: true }), false],
    ["healed-by-docker", outcome({ isWell: true, acts: [restarted()] }), false],
  ])("ended as %s", (end, seen, isRight) => {
    expect(scoreCase(caseWith({ end }), seen).isEndRight).toBe(isRight);
  });
});

function score(more: Partial<Score>): Score {
  return {
    id: "killed",
    isCauseRight: null,
    isRootRight: null,
    isEndRight: true,
    wrongs: [],
    isToldOnce: true,
    noticeMs: null,
    wellMs: null,
    observed: { end: "healed", told: [], acts: [] },
    ...more,
  };
}

test("the sums leave out what was not judged", () => {
  const summary = summarize([
    score({}),
    score({ isCauseRight: true, noticeMs: 300 }),
    score({ isCauseRight: false, noticeMs: 100, wrongs: ["restart web"] }),
  ]);
  expect(summary).toMatchObject({
    cases: 3,
    cause: 0.5,
    root: null,
    end: 1,
    noticeMs: { median: 100, p95: 300 },
    wellMs: { median: null, p95: null },
  });
  expect(summary.nothingWrong).toBeCloseTo(2 / 3);
  expect(markdownRow("tool", summary)).toBe("| tool | 3 | 0.50 | - | 1.00 | 0.67 | 1.00 | 0.1 / 0.3 | - / - |");
  expect(tableOf("tool", [score({ wrongs: ["restart web"] })], summary)).toContain("should not: restart web");
});

describe("the cases", () => {
  const cases = readCases();

  test("are many, each with an end, and the ends are of all kinds", () => {
    expect(cases.length).toBeGreaterThanOrEqual(44);
    expect(new Set(cases.flatMap(({ truth }) => truth.end))).toEqual(
      new Set(["healed", "healed-by-docker", "left-alone", "asked", "escalated", "rolled-back", "proposed"]),
    );
  });

  test("allow no act where nothing is to be touched", () => {
    for (const { truth, id } of cases.filter(({ truth }) =>
      truth.end.every((end) => ["left-alone", "asked", "healed-by-docker"].includes(end)),
    ))
      expect([id, truth.maxActs, truth.mayTouch]).toEqual([id, 0, []]);
  });

  test("are each played once; those that want to be alone are", () => {
    const batches = batchesOf(cases, 6);
    expect(
      batches
        .flat()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(cases.map(({ id }) => id).toSorted());
    const most = batches.map((batch) => (batch.some(({ alone }) => alone) ? 1 : 6));
    expect(batches.filter((batch, index) => batch.length > (most[index] ?? 0))).toEqual([]);
  });

  test("name only containers that they have", () => {
    expect(() => caseWith({ root: "cache" })).toThrow("no container cache");
    expect(() => readCases(["no-such-case"])).toThrow("no-such-case");
  });

  test("a proof without a healer: what needs a hand does not become well", () => {
    expect(problemOf(caseWith({}), outcome({ isWell: true }))).toContain("by itself");
    expect(problemOf(caseWith({}), outcome())).toBeNull();
    expect(problemOf(caseWith({ end: "healed-by-docker" }), outcome())).toContain("did not bring it back");
    expect(problemOf(caseWith({}), outcome({ acts: [restarted()] }))).toContain("somebody acted");
    expect(shortened(caseWith({ allowedSeconds: 90 })).truth.allowedSeconds).toBe(15);
  });
});
