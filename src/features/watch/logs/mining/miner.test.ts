import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mine, TemplateMiner } from "./miner.ts";

const NAMES = ["ada", "bo", "cleo", "dan", "eve", "fritz", "gus", "hana", "ida", "jo", "kim", "lea"];
const texts = (lines: string[]): string[] => {
  const { templates, assignments } = mine(lines);
  return assignments.map((at) => templates[at]?.template ?? "none");
};

describe("lines together", () => {
  test("names that keep changing are a value", () => {
    expect(new Set(texts(NAMES.map((name, at) => `Invalid user ${name} from 10.0.0.${at}`)))).toEqual(
      new Set(["Invalid user <*> from <*>"]),
    );
  });

  test("a value that is known from there is one elsewhere too", () => {
    const lines = [...NAMES.map((name) => `session opened by user ${name}`), "removed user ada now", "removed user kim now"];
    expect(texts(lines).at(-1)).toBe("removed user <*> now");
  });

  test("states that come again and again are templates of their own", () => {
    const lines = ["Link ok", "Link error", "Link in reset"].flatMap((line) => Array.from({ length: 20 }, () => line));
    expect(new Set(texts(lines))).toEqual(new Set(["Link ok", "Link error", "Link in reset"]));
  });

  test("single words never become one value", () => {
    expect(new Set(texts(NAMES)).size).toBe(NAMES.length);
  });

  test("a value keeps the beginning that all have", () => {
    expect(texts(["a", "b", "c", "d", "e"].map((name) => `lost contact to node-${name}x-1 now`))[0]).toBe("lost contact to node-<*> now");
  });

  test("a list of any length is one value, a row of the same length is many", () => {
    expect(new Set(texts(["deleted: 1 2 3 items", "deleted: 4 items", "moved 1 2"]))).toEqual(
      new Set(["deleted: <*> items", "moved <*> <*>"]),
    );
  });

  test("every line has one template, and counts add up", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom("disk", "is", "full", "7", "user=ada", "(x)", "/var", "ok,"), { maxLength: 6 })),
        (lines) => {
          const { templates, assignments } = mine(lines.map((words) => words.join(" ")));
          expect(assignments).toHaveLength(lines.length);
          for (const [place, { count }] of templates.entries()) expect(count).toBe(assignments.filter((at) => at === place).length);
          expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length);
          expect(new Set(templates.map(({ template }) => template)).size).toBe(templates.length);
        },
      ),
    );
  });

  test("the order of lines changes nothing about their templates", () => {
    const lines = [...NAMES.map((name) => `Failed password for ${name}`), "Link ok", "Link error", "deleted: 1 2", "deleted: 3"];
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
        expect(texts(shuffled).toSorted()).toEqual(texts(lines).toSorted());
      }),
    );
  });
});

describe("line by line", () => {
  test("says what is new, once for each template", () => {
    const miner = new TemplateMiner();
    expect(miner.learn("took 5 ms").isNew).toBe(true);
    expect(miner.learn("took 7 ms").isNew).toBe(false);
    expect(miner.learn("gave up after 7 ms").isNew).toBe(true);
    expect(new TemplateMiner().learn("took 7 ms").isNew).toBe(true);
  });

  test("says since when a template is known, also of lines that turned out to belong to it later", () => {
    const miner = new TemplateMiner({ mostUngrouped: 8 });
    const firstAt = NAMES.map((name, at) => miner.learn(`Invalid user ${name} seen`, at + 1).firstAt);
    expect(firstAt.slice(0, 3)).toEqual([1, 2, 3]);
    expect(firstAt.at(-1)).toBe(1);
    expect(miner.learn("Invalid user cleo seen", 50).firstAt).toBe(1);
    expect(miner.learn("Invalid group zoe seen", 51).firstAt).toBe(51);
  });

  test("what it has learned to be a value is not new with another name", () => {
    const miner = new TemplateMiner();
    miner.learnAll(NAMES.map((name) => `Invalid user ${name} seen`));
    expect(miner.learn("Invalid user zoe seen").isNew).toBe(false);
    expect(miner.learn("Invalid group zoe seen").isNew).toBe(true);
  });

  test("a template keeps its id when it is understood better", () => {
    const miner = new TemplateMiner();
    const first = miner.learn("Invalid user ada seen").templateId;
    for (let at = 0; at < 40; at += 1) miner.learn(`Invalid user ${NAMES[at % 12]}${"x".repeat(at)} seen`);
    expect(miner.learnAll(["Invalid user bo seen"]).templates).toMatchObject([
      { id: first, template: "Invalid user <*> seen", isNew: false },
    ]);
  });

  test("goes on where it was kept", () => {
    const miner = new TemplateMiner();
    const before = miner.learnAll([...NAMES.map((name) => `Invalid user ${name} seen`), "Link ok"]);
    const again = new TemplateMiner();
    again.restore(miner.keep());
    const after = again.learnAll(["Invalid user zoe seen", "Link ok", "Link error"]);
    expect(after.templates.map(({ id, isNew }) => [id, isNew])).toEqual([
      [before.templates[0]?.id, false],
      [before.templates[1]?.id, false],
      [after.templates[2]?.id, true],
    ]);
  });

  test("stays within its memory, whatever comes", () => {
    const miner = new TemplateMiner({ mostShapes: 100, mostCharacters: 5_000 });
    for (let at = 0; at < 1_000; at += 1)
      miner.learn(
        [..."word".repeat(5)].map((letter) => letter + String.fromCodePoint(97 + (at % 26), 97 + (at % 17), 97 + (at % 7))).join(" "),
      );
    expect(miner.shapeCount).toBeLessThanOrEqual(100);
    expect(miner.keep().reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(5_000);
    expect(miner.learn("and one more").isNew).toBe(true);
  });
});
