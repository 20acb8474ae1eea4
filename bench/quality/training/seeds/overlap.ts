/** Words that stand in any prompt: to share them says nothing. */
const EMPTY = new Set(
  `about after all also always and any are because been before being between both but can could did does doing down each every for from give
  given had has have having her here him his how into its itself just let like list made make many may might more most much must name need not
  now off one only or other our out over own part please said same say see shall she should show some such tell than that the their them then
  there these they thing this those through too two under until upon use used using very want was way were what when where which while who whom
  whose why will with without would write you your yours yourself answer explain describe find following example create`.split(/\s+/),
);
const STEM = 5;
const FEWEST_SHARED = 3;
const RUN = 5;
/** Jaccard's index of two subjects from which on they are alike. */
const LARGEST_SHARE = 0.3;
/** Of a long prompt its head is one sentence besides, in characters. */
const HEAD = 400;

/** Stems of the words that carry a text's subject. */
function subjectOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  return new Set(words.filter((word) => !EMPTY.has(word)).map((word) => word.slice(0, STEM)));
}

/** Word sequences of `RUN` words, two of which at least carry a subject. */
function runsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  const runs = words.slice(RUN - 1).map((_, from) => words.slice(from, from + RUN));
  return runs.filter((run) => run.filter((word) => word.length > 2 && !EMPTY.has(word)).length >= 2).map((run) => run.join(" "));
}

/**
 * Tells whether a text resembles one of the prompts that are measured with: three words and a share of their subjects in
 * common with one of its sentences, or five words in a row. A seed that does would teach the answer instead of the task.
 */
export class Overlap {
  readonly #sizes: number[] = [];
  /** From the stem of a word to the sentences that it stands in. */
  readonly #sentencesOf = new Map<string, number[]>();
  readonly #runs = new Set<string>();

  constructor(prompts: readonly string[]) {
    for (const prompt of prompts) {
      for (const run of runsOf(prompt)) this.#runs.add(run);
      for (const sentence of [prompt.slice(0, HEAD), ...prompt.split(/(?<=[.?!。？！])\s+|\n+/)]) this.#add(subjectOf(sentence));
    }
  }

  resembles(text: string): boolean {
    if (runsOf(text).some((run) => this.#runs.has(run))) return true;
    const subject = subjectOf(text);
    const common = new Map<number, number>();
    for (const stem of subject) for (const at of this.#sentencesOf.get(stem) ?? []) common.set(at, (common.get(at) ?? 0) + 1);
    return [...common].some(
      ([at, shared]) => shared >= FEWEST_SHARED && shared / (subject.size + (this.#sizes[at] ?? 0) - shared) >= LARGEST_SHARE,
    );
  }

  #add(subject: ReadonlySet<string>): void {
    if (subject.size < FEWEST_SHARED) return;
    const at = this.#sizes.push(subject.size) - 1;
    for (const stem of subject) {
      const sentences = this.#sentencesOf.get(stem);
      if (sentences === undefined) this.#sentencesOf.set(stem, [at]);
      else sentences.push(at);
    }
  }
}
