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

const UNITS: ReadonlySet<string> = new Set(
  (
    "b kb mb gb tb kib mib gib tib byte bytes bit bits ns us ms s sec secs second seconds msec msecs min mins minute minutes " +
    "h hour hours day days hz khz mhz ghz kb/s mb/s gb/s"
  ).split(" "),
);

/** Names of states are few; so many words, or so many names with signs or digits in them, are values. */
const MOST_STATES = 5;
const MOST_NAMES = 3;
/** A line's first word says what it is about more often than it is a value. */
const MOST_FIRST_WORDS = 9;
/** Share of lines with a value by shape, or of values that are known, from which on all are values. */
const FEW_MASKED = 0.3;
const HALF = 0.5;

/** May anything stand in this place, or is each of its values a template of its own? */
export function isOpen({ at, before, sign, values }: Place, known: KnownValues): boolean {
  let lines = 0;
  let plain = 0;
  let units = 0;
  let masked = 0;
  let maskedLines = 0;
  let knownValues = 0;
  let knownLines = 0;
  for (const [value, count] of values) {
    lines += count;
    if (PLAIN.test(value)) plain += 1;
    if (UNITS.has(value.replace(/\.$/, "").toLowerCase())) units += 1;
    if (value.includes(VARIABLE)) masked += 1;
    if (value === VARIABLE) maskedLines += count;
    if (known.has(value)) knownValues += 1;
    if (known.hasBehind(before, value)) knownLines += count;
  }
  if (masked === values.size || maskedLines >= FEW_MASKED * lines) return true;
  if (knownLines >= HALF * lines || knownValues >= HALF * values.size) return true;
  // What a key is set to; the unit of a number, where it is not always the same.
  if (sign === "=" || (units === values.size && before.endsWith(VARIABLE))) return true;
  if (plain <= values.size / 2) return values.size > MOST_NAMES;
  return values.size > (at === 0 ? MOST_FIRST_WORDS : MOST_STATES);
}
