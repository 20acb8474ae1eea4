import { VARIABLE } from "../masking/mask.ts";
import { divide, type Family } from "./divide.ts";
import { joinLists } from "./lists.ts";
import type { Shape } from "./shape.ts";
import { KnownValues } from "./values.ts";

/** A family with the text of its template. Several may have the same: lists of different length. */
export interface Group<S extends Shape = Shape> extends Family<S> {
  template: string;
}

/** A place with so many values is open beyond doubt: its values are known as such elsewhere. */
const SURELY_OPEN = 8;

/** Which shapes are of one template, and how that reads. Looks twice: what the first look learns of values serves the second. */
export function group<S extends Shape>(shapes: Iterable<S>): Group<S>[] {
  const frames = new Map<string, S[]>();
  for (const shape of shapes) {
    const frame = frames.get(shape.frame);
    if (frame === undefined) frames.set(shape.frame, [shape]);
    else frame.push(shape);
  }
  const nothing = new KnownValues();
  const known = new KnownValues();
  for (const frame of frames.values()) for (const family of divide(frame, nothing)) learnValues(family, known);
  const groups = [...frames.values()].flatMap((frame) =>
    divide(frame, known).map((family) => ({ ...family, template: templateOf(family) })),
  );
  const joined = joinLists(groups.map(({ template }) => template));
  return groups.map((each) => ({ ...each, template: joined.get(each.template) ?? each.template }));
}

function learnValues({ shapes, isSlot }: Family, known: KnownValues): void {
  for (const [at, is] of isSlot.entries()) {
    if (!is || new Set(shapes.map(({ words }) => words[at])).size < SURELY_OPEN) continue;
    for (const { words } of shapes) known.add(words[at - 1] ?? "", words[at] ?? "");
  }
}

function templateOf({ shapes, isSlot }: Family): string {
  const [first] = shapes;
  if (first === undefined) return "";
  let text = first.between[0] ?? "";
  for (const [at, word] of first.words.entries()) {
    text += isSlot[at] === true ? sharedStart(shapes.map(({ words }) => words[at] ?? "")) + VARIABLE : word;
    text += first.between[at + 1] ?? "";
  }
  return text;
}

const SEPARATORS = new Set("-.@#/".split(""));

/** `node-` of `node-a` and `node-b`: what all begin with, up to a sign that parts names. */
function sharedStart([first = "", ...others]: readonly string[]): string {
  if (others.length === 0) return "";
  let end = 0;
  while (end < first.length && others.every((value) => value[end] === first[end])) end += 1;
  while (end > 0 && !SEPARATORS.has(first[end - 1] ?? "")) end -= 1;
  return first.slice(0, end);
}
