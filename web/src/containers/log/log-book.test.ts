import { expect, test } from "vitest";
import { LogBook, olderThan, type LogLine } from "./log-book.ts";

const START = Date.UTC(2026, 10, 23, 10);

function line(number: number, isKept = true): LogLine {
  return {
    id: isKept ? `7.${number}` : null,
    at: new Date(START + number * 1_000).toISOString(),
    node: "nas",
    project: null,
    container: "web",
    stream: "stdout",
    level: "unknown",
    text: `line ${number}`,
  };
}
function heard(...numbers: number[]): LogBook {
  const book = new LogBook();
  for (const number of numbers) book.hear(line(number));
  return book;
}
function read(book: LogBook): string[] {
  return book.rows.map((row) => (row.kind === "line" ? row.line.text.slice(5) : `gap ${row.dropped}`));
}

test("lines are read as they come, with a word about those that were left out", () => {
  const book = heard(1, 2);
  book.hear({ linesDropped: 100 });
  book.hear(line(3, false));
  expect(read(book)).toEqual(["1", "2", "gap 100", "3"]);
  expect(book.newestKey).toBe(4);
});

test("readers are told once, with another version", () => {
  const book = heard(1);
  let told = 0;
  const stop = book.subscribe(() => (told += 1));
  const before = book.version();
  book.publish();
  expect(told).toBe(1);
  expect(book.version()).not.toBe(before);
  stop();
  book.publish();
  expect(told).toBe(1);
});

test("a stream that is open again goes on where it broke, without a line twice", () => {
  const book = heard(4, 5);
  book.hear(line(6, false));
  book.resume();
  for (const number of [3, 4, 5, 6, 7]) book.hear(line(number));
  book.hear(line(8, false));
  expect(read(book)).toEqual(["4", "5", "6", "7", "8"]);
});

test("where the new beginning does not reach back to the old end, that is said", () => {
  const book = heard(1, 2);
  book.resume();
  book.hear(line(9));
  book.hear(line(10));
  expect(read(book)).toEqual(["1", "2", "gap null", "9", "10"]);
});

test("the same words at the same moment are another line while they are only just written", () => {
  const book = heard(1);
  book.resume();
  book.hear(line(1));
  book.hear(line(2, false));
  book.hear(line(2, false));
  expect(read(book)).toEqual(["1", "2", "2"]);
});

test("older lines come before, known ones not again, keys keep their order", () => {
  const book = heard(5, 6);
  book.prepend([line(3), line(4), line(5)], false);
  expect(book.isWhole).toBe(false);
  book.prepend([line(2)], true);
  expect(read(book)).toEqual(["2", "3", "4", "5", "6"]);
  expect(book.isWhole).toBe(true);
  const keys = book.rows.map(({ key }) => key);
  expect(keys).toEqual(keys.toSorted((a, b) => a - b));
  expect(new Set(keys).size).toBe(keys.length);
});

test("the oldest make room for the newest, and can be read again", () => {
  const book = heard(...Array.from({ length: 30_001 }, (_, index) => index));
  book.prepend([], true);
  book.makeRoom();
  expect(book.rows.length).toBe(27_000);
  expect(read(book).at(-1)).toBe("30000");
  expect(book.isWhole).toBe(false);
});

test("what is older is found by a line's place, or by its time where it has none", () => {
  expect(olderThan(line(5))).toEqual({ cursor: `${START + 5_000}.7.5` });
  expect(olderThan(line(5, false))).toEqual({ until: "2026-11-23T10:00:05.000Z" });
});
