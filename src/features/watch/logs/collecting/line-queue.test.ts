import fc from "fast-check";
import { expect, test } from "vitest";
import { LineQueue } from "./line-queue.ts";

const OWNERS = [
  { sourceId: 1, key: "a" },
  { sourceId: 2, key: "b" },
];

type Command = number | { owner: (typeof OWNERS)[number]; text: string };

/** The same as a plain list: what each command gives back, and what was dropped in the end. */
function asList(commands: readonly Command[]): unknown[] {
  let list: Exclude<Command, number>[] = [];
  const dropped: Record<string, number> = { a: 0, b: 0 };
  const chars = (): number => list.reduce((sum, { text }) => sum + text.length, 0);
  const given: unknown[] = commands.map((each) => {
    if (typeof each === "number") {
      const taken = list.slice(0, each).map(({ text, owner }) => [owner.sourceId, text]);
      list = list.slice(each);
      return taken;
    }
    const before = list.length;
    while (list.length > 0 && (list.length >= 20 || chars() + each.text.length > 60)) {
      const [{ owner } = each] = list;
      dropped[owner.key] = (dropped[owner.key] ?? 0) + 1;
      list = list.slice(1);
    }
    const gone = before - list.length;
    list.push(each);
    return gone;
  });
  return [...given, dropped];
}

function asQueue(commands: readonly Command[]): unknown[] {
  const queue = new LineQueue(20, 60);
  const given: unknown[] = commands.map((each) => {
    if (typeof each !== "number") return queue.push(each.owner, 0, "stdout", each.text);
    const taken = queue.take(each);
    return taken === null ? [] : taken.texts.map((text, i) => [taken.sourceIds[i], text]);
  });
  return [...given, { a: queue.droppedOf("a"), b: queue.droppedOf("b") }];
}

test("it behaves as a list that forgets its oldest lines, and counts them", () => {
  const command = fc.oneof(
    { weight: 8, arbitrary: fc.record({ owner: fc.constantFrom(...OWNERS), text: fc.string({ maxLength: 12 }) }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 12 }) },
  );
  fc.assert(fc.property(fc.array(command, { maxLength: 300 }), (commands) => void expect(asQueue(commands)).toEqual(asList(commands))));
});

test("ten thousand old lines that go do not slow down the newest", () => {
  const queue = new LineQueue(20_000, 4_000_000);
  for (let i = 0; i < 200_000; i += 1) queue.push({ sourceId: 1, key: "a" }, i, "stdout", `line ${i}`);
  expect(queue.droppedOf("a")).toBe(180_000);
  expect(queue.take(1)?.texts).toEqual(["line 180000"]);
});
