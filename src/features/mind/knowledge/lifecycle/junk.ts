import { isStopWord, wordsOf } from "../words/words.ts";

/** Why an entry is worth nothing to whoever finds it, or null. Judged by its text alone. */
export function whyJunk(content: string): string | null {
  const words = wordsOf(content);
  const telling = new Set(words.filter((word) => !isStopWord(word)));
  if (telling.size < 2) return "says nothing";
  const letters = content.match(/\p{L}/gu)?.length ?? 0;
  const signs = content.replaceAll(/\s+/g, "").length;
  if (signs > 200 && letters / signs < 0.3) return "numbers and signs, hardly a word";
  if (words.length >= 60 && new Set(words).size / words.length < 0.1) return "the same words over and over";
  return null;
}
