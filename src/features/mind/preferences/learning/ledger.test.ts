import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TASKS } from "../../prompts/operations.ts";
import { OUTCOMES } from "../events.ts";
import { beliefFrom, chanceAbove } from "./belief.ts";
import { Ledger, type PlacedUse } from "./ledger.ts";
import { scoreOf } from "./score.ts";

const DAY_MS = 86_400_000;
const WEIGHTS = { latencyWeight: 0.1, tokenWeight: 0.05 };
const NOW = 100 * DAY_MS;

const use = fc.record({
  userId: fc.constantFrom("anna", "ben", "program:shell"),
  task: fc.constantFrom(...TASKS.slice(0, 3)),
  model: fc.constantFrom("small", "large"),
  at: fc.integer({ min: 0, max: NOW }),
  latencyMs: fc.option(fc.integer({ min: 0, max: DAY_MS })),
  tokens: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
  outcome: fc.option(fc.constantFrom(...OUTCOMES)),
});

function ledgerOf(uses: readonly PlacedUse[]): Ledger {
  const ledger = new Ledger(30 * DAY_MS);
  for (const each of uses) ledger.put(each);
  return ledger;
}

function scoresIn(ledger: Ledger): number[] {
  return ["anna", "ben"].flatMap((userId) =>
    TASKS.slice(0, 3).flatMap((task) =>
      ["small", "large"].flatMap((model) => {
        const { score, uses, evidence, successRate } = ledger.of(userId, task, model, NOW, WEIGHTS);
        return [score, uses, evidence, successRate ?? -1];
      }),
    ),
  );
}

function expectAlike(one: Ledger, other: Ledger): void {
  const others = scoresIn(other);
  for (const [index, value] of scoresIn(one).entries()) expect(value).toBeCloseTo(others[index] as number, 6);
}

describe("the ledger", () => {
  it("says the same in whatever order it was told", () => {
    fc.assert(
      fc.property(fc.array(use, { maxLength: 30 }), (uses) => {
        expectAlike(ledgerOf(uses), ledgerOf(uses.toReversed()));
      }),
    );
  });

  it("is as if it had never heard what is taken out again, or of whom is forgotten", () => {
    fc.assert(
      fc.property(fc.array(use, { maxLength: 20 }), fc.array(use, { maxLength: 20 }), (kept, taken) => {
        const ledger = ledgerOf([...kept, ...taken]);
        for (const each of taken) ledger.put(each, -1);
        expectAlike(ledger, ledgerOf(kept));
        ledger.forget("anna");
        expectAlike(ledger, ledgerOf(kept.filter(({ userId }) => userId !== "anna")));
      }),
    );
  });

  it("scores between 0 and 1, and believes more after a good outcome than after a bad one", () => {
    fc.assert(
      fc.property(fc.array(use, { maxLength: 20 }), use, (uses, last) => {
        const after = (outcome: "accepted" | "rejected") =>
          ledgerOf([...uses, { ...last, outcome, at: NOW }]).of(last.userId, last.task, last.model, NOW, WEIGHTS);
        expect(after("accepted").belief.mean).toBeGreaterThan(after("rejected").belief.mean);
        for (const { score } of [after("accepted"), after("rejected")]) {
          expect(score).toBeGreaterThan(0);
          expect(score).toBeLessThan(1);
        }
      }),
    );
  });

  it("stays small, however many uses and names it hears", () => {
    const ledger = new Ledger(30 * DAY_MS);
    for (let index = 0; index < 100_000; index += 1)
      ledger.put({
        userId: "anna",
        task: "code",
        model: `m${index % 20_000}`,
        at: index,
        latencyMs: index,
        tokens: 1,
        outcome: "accepted",
      });
    expect(ledger.modelsFor("anna", "code").length).toBeLessThanOrEqual(5_000);
    expect(ledger.of("anna", "code", "m19999", 100_000, WEIGHTS)).toMatchObject({ basis: "own" });
    expect(ledger.of("anna", "code", "m0", 100_000, WEIGHTS)).toMatchObject({ basis: "prior", uses: 0 });
  });
});

describe("belief and score", () => {
  it("starts from what the wider place says, and goes by its own outcomes once there are some", () => {
    const nothing = { good: 0, bad: 0 };
    expect(beliefFrom([nothing, nothing, nothing]).mean).toBe(0.5);
    const wide = beliefFrom([{ good: 40, bad: 0 }, nothing, nothing]).mean;
    expect(wide).toBeGreaterThan(0.9);
    expect(beliefFrom([{ good: 40, bad: 0 }, nothing, { good: 0, bad: 20 }]).mean).toBeLessThan(0.2);
  });

  it("is sure of a difference only when it is larger than what is not known", () => {
    expect(chanceAbove({ mean: 0.9, deviation: 0.02 }, { mean: 0.5, deviation: 0.02 })).toBeGreaterThan(0.99);
    expect(chanceAbove({ mean: 0.6, deviation: 0.2 }, { mean: 0.5, deviation: 0.2 })).toBeLessThan(0.7);
    expect(chanceAbove({ mean: 0.5, deviation: 0 }, { mean: 0.5, deviation: 0 })).toBe(0.5);
  });

  it("takes no more off for a wait or for words than their weights", () => {
    expect(scoreOf({ mean: 1 }, { latencyMs: 1e15, tokens: 1e15 }, WEIGHTS)).toBeCloseTo(0.9 * 0.95, 6);
    expect(scoreOf({ mean: 0.7 }, { latencyMs: null, tokens: null }, WEIGHTS)).toBe(0.7);
  });
});
