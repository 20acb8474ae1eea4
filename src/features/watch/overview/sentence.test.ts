import fc from "fast-check";
import { expect, test } from "vitest";
import { countVerdicts, type Counted } from "./counts.ts";
import { colourOf, sentenceOf } from "./sentence.ts";

function many(count: number, container: Partial<Counted>): Counted[] {
  return Array.from({ length: count }, () => ({
    verdict: "well",
    cause: "healthy",
    state: "running",
    health: "healthy",
    answers: null,
    ...container,
  }));
}

const lying = { verdict: "broken-check", cause: "check_command_missing", health: "unhealthy", answers: true } as const;
const ill = { verdict: "down", cause: "not_answering", health: "unhealthy", answers: false } as const;

test("the promise of the first sight", () => {
  const all = [
    ...many(33, { verdict: "unsure", cause: "unchecked", health: "unchecked" }),
    ...many(3, {}),
    ...many(16, lying),
    ...many(2, ill),
  ];
  expect(sentenceOf(all, true)).toBe(
    "54 containers: 33 run unchecked, 3 are well, 18 say unhealthy. 16 of those answer fine: their check is broken. 2 are really down.",
  );
  expect(countVerdicts(all)).toEqual({ well: 3, brokenCheck: 16, down: 2, unsure: 0, unchecked: 33, off: 0 });
});

test.each<[string, Counted[], boolean, string]>([
  ["nothing there", [], true, "No containers yet."],
  ["not looked yet", [], false, "Looking around for the first time."],
  ["one and well", many(1, {}), true, "1 container: 1 is well."],
  ["one lying check", many(1, lying), true, "1 container: 1 says unhealthy. It answers fine: its check is broken."],
  ["all lie", many(2, lying), true, "2 containers: 2 say unhealthy. All 2 of those answer fine: their check is broken."],
  [
    "a check that can never pass and nobody else to ask",
    many(1, { ...lying, answers: null }),
    true,
    "1 container: 1 says unhealthy. 1 of those has a check that can never pass.",
  ],
  [
    "a loop is told apart from what is down",
    [...many(1, { verdict: "down", cause: "crash_loop", state: "restarting", health: "unchecked" }), ...many(1, ill)],
    true,
    "2 containers: 1 says unhealthy. 1 is really down. 1 crashes again and again.",
  ],
  [
    "jobs and stopped ones are off",
    [
      ...many(3, { verdict: "off", cause: "finished", state: "exited", health: "unchecked" }),
      ...many(1, { verdict: "off", cause: "stopped_by_person", state: "exited" }),
    ],
    true,
    "4 containers: 3 finished their job, 1 is off.",
  ],
  [
    "starting ones are no verdict",
    many(2, { verdict: "unsure", cause: "starting", health: "starting" }),
    true,
    "2 containers: 2 are starting.",
  ],
  ["still looking", many(1, {}), false, "1 container: 1 is well. Still looking."],
])("%s", (_name, containers, isOver, sentence) => {
  expect(sentenceOf(containers, isOver)).toBe(sentence);
});

const anyContainer: fc.Arbitrary<Counted> = fc.record({
  verdict: fc.constantFrom("well", "broken-check", "down", "unsure", "off"),
  cause: fc.constantFrom("healthy", "unchecked", "starting", "crash_loop", "finished", "engine_lost", "unverified"),
  state: fc.constantFrom("running", "exited", "restarting", "created"),
  health: fc.constantFrom("healthy", "unhealthy", "starting", "unchecked"),
  answers: fc.constantFrom(true, false, null),
});

test("an engine that does not answer is said, never taken for an empty one", () => {
  expect(sentenceOf([], true, 1, 1)).toBe("Docker does not answer. Only this machine is watched.");
  expect(sentenceOf([], true, 2, 2)).toBe("2 of 2 Docker engines do not answer. Only this machine is watched.");
  expect(sentenceOf([], true, 2, 1)).toBe("No containers yet. 1 of 2 Docker engines does not answer.");
  expect(sentenceOf(many(1, {}), true, 2, 1)).toBe("1 container: 1 is well. 1 of 2 Docker engines does not answer.");
  expect(colourOf([], 1)).toBe("unsure");
});

test("without any engine it says so, and that the machine is watched", () => {
  expect(sentenceOf([], true, 0)).toBe("No Docker engine is in sight: only this machine is watched.");
});

test("each container stands in exactly one count", () => {
  fc.assert(
    fc.property(fc.array(anyContainer), (containers) => {
      const sum = Object.values(countVerdicts(containers)).reduce((total, count) => total + count, 0);
      expect(sum).toBe(containers.length);
    }),
  );
});

test("one that is down makes everything unwell; unknown is never well", () => {
  expect(colourOf([...many(9, {}), ...many(1, ill)])).toBe("unwell");
  expect(colourOf(many(1, { verdict: "unsure", cause: "unverified", health: "unhealthy" }))).toBe("unsure");
  expect(colourOf(many(1, {}))).toBe("well");
  expect(colourOf([])).toBe("off");
});
