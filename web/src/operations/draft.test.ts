import { expect, test } from "vitest";
import { draftOf, EMPTY, readDraft, type Draft } from "./draft.ts";
import type { Field, Shape } from "./shapes.ts";

const words = { needed: "is needed", noNumber: "is no number", noJson: () => "is no JSON" };

function field(name: string, shape: Shape, isRequired = false): Field {
  return { name, about: "", isRequired, defaultValue: undefined, shape };
}

const text: Shape = { kind: "text", isLong: false, isTime: false };
const number: Shape = { kind: "number", isWhole: true, minimum: null, maximum: null };

const fields: Field[] = [
  field("name", text, true),
  field("count", number),
  field("isOn", { kind: "yes-no" }),
  field("level", { kind: "choice", choices: ["watch", 2, null] }),
  field("kinds", { kind: "several", choices: ["a", "b", "c"] }),
  field("lines", { kind: "lines", of: "text" }),
  field("numbers", { kind: "lines", of: "number" }),
  field("scope", { kind: "group", fields: [field("kind", text, true), field("deep", { kind: "group", fields: [field("name", number)] })] }),
  field("hosts", { kind: "list", item: { kind: "group", fields: [field("url", text, true)] } }),
  field("labels", { kind: "record", value: number }),
  field("note", { kind: "either", options: [text, { kind: "nothing" }] }),
  field("free", { kind: "json" }),
];

function read(draft: Record<string, Draft>): ReturnType<typeof readDraft> {
  return readDraft(fields, { fields: draft }, words);
}

test("what was not said is left out, and what is needed says so", () => {
  expect(readDraft(fields, EMPTY, words)).toEqual({ input: {}, mistakes: [{ path: "name", message: "is needed" }] });
  expect(read({ name: { text: "" }, count: { text: "  " } }).mistakes).toHaveLength(1);
});

test("every shape is read, and an input comes back as it was put in", () => {
  const input = {
    name: "web",
    count: 3,
    isOn: false,
    level: null,
    kinds: ["a", "c"],
    lines: ["one", "two"],
    numbers: [1, -2.5],
    scope: { kind: "one", deep: { name: 7 } },
    hosts: [{ url: "http://a" }, { url: "http://b" }],
    labels: { one: 1 },
    note: null,
    free: { anything: [true] },
  };
  expect(readDraft(fields, draftOf(fields, input), words)).toEqual({ input, mistakes: [] });
  expect(readDraft(fields, draftOf(fields, { name: "web", note: "said", unknown: 1 }), words).input).toEqual({ name: "web", note: "said" });
});

test("mistakes stand where they were made", () => {
  const { mistakes } = read({
    name: { text: "web" },
    count: { text: "three" },
    numbers: { text: "1\n\nx" },
    scope: { fields: { deep: { fields: { name: { text: "?" } } } } },
    hosts: { items: [{ fields: { url: { text: "http://a" } } }, { fields: { url: { text: "" }, more: { text: "x" } } }] },
    labels: { items: [{ text: "y" }], names: ["size"] },
    free: { text: "{" },
  });
  expect(mistakes).toEqual([
    { path: "count", message: "is no number" },
    { path: "numbers[1]", message: "is no number" },
    { path: "scope.kind", message: "is needed" },
    { path: "scope.deep.name", message: "is no number" },
    { path: "hosts[1].url", message: "is needed" },
    { path: "labels.size", message: "is no number" },
    { path: "free", message: "is no JSON" },
  ]);
});

test("a text from outside fills a choice by what it says", () => {
  expect(readDraft(fields, draftOf(fields, { name: "x", level: "2" }), words).input).toEqual({ name: "x", level: 2 });
  expect(readDraft(fields, draftOf(fields, { name: "x", level: "never" }), words).input).toEqual({ name: "x" });
});
