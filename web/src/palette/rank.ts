import { plain, scoreOf, searchable, type Searchable } from "./fuzzy.ts";

export type EntryKind = "page" | "container" | "incident" | "node" | "saying" | "operation";

/** Something that can be gone to or done. */
export interface Entry {
  /** Stays the same from day to day: what was used lately is known by it. */
  id: string;
  kind: EntryKind;
  title: string;
  /** What else it is found by. */
  also: string;
  /** Shown beside it. */
  aside: string;
  chosen: { kind: "go"; to: string } | { kind: "do"; operation: string; input: Readonly<Record<string, unknown>>; isSaid: boolean };
}

/** What is found by another text than its title is worth less. */
const BESIDE = 0.7;
const BY_KIND: Readonly<Record<EntryKind, number>> = { page: 0.6, container: 0.5, incident: 0.4, node: 0.4, saying: 0.3, operation: 0.2 };
const MOST_OF_ONE = 10;
const LATELY = 1.5;
const BEGINNING = 2;

const prepared = new WeakMap<Entry, { title: Searchable; also: Searchable }>();

function preparedOf(entry: Entry): { title: Searchable; also: Searchable } {
  let texts = prepared.get(entry);
  if (texts === undefined) {
    texts = { title: searchable(entry.title), also: searchable(entry.also) };
    prepared.set(entry, texts);
  }
  return texts;
}

/**
 * The entries that a query means, the likeliest first; what is alike stays in its order.
 *
 * @param recent ids of what was used lately, the latest first: without a query they stand first
 */
export function rank(entries: readonly Entry[], query: string, recent: readonly string[], most: number): Entry[] {
  const tokens = plain(query)
    .split(/\s+/)
    .filter((token) => token !== "");
  const places = new Map(recent.map((id, place) => [id, place]));
  if (tokens.length === 0) {
    const used = recent.flatMap((id) => entries.filter((entry) => entry.id === id));
    const others = entries.filter(({ id, kind }) => !places.has(id) && kind !== "saying" && kind !== "operation");
    return [...used, ...others].slice(0, most);
  }
  const whole = tokens.join(" ");
  return entries
    .flatMap((entry) => {
      const likeness = likenessOf(entry, tokens);
      if (likeness === null) return [];
      const begins = preparedOf(entry).title.text.startsWith(whole) ? BEGINNING : 0;
      const place = places.get(entry.id);
      const lately = place === undefined ? 0 : LATELY / (1 + place / 10);
      // A short title says more about what is meant than a long one.
      return [{ entry, score: likeness + begins + lately + BY_KIND[entry.kind] - entry.title.length / 200 }];
    })
    .toSorted((one, other) => other.score - one.score)
    .map(({ entry }) => entry)
    .filter(withoutFlood())
    .slice(0, most);
}

/** "restart" alone means every container: a few of them leave room for whatever else it may mean. */
function withoutFlood(): (entry: Entry) => boolean {
  const counts = new Map<string, number>();
  return ({ kind, chosen }) => {
    if (kind !== "saying" || chosen.kind !== "do") return true;
    const count = (counts.get(chosen.operation) ?? 0) + 1;
    counts.set(chosen.operation, count);
    return count <= MOST_OF_ONE;
  };
}

/** Every word of the query has to stand somewhere. */
function likenessOf(entry: Entry, tokens: readonly string[]): number | null {
  const { title, also } = preparedOf(entry);
  let sum = 0;
  for (const token of tokens) {
    const inTitle = scoreOf(token, title);
    const beside = scoreOf(token, also);
    if (inTitle === null && beside === null) return null;
    sum += Math.max(inTitle ?? 0, (beside ?? 0) * BESIDE);
  }
  return sum / tokens.length;
}
