import type { Task } from "../../../../src/features/mind/prompts/task/tasks.ts";
import { randomOf } from "../../interval.ts";
import { CONTRASTS, CONTRAST_SLOTS } from "./contrasts.ts";
import { EVERYDAY } from "./everyday.ts";
import { Overlap } from "./overlap.ts";
import { PATTERNS } from "./patterns.ts";
import { SLOTS as PATTERN_SLOTS } from "./slots.ts";

export interface Seed {
  prompt: string;
  task: Task;
}

const SLOTS: Readonly<Record<string, readonly string[]>> = { ...PATTERN_SLOTS, ...CONTRAST_SLOTS };
const SEED = 4_711;
const LONGEST_TEXT = 14;

/**
 * Every pattern, filled in up to `times` different ways; the same in every run. What resembles a prompt of `measured` is
 * left out: a seed must not be a copy of what the classifier is judged by.
 */
export function seedPrompts(times: number, measured: readonly string[]): Seed[] {
  const random = randomOf(SEED);
  const overlap = new Overlap(measured);
  const one = (words: readonly string[]): string => words[Math.floor(random() * words.length)] ?? "";
  // A text that is brought along may be long: one passage, or several of them.
  const text = (): string =>
    Array.from({ length: 1 + Math.floor(random() ** 2 * LONGEST_TEXT) }, () => one(SLOTS["passage"] ?? [])).join("\n\n");
  const fill = (pattern: string): string =>
    pattern.replaceAll("{passage}", text).replaceAll(/\{(\w+)\}/g, (whole, slot: string) => (SLOTS[slot] ? one(SLOTS[slot]) : whole));
  return [PATTERNS, CONTRASTS, EVERYDAY]
    .flatMap((set) => Object.entries(set) as [Task, readonly string[]][])
    .flatMap(([task, patterns]) =>
      patterns.flatMap((pattern) => [...new Set(Array.from({ length: times }, () => fill(pattern)))].map((prompt) => ({ prompt, task }))),
    )
    .filter(({ prompt }) => !overlap.resembles(prompt));
}
