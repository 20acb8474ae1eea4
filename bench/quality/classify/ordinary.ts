import { AFTERMATH, ORDINARY } from "../../../src/features/care/diagnosis/testing/ordinary.ts";

/** Lines to put around an excerpt. */
export interface Surroundings {
  before: readonly string[];
  after: readonly string[];
}

const HELD_BACK_OF = 3;
const part = (lines: readonly string[], isHeldBack: boolean): string[] =>
  lines.filter((_line, index) => (index % HELD_BACK_OF === HELD_BACK_OF - 1) === isHeldBack);

/** What the weights are fitted with, and what nothing is fitted to. */
export const TUNED: Surroundings = { before: part(ORDINARY, false), after: part(AFTERMATH, false) };
export const UNFITTED: Surroundings = { before: part(ORDINARY, true), after: part(AFTERMATH, true) };

const BEFORE = 15;
const AFTER = 4;

/** A text among ordinary lines, some before it, some after, and what follows any trouble behind. */
export function inOrdinary(text: string, { before, after }: Surroundings, random: () => number): string {
  const some = (lines: readonly string[], count: number): string[] =>
    Array.from({ length: Math.floor(random() * (count + 1)) }, () => lines[Math.floor(random() * lines.length)] ?? "");
  return [...some(before, BEFORE), text, ...some(after, AFTER), ...some(before, AFTER)].join("\n");
}
