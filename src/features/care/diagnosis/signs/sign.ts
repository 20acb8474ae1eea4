import type { Category } from "../categories.ts";

/**
 * How much a phrase says by itself. `sure`: it names the cause, whatever stands around it. `likely`: it usually means that.
 * `hint`: it fits, and counts when nothing better is there.
 */
export const STRENGTHS = { sure: 0.95, likely: 0.75, hint: 0.45 } as const;
export type Strength = keyof typeof STRENGTHS;

/** Phrases that speak for one category, one in each line of the text (see `reading/phrase.ts` for how they are written). */
export interface Signs {
  category: Category;
  /** What a line with such a phrase says, for a person. */
  why: string;
  sure?: string;
  likely?: string;
  hint?: string;
  /** Where one of these stands anywhere in the text, what goes wrong is likelier this than what a single line says. */
  scene?: string;
  /** A line with one of these speaks of something else. */
  unless?: string;
}
