/** How well one word of a query stands in a text, best first: 10 is a whole word; null: not at all. */
const WHOLE = 10;
const BEGINS = 8;
const ACRONYM = 7;
const INSIDE = 5;
const SCATTERED = 2;

/** A text made ready to be searched: its words, and the first letters of them. */
export interface Searchable {
  text: string;
  words: readonly string[];
  initials: string;
}

/** Words end where a sign stands, and where a capital begins a new one: `cluster/restartAll` has three. */
export function searchable(text: string): Searchable {
  const words = plain(text.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2"))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  return { text: plain(text), words, initials: words.map((word) => word[0] ?? "").join("") };
}

/** Small letters without their accents. */
export function plain(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** @param token one word of a query, made plain */
export function scoreOf(token: string, { text, words, initials }: Searchable): number | null {
  if (words.includes(token) || text === token) return WHOLE;
  const begun = words.find((word) => word.startsWith(token));
  if (begun !== undefined) return BEGINS + token.length / begun.length;
  if (token.length > 1 && initials.includes(token)) return ACRONYM;
  if (text.includes(token)) return INSIDE;
  const spread = spreadOf(token, text);
  return spread === null || token.length < 3 ? null : SCATTERED + token.length / spread;
}

/** Over how many letters the token's stand, in their order, from the beginning of a word on; null when they do not. */
function spreadOf(token: string, text: string): number | null {
  let best: number | null = null;
  for (const { index } of text.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu)) {
    if (text[index] !== token[0]) continue;
    let at = index;
    for (const letter of token.slice(1)) {
      at = text.indexOf(letter, at + 1);
      if (at === -1) break;
    }
    if (at !== -1) best = Math.min(best ?? Infinity, at - index + 1);
  }
  // Letters from everywhere are no likeness.
  return best !== null && best <= token.length * 3 ? best : null;
}
