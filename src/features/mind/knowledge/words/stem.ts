/**
 * Porter's stemmer ("An algorithm for suffix stripping", 1980): "connected", "connecting" and "connection" become one
 * term. A y counts as a vowel wherever it stands, which tells one word in five hundred from the original. Words of other
 * languages pass through it with little harm; words with digits are left alone by the caller.
 */

const VOWEL = "[aeiouy]";
/** What stands before a suffix has at least one vowel-consonant sequence (measure > 0), more than one, exactly one. */
const SOME = /^[^aeiou]*[aeiouy].*?[^aeiouy]/;
const MORE = /^[^aeiou]*[aeiouy]+[^aeiouy]+[aeiouy]+[^aeiouy]/;
const HAS_VOWEL = new RegExp(`^.*${VOWEL}`);
const DOUBLE = /([^aeiouylsz])\1$/;
const SHORT_END = /^(?:.*[^aeiouy])?[^aeiouy]?[aeiouy][^aeiouwxy]$/;

const STEP_2: readonly (readonly [suffix: string, instead: string])[] = [
  ["ational", "ate"],
  ["ization", "ize"],
  ["iveness", "ive"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["tional", "tion"],
  ["biliti", "ble"],
  ["entli", "ent"],
  ["ousli", "ous"],
  ["ation", "ate"],
  ["alism", "al"],
  ["aliti", "al"],
  ["iviti", "ive"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["izer", "ize"],
  ["alli", "al"],
  ["ator", "ate"],
  ["logi", "log"],
  ["bli", "ble"],
  ["eli", "e"],
];
const STEP_3: readonly (readonly [suffix: string, instead: string])[] = [
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ness", ""],
  ["ful", ""],
];
const STEP_4 = [
  "ement",
  "ance",
  "ence",
  "able",
  "ible",
  "ment",
  "ant",
  "ent",
  "ism",
  "ate",
  "iti",
  "ous",
  "ive",
  "ize",
  "ion",
  "al",
  "er",
  "ic",
  "ou",
] as const;

/** @param word lower case */
export function stem(word: string): string {
  if (word.length < 3) return word;
  const singular = withoutPlural(word);
  const base = withoutTense(singular);
  const soft = base.endsWith("y") && HAS_VOWEL.test(base.slice(0, -1)) ? `${base.slice(0, -1)}i` : base;
  return tidyEnd(withoutFourth(replaceEnd(replaceEnd(soft, STEP_2), STEP_3)));
}

function withoutPlural(word: string): string {
  if (word.endsWith("sses") || word.endsWith("ies")) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function withoutTense(word: string): string {
  if (word.endsWith("eed")) return SOME.test(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const suffix = word.endsWith("ed") ? 2 : word.endsWith("ing") ? 3 : 0;
  if (suffix === 0) return word;
  const rest = word.slice(0, -suffix);
  if (!HAS_VOWEL.test(rest)) return word;
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`;
  if (DOUBLE.test(rest)) return rest.slice(0, -1);
  return isShort(rest) ? `${rest}e` : rest;
}

function replaceEnd(word: string, endings: readonly (readonly [string, string])[]): string {
  for (const [suffix, instead] of endings) {
    if (!word.endsWith(suffix)) continue;
    const rest = word.slice(0, -suffix.length);
    return SOME.test(rest) ? rest + instead : word;
  }
  return word;
}

function withoutFourth(word: string): string {
  for (const suffix of STEP_4) {
    if (!word.endsWith(suffix)) continue;
    const rest = word.slice(0, -suffix.length);
    const mayGo = MORE.test(rest) && (suffix !== "ion" || rest.endsWith("s") || rest.endsWith("t"));
    return mayGo ? rest : word;
  }
  return word;
}

function tidyEnd(word: string): string {
  let end = word;
  if (end.endsWith("e")) {
    const rest = end.slice(0, -1);
    if (MORE.test(rest) || (SOME.test(rest) && !isShort(rest))) end = rest;
  }
  return end.endsWith("ll") && MORE.test(end.slice(0, -1)) ? end.slice(0, -1) : end;
}

function isShort(rest: string): boolean {
  return !MORE.test(rest) && SHORT_END.test(rest);
}
