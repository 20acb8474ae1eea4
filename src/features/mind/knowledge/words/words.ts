import { stem } from "./stem.ts";

/**
 * Words that say how a sentence is built and not what it is about, in English and German. They are indexed like all
 * others, and left out of a query that has other words.
 */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a about above after again all also am an and any are as at be because been before being below between both but by can could did do does " +
    "doing don down during each few for from further had has have having he her here hers him his how i if in into is it its itself just ll me " +
    "more most my no nor not now of off on once only or other our out over own re s same she should so some such t than that the their them then " +
    "there these they this those through to too under until up us ve very was we were what when where which while who whom why will with would you your " +
    "aber als am an auch auf aus bei bin bis da das dass dem den der des die du ein eine einem einen einer er es fur hat ich ihr im ist ja " +
    "kann mit nach nicht noch nur oder sich sie sind um und uns vom von vor war was wenn wer wie wir wird wo zu zum zur"
  ).split(" "),
);

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const PLAIN_WORD = /[a-z0-9]+/g;
/** Written without spaces: two neighbouring characters are a word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
// oxlint-disable-next-line no-control-regex -- ASCII is what is meant
const PLAIN = /^[\x00-\x7f]*$/;
const LETTERS = /^[a-z]+$/;
/** Longer "words" are data: a key, a picture. Their beginning is enough to find them. */
const LONGEST_WORD = 40;
const MOST_STEMS = 50_000;

const stems = new Map<string, string>();

/** The words of a text in order: lower case, without accents. */
export function wordsOf(text: string): string[] {
  if (PLAIN.test(text)) return text.toLowerCase().match(PLAIN_WORD) ?? [];
  const folded = text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, "");
  const words = folded.match(WORD) ?? [];
  return words.some((word) => UNSPACED.test(word)) ? words.flatMap(pairs) : words;
}

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

/** What a word is found by. */
export function termOf(word: string): string {
  if (!LETTERS.test(word)) return word.slice(0, LONGEST_WORD);
  const known = stems.get(word);
  if (known !== undefined) return known;
  const found = stem(word.slice(0, LONGEST_WORD));
  if (stems.size >= MOST_STEMS) stems.clear();
  stems.set(word, found);
  return found;
}

/** The distinct words that a query is about: without stop words, unless there are no others. */
export function queryWords(query: string): string[] {
  const words = wordsOf(query);
  const telling = words.filter((word) => !STOP_WORDS.has(word));
  return [...new Set(telling.length > 0 ? telling : words)];
}

function pairs(word: string): string[] {
  if (!UNSPACED.test(word)) return [word];
  const characters = [...word];
  return characters.length < 2 ? characters : characters.slice(1).map((character, index) => `${characters[index] ?? ""}${character}`);
}
