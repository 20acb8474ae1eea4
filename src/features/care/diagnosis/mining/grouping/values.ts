import { VARIABLE } from "../masking/mask.ts";

/** Words that stand in a place which is open beyond doubt, so that they are known as values where evidence is thin. */
export class KnownValues {
  readonly #values = new Set<string>();
  readonly #behind = new Set<string>();

  /** `before` is the word in front: `for root`, `user=root`. */
  add(before: string, value: string): void {
    if (value.includes(VARIABLE)) return;
    this.#values.add(value);
    this.#behind.add(`${before} ${value}`);
  }

  has(value: string): boolean {
    return this.#values.has(value);
  }

  hasBehind(before: string, value: string): boolean {
    return this.#behind.has(`${before} ${value}`);
  }
}

/** Letters alone, as in a sentence or a camelCase name: what words of a template look like too. */
const PLAIN = /^[\p{L}']+[.!?]?$/u;

/** The values of one place over some shapes. */
export interface Place {
  at: number;
  /** The word in front; empty at the beginning. */
  before: string;
  /** What stands between that and this. */
  sign: string;
  /** How many lines have which. */
  values: ReadonlyMap<string, number>;
}

/**
 * May anything stand in this place, or is each of its values a template of its own? Names of states are few and come
 * again and again; values of an open place are many, and new ones keep coming.
 */
export function isOpen({ at, before, sign, values }: Place, known: KnownValues): boolean {
  let lines = 0;
  let once = 0;
  let plain = 0;
  let masked = 0;
  let maskedLines = 0;
  let knownValues = 0;
  let knownLines = 0;
  for (const [value, count] of values) {
    lines += count;
    if (count === 1) once += 1;
    if (PLAIN.test(value)) plain += 1;
    if (value.includes(VARIABLE)) masked += 1;
    if (value === VARIABLE) maskedLines += count;
    if (known.has(value)) knownValues += 1;
    if (known.hasBehind(before, value)) knownLines += count;
  }
  if (masked === values.size || maskedLines >= 0.3 * lines) return true;
  if (knownLines >= 0.5 * lines || knownValues >= 0.5 * values.size) return true;
  if (sign === "=") return true;
  if (plain <= values.size / 2) return values.size >= 4 && once >= 0.01 * lines;
  return values.size >= (at === 0 ? 10 : 6) && once >= 0.05 * lines;
}
