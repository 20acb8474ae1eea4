import type { AnyOperation } from "../../kernel/operation.ts";
import { fieldsOf } from "../../kernel/text-values.ts";

/** What a word is worth where it stands: a name says more than a field of the input. */
const WEIGHTS = { name: 4, say: 3, summary: 2, field: 1 } as const;

/** "restarts", "restarted" and "restart" are one wish: long words may differ in their ending. */
function isSameWord(wanted: string, found: string): boolean {
  if (wanted === found) return true;
  const stem = wanted.length > 4 ? wanted.replace(/(?:ings?|ed|es|s)$/, "") : wanted.replace(/s$/, "");
  return stem.length >= 3 && found.startsWith(stem);
}

function wordsOf(text: string): string[] {
  return text
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1);
}

/** How well one word speaks of an operation: 0 when it stands nowhere. */
function matchOf(op: AnyOperation, word: string): number {
  const places: [keyof typeof WEIGHTS, string[]][] = [
    ["name", wordsOf(op.name)],
    ["say", wordsOf((op.say ?? []).join(" "))],
    ["summary", wordsOf(op.summary)],
    ["field", Object.keys(fieldsOf(op.input)).flatMap(wordsOf)],
  ];
  return Math.max(0, ...places.map(([place, words]) => (words.some((found) => isSameWord(word, found)) ? WEIGHTS[place] : 0)));
}

/** The operations that a few words speak of, best first; those that match no word are left out. */
export function searchOperations(operations: readonly AnyOperation[], query: string, limit: number): AnyOperation[] {
  const scores = new Map<AnyOperation, number>();
  for (const word of new Set(wordsOf(query))) {
    const matches = operations.map((op) => ({ op, match: matchOf(op, word) })).filter(({ match }) => match > 0);
    // A word that nearly every operation bears ("list", "the") tells little about which one is meant.
    const rarity = 0.1 + Math.log(operations.length / Math.max(1, matches.length));
    for (const { op, match } of matches) scores.set(op, (scores.get(op) ?? 0) + match * rarity);
  }
  return [...scores]
    .toSorted(([one, oneScore], [other, otherScore]) => otherScore - oneScore || one.name.localeCompare(other.name))
    .slice(0, limit)
    .map(([op]) => op);
}
