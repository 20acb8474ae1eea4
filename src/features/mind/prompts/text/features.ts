import { codeShareOf } from "../code-share.ts";
import { excerptOf } from "./excerpt.ts";
import { marksOf, type Marks } from "./marks.ts";
import { ngramsOf, type Sparse } from "./ngrams.ts";
import { scan } from "./scan.ts";

/** What a prompt looks like to the models that judge it. */
export interface Features {
  /** The part that was read, in lower case. */
  text: string;
  codeShare: number;
  ngrams: Sparse;
  marks: Marks;
}

export function featuresOf(prompt: string): Features {
  const excerpt = excerptOf(prompt);
  const codeShare = codeShareOf(excerpt);
  const read = scan(excerpt);
  return { text: read.text, codeShare, ngrams: ngramsOf(read), marks: marksOf(read, codeShare) };
}
