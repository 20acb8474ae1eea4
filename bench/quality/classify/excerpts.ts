import type { Category } from "../../../src/features/care/diagnosis/categories.ts";
import { EXAMPLES, HARMLESS } from "../../../src/features/care/diagnosis/testing/examples.ts";
import { readExcerpts } from "../../../src/features/care/diagnosis/testing/excerpts.ts";
import { SHORT_EXAMPLES } from "../../../src/features/care/diagnosis/testing/short-examples.ts";

export interface Labelled {
  text: string;
  /** What counts as right, the best answer first. */
  accept: readonly Category[];
}

/** What signs and weights were made by. */
export function readTuned(): Labelled[] {
  const short = Object.entries(SHORT_EXAMPLES).flatMap(([is, texts]) => texts.map((text) => ({ text, accept: [is as Category] })));
  return [
    ...EXAMPLES.map(({ is, text }) => ({ text, accept: [is] })),
    ...short,
    ...HARMLESS.map((text) => ({ text, accept: ["unknown" as const] })),
    ...readLabelled(false),
  ];
}

/** What nothing was fitted to. */
export function readUnfitted(): Labelled[] {
  return readLabelled(true);
}

function readLabelled(isHeldBack: boolean): Labelled[] {
  return readExcerpts()
    .filter((excerpt) => excerpt.isHeldBack === isHeldBack)
    .map(({ is, or, text }) => ({ text, accept: [is, ...or] }));
}
