import { describe, expect, test } from "vitest";
import type { Expected } from "../cases/case.ts";
import { scoreOf } from "./score.ts";
import type { Seen, SeenIncident } from "./seen.ts";

const FAULT_AT = 1_000_000;
const HEALED: Expected = { end: "healed", root: "app", troubles: ["crashed"], categories: ["out_of_memory"], mostActs: 1 };
const RESTART = { remedy: "restart", service: "app", outcome: "proven" };

function incident(more: Partial<SeenIncident> = {}): SeenIncident {
  return {
    id: "app-1",
    service: "app",
    state: "resolved",
    trouble: "crashed",
    category: "out_of_memory",
    openedAt: FAULT_AT + 200,
    closedAt: FAULT_AT + 3_000,
    healedBy: "hydra",
    detectedMs: 12,
    acts: [RESTART],
    ...more,
  };
}

function seen(incidents: SeenIncident[], verdicts: Seen["verdicts"] = []): Seen {
  return { at: FAULT_AT + 9_000, incidents, verdicts };
}

describe("what a case came to", () => {
  test("healed as the rules say", () => {
    expect(scoreOf(HEALED, seen([incident()]), FAULT_AT)).toEqual({
      noticeMs: 200,
      detectedMs: 12,
      said: "crashed, out_of_memory",
      isCauseRight: true,
      root: "app",
      did: [RESTART],
      ended: "healed",
      toWellMs: 3_000,
      wrongs: [],
    });
  });

  test.each<[why: string, expected: Partial<Expected>, seen: Seen, wrongs: string[]]>([
    ["nothing was noticed", {}, seen([]), ["it was not noticed"]],
    ["another cause", { categories: ["dns"] }, seen([incident()]), ["it gave out_of_memory as the cause, not dns"]],
    ["another trouble", { troubles: ["hung", "unhealthy"] }, seen([incident()]), ["it took it for crashed, not hung or unhealthy"]],
    ["what Docker shows says nothing about the cause", { categories: [] }, seen([incident({ category: "unknown" })]), []],
    [
      "a symptom was taken for the cause",
      {},
      seen([incident(), incident({ id: "front-2", service: "front", acts: [] })]),
      ["it opened an incident about front, where the cause is not"],
    ],
    [
      "the cause was never found",
      {},
      seen([incident({ service: "front", acts: [] })]),
      ["it opened an incident about front, where the cause is not", "it did not find the cause at app"],
    ],
    ["two for one cause", {}, seen([incident({ acts: [] }), incident({ id: "app-2" })]), ["it opened 2 incidents for one cause"]],
    ["one act too many", {}, seen([incident({ acts: [RESTART, RESTART] })]), ["it acted twice, where once would do"]],
    [
      "a dependent was touched",
      {},
      seen([incident({ acts: [RESTART, { ...RESTART, service: "front" }] })]),
      ["it did a restart of front, which was not to be touched"],
    ],
    [
      "still going on",
      {},
      seen([incident({ state: "open", closedAt: null, healedBy: null })]),
      ["it had to end healed and proven, and did not end in time"],
    ],
    [
      "in a person's hands too soon",
      {},
      seen([incident({ state: "escalated", closedAt: null, healedBy: null, acts: [] })]),
      ["it had to end healed and proven, and ended in a person's hands"],
    ],
    [
      "Docker was faster",
      {},
      seen([incident({ healedBy: "docker", acts: [] })]),
      ["it had to end healed and proven, and ended healed by Docker"],
    ],
    [
      "touched where nothing was to be done",
      { end: "escalated", mostActs: 0 },
      seen([incident({ state: "escalated", closedAt: null, acts: [{ ...RESTART, outcome: "failed" }] })]),
      ["it acted once, where nothing was to be done"],
    ],
    [
      "a rollback that was proven",
      { end: "rolled-back", mostActs: 2 },
      seen([
        incident({
          acts: [
            { ...RESTART, outcome: "failed" },
            { ...RESTART, remedy: "rollback" },
          ],
        }),
      ]),
      [],
    ],
    [
      "what needs it is still down",
      {},
      seen([incident()], [{ service: "front", verdict: "down", since: FAULT_AT }]),
      ["it had to end healed and proven, and did not end in time"],
    ],
  ])("%s", (_why, expected, found, wrongs) => {
    expect(scoreOf({ ...HEALED, ...expected }, found, FAULT_AT).wrongs).toEqual(wrongs);
  });
});

describe("a broken check", () => {
  const left: Expected = { end: "left-alone", root: "app", troubles: [], categories: [], mostActs: 0 };
  const named = { service: "app", verdict: "broken-check", since: FAULT_AT + 2_000 };

  test("named and left alone is right", () => {
    expect(scoreOf(left, seen([], [named]), FAULT_AT)).toMatchObject({
      noticeMs: 2_000,
      detectedMs: null,
      said: "broken check",
      isCauseRight: true,
      root: "app",
      ended: "left-alone",
      toWellMs: null,
      wrongs: [],
    });
  });

  test("Docker's word that the verdict took back before anybody was told is no alarm", () => {
    const takenBack = incident({ state: "dismissed", trouble: "unhealthy", healedBy: null, acts: [] });
    expect(scoreOf(left, seen([takenBack], [named]), FAULT_AT)).toMatchObject({
      noticeMs: 2_000,
      ended: "left-alone",
      said: "broken check",
      wrongs: [],
    });
    expect(scoreOf(left, seen([takenBack], []), FAULT_AT).wrongs).toEqual(["it was not noticed"]);
    const withRestart = scoreOf(left, seen([{ ...takenBack, acts: [RESTART] }], [named]), FAULT_AT);
    expect(withRestart.wrongs).toEqual(["it acted once, where nothing was to be done"]);
  });

  test("an incident about it that stands is a false alarm, and a restart a wrong one", () => {
    const late = incident({ state: "dismissed", healedBy: null, closedAt: FAULT_AT + 8_000 });
    expect(scoreOf(left, seen([late], [named]), FAULT_AT).wrongs).toEqual([
      "it opened an incident about app, with which nothing is wrong",
      "it acted once, where nothing was to be done",
      "it had to end left alone, and ended dismissed",
    ]);
  });

  test("only of the service in question", () => {
    expect(scoreOf(left, seen([], [{ ...named, service: "other" }]), FAULT_AT)).toMatchObject({ ended: "unfinished", noticeMs: null });
  });
});
