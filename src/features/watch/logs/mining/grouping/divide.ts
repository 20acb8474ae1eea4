import type { Shape } from "./shape.ts";
import { isOpen, type KnownValues, type Place } from "./values.ts";

/** Shapes of one frame that are one template, and which of its places hold values. */
export interface Family<S extends Shape = Shape> {
  shapes: readonly S[];
  isSlot: readonly boolean[];
}

/** A line with more words is a dump: only what masking makes equal belongs together. Bounds the work for one frame. */
const MOST_WORDS = 120;

/**
 * Divide shapes of one frame into templates. Where all places that differ are open, they are one; else they are parted by
 * the place that takes the fewest values, which is most surely a word of the templates, and each part is looked at anew.
 */
export function divide<S extends Shape>(shapes: readonly S[], known: KnownValues): Family<S>[] {
  const width = shapes[0]?.words.length ?? 0;
  if (width > MOST_WORDS) return shapes.map((shape) => ({ shapes: [shape], isSlot: shape.words.map(() => false) }));
  const families: Family<S>[] = [];
  const waiting: (readonly S[])[] = [shapes];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const places = placesOf(part, width);
    const constants = width - places.length;
    const closed = constants === 0 || constants < places.length ? places : places.filter((place) => !isOpen(place, known));
    if (closed.length === 0) families.push({ shapes: part, isSlot: slotsOf(part, places, width, known) });
    else waiting.push(...partedBy(part, closed.reduce((best, place) => (place.values.size < best.values.size ? place : best)).at));
  }
  return families;
}

/** The places that differ. */
function placesOf(shapes: readonly Shape[], width: number): Place[] {
  const [first] = shapes;
  const places: Place[] = [];
  for (let at = 0; at < width; at += 1) {
    if (shapes.every(({ words }) => words[at] === first?.words[at])) continue;
    const values = new Map<string, number>();
    for (const { words, count } of shapes) values.set(words[at] ?? "", (values.get(words[at] ?? "") ?? 0) + count);
    places.push({ at, before: first?.words[at - 1] ?? "", sign: first?.between[at] ?? "", values });
  }
  return places;
}

/** What differs, and what is known as a value although it never differed here. */
function slotsOf([first]: readonly Shape[], places: readonly Place[], width: number, known: KnownValues): boolean[] {
  const isSlot = Array.from({ length: width }, (_, at) => known.hasBehind(first?.words[at - 1] ?? "", first?.words[at] ?? ""));
  for (const { at } of places) isSlot[at] = true;
  return isSlot;
}

function partedBy<S extends Shape>(shapes: readonly S[], at: number): S[][] {
  const parts = new Map<string, S[]>();
  for (const shape of shapes) {
    const part = parts.get(shape.words[at] ?? "");
    if (part === undefined) parts.set(shape.words[at] ?? "", [shape]);
    else part.push(shape);
  }
  return [...parts.values()];
}
