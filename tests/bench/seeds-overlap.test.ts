import { describe, expect, it } from "vitest";
import { seedPrompts } from "../../bench/quality/training/seeds/index.ts";
import { Overlap } from "../../bench/quality/training/seeds/overlap.ts";
import { TASKS } from "../../src/features/mind/prompts/operations.ts";

const MEASURED = [
  "A lighthouse keeper counts 41 ships before breakfast. How many ships pass the harbour in a week?",
  "Long introduction that nobody needs. Then: paint the garden fence green before the neighbours return from Norway. And more.",
];

describe("Overlap", () => {
  const overlap = new Overlap(MEASURED);

  it.each([
    ["a sentence with other figures", "A lighthouse keeper counts 77 ships at breakfast. How many of the ships pass in a month?"],
    ["its subjects in another order", "Before the neighbours return, paint our fence in the garden green"],
    ["five words in a row", "Tell me why ships pass the harbour in a storm"],
  ])("finds %s", (_, text) => {
    expect(overlap.resembles(text)).toBe(true);
  });

  it.each([
    ["another subject in the same form", "A beekeeper counts 12 hives after lunch. How many hives stand on the hill?"],
    ["one word in common", "Write a poem about a harbour"],
    ["nothing", ""],
  ])("lets pass %s", (_, text) => {
    expect(overlap.resembles(text)).toBe(false);
  });
});

describe("seedPrompts", () => {
  it("leaves out what resembles a measured prompt, and only that", () => {
    const all = seedPrompts(2, []);
    const victim = all.find(({ prompt }) => prompt.split(" ").length > 8 && new Overlap([prompt]).resembles(prompt));
    if (victim === undefined) throw new Error("no seed is long enough to be compared");
    const left = seedPrompts(2, [victim.prompt]);
    expect(left).not.toContainEqual(victim);
    expect(left.length).toBeGreaterThan(all.length * 0.95);
  });

  it("gives the same seeds each time, of every task, with every slot filled", () => {
    const seeds = seedPrompts(3, []);
    expect(seedPrompts(3, [])).toEqual(seeds);
    expect(new Set(seeds.map(({ task }) => task))).toEqual(new Set(TASKS));
    expect(seeds.filter(({ prompt }) => /\{[a-z]\w*\}/.test(prompt) && !prompt.includes("_{"))).toEqual([]);
  });
});
