import type { Field, Literal, Shape } from "./shapes.ts";

/** What stands in a form so far, half typed included. Which part counts hangs on the shape. */
export interface Draft {
  /** Text, number, JSON, one a line; for a choice its place in the list. */
  text?: string;
  /** The fields of a group. */
  fields?: Readonly<Record<string, Draft>>;
  /** The items of a list; with names, of a record. */
  items?: readonly Draft[];
  names?: readonly string[];
  /** Which of several; places in the list. */
  chosen?: readonly number[];
  /** Which option of an either. */
  option?: number;
}

/** A mistake and where it stands: `hosts[0].url`. */
export interface Mistake {
  path: string;
  message: string;
}

export const EMPTY: Draft = {};

/** What a draft says: undefined is not said. */
interface Reading {
  value: unknown;
  mistakes: readonly Mistake[];
}

/** Words for what can be known to be wrong before Hydra is asked. */
export interface MistakeWords {
  needed: string;
  noNumber: string;
  noJson(why: string): string;
}

const said = (value: unknown): Reading => ({ value, mistakes: [] });
const UNSAID = said(undefined);

/** What the draft of all fields says, with every mistake that can be known here. Hydra judges the rest. */
export function readDraft(
  fields: readonly Field[],
  draft: Draft,
  words: MistakeWords,
): { input: Record<string, unknown>; mistakes: readonly Mistake[] } {
  const { value, mistakes } = readGroup(fields, draft, "", words);
  return { input: value, mistakes };
}

interface GroupReading extends Reading {
  value: Record<string, unknown>;
}

function readGroup(fields: readonly Field[], draft: Draft, path: string, words: MistakeWords): GroupReading {
  const readings = fields.map(({ name, isRequired, shape }) => {
    const place = path === "" ? name : `${path}.${name}`;
    const reading = readShape(shape, draft.fields?.[name] ?? EMPTY, place, words);
    const isMissing = isRequired && reading.value === undefined && reading.mistakes.length === 0;
    return [name, isMissing ? wrong(place, words.needed) : reading] as const;
  });
  return {
    value: Object.fromEntries(readings.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]]))),
    mistakes: readings.flatMap(([, { mistakes }]) => mistakes),
  };
}

function wrong(path: string, message: string): Reading {
  return { value: undefined, mistakes: [{ path, message }] };
}

function readShape(shape: Shape, draft: Draft, path: string, words: MistakeWords): Reading {
  const { text = "" } = draft;
  switch (shape.kind) {
    case "text":
      return text === "" ? UNSAID : said(text);
    case "number":
      return text.trim() === "" ? UNSAID : readNumber(text, path, words);
    case "yes-no":
      return text === "" ? UNSAID : said(text === "true");
    case "choice":
      return text === "" ? UNSAID : said(shape.choices[Number(text)]);
    case "several":
      return (draft.chosen ?? []).length === 0 ? UNSAID : said(draft.chosen?.map((place) => shape.choices[place]));
    case "lines":
      return readLines(shape.of, text, path, words);
    case "list":
      return readItems(draft, (item, index) => readShape(shape.item, item, `${path}[${index}]`, words));
    case "group":
      // Fields that are needed in it are needed only once it is begun.
      return isUntouched(draft) ? UNSAID : readGroup(shape.fields, draft, path, words);
    case "record":
      return readRecord(shape.value, draft, path, words);
    case "either": {
      const option = shape.options[draft.option ?? -1];
      return option === undefined ? UNSAID : readShape(option, draft, path, words);
    }
    case "nothing":
      return said(null);
    case "json":
      return text.trim() === "" ? UNSAID : readJson(text, path, words);
  }
}

function readNumber(text: string, path: string, words: MistakeWords): Reading {
  const value = Number(text.trim());
  return Number.isFinite(value) ? said(value) : wrong(path, words.noNumber);
}

function readJson(text: string, path: string, words: MistakeWords): Reading {
  try {
    return said(JSON.parse(text));
  } catch (error) {
    return wrong(path, words.noJson(error instanceof Error ? error.message : ""));
  }
}

function readLines(of: "text" | "number", text: string, path: string, words: MistakeWords): Reading {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return UNSAID;
  if (of === "text") return said(lines);
  const readings = lines.map((line, index) => readNumber(line, `${path}[${index}]`, words));
  return { value: readings.map(({ value }) => value), mistakes: readings.flatMap(({ mistakes }) => mistakes) };
}

function readItems({ items = [] }: Draft, read: (item: Draft, index: number) => Reading): Reading {
  if (items.length === 0) return UNSAID;
  const readings = items.map(read);
  return { value: readings.map(({ value }) => value ?? {}), mistakes: readings.flatMap(({ mistakes }) => mistakes) };
}

function readRecord(shape: Shape, { items = [], names = [] }: Draft, path: string, words: MistakeWords): Reading {
  const named = items.flatMap((item, index) => ((names[index] ?? "") === "" ? [] : [[names[index] ?? "", item] as const]));
  if (named.length === 0) return UNSAID;
  const readings = named.map(([name, item]) => [name, readShape(shape, item, `${path}.${name}`, words)] as const);
  return {
    value: Object.fromEntries(readings.map(([name, { value }]) => [name, value ?? null])),
    mistakes: readings.flatMap(([, { mistakes }]) => mistakes),
  };
}

function isUntouched({ text = "", fields = {}, items = [], chosen = [], option }: Draft): boolean {
  return text === "" && items.length === 0 && chosen.length === 0 && option === undefined && Object.values(fields).every(isUntouched);
}

/** The draft in which an input stands, as far as the fields know it: what was filled in for somebody. */
export function draftOf(fields: readonly Field[], input: Readonly<Record<string, unknown>>): Draft {
  const known = fields.flatMap(({ name, shape }) => (input[name] === undefined ? [] : [[name, draftOfValue(shape, input[name])] as const]));
  return { fields: Object.fromEntries(known) };
}

function draftOfValue(shape: Shape, value: unknown): Draft {
  switch (shape.kind) {
    case "text":
    case "number":
    case "yes-no":
      return { text: String(value) };
    case "choice":
      return { text: placeIn(shape.choices, value) };
    case "several":
      return { chosen: asList(value).map((each) => shape.choices.indexOf(each as Literal)) };
    case "lines":
      return { text: asList(value).join("\n") };
    case "list":
      return { items: asList(value).map((each) => draftOfValue(shape.item, each)) };
    case "group":
      return draftOf(shape.fields, asRecord(value));
    case "record": {
      const entries = Object.entries(asRecord(value));
      return { names: entries.map(([name]) => name), items: entries.map(([, each]) => draftOfValue(shape.value, each)) };
    }
    case "either": {
      const option = shape.options.findIndex((each) => fits(each, value));
      const chosen = shape.options[option];
      return chosen === undefined ? EMPTY : { ...draftOfValue(chosen, value), option };
    }
    case "nothing":
      return EMPTY;
    case "json":
      return { text: JSON.stringify(value, null, 2) };
  }
}

function placeIn(choices: readonly Literal[], value: unknown): string {
  const place = choices.findIndex((choice) => choice === value || String(choice) === value);
  return place === -1 ? "" : String(place);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function fits(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "yes-no":
      return typeof value === "boolean";
    case "choice":
      return shape.choices.some((choice) => choice === value);
    case "several":
    case "lines":
    case "list":
      return Array.isArray(value);
    case "group":
    case "record":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "nothing":
      return value === null;
    case "either":
    case "json":
      return true;
  }
}
