import { lookCloser, type Candidate } from "./closer-look.ts";
import { LexicalSearch, type Hits, type Scope } from "./lexical.ts";
import { isFlow, lendToNeighbours } from "./neighbours.ts";
import type { PostingStore } from "./posting-store.ts";
import type { Group, Roster } from "./roster.ts";
import { isStopWord, queryWords, termOf, wordsOf } from "../words/words.ts";

/** So many candidates are looked at closely, and this much their closer looks count beside BM25 (each 1 at its best). */
const LOOKED_AT = 100;
/** Where neighbours lend to each other, so many lend. */
const FLOWING = 300;
const LETTERS_SHARE = 0.5;
const PASSAGE_SHARE = 0.3;
const MOST_LATENT = 50;
/** A collection is judged again, flow or not, when it has grown by half. */
const GROWTH = 1.5;
const SAMPLE = 240;

export interface ChunkText extends Candidate {
  id: number;
}

export interface RankedChunk {
  id: number;
  score: number;
}

/** The nearest chunks by meaning, from whichever vectors there are; likeness up to 1. */
export type NearestByMeaning = (scope: Scope, limit: number) => readonly RankedChunk[];

/** Likeness of meaning beside the words. */
export interface Likeness {
  by: "embedded" | "endpoint";
  nearest: NearestByMeaning;
  /** How much it counts beside BM25, whose best counts 1. */
  share: number;
  /**
   * Where the scale begins: at nothing, or at the least likely of those that are taken. An embedding model finds any two
   * texts alike to some degree, so what tells them apart is how much more than the others.
   */
  from: "nothing" | "the least";
}

/** Finds chunks: BM25, then what neighbours lend, then a closer look at the best, fused with likeness of meaning. */
export class ChunkSearch {
  readonly #lexical: LexicalSearch;
  readonly #roster: Roster;
  readonly #texts: (ids: readonly number[]) => readonly ChunkText[];
  readonly #flows = new Map<Group, { judgedAt: number; isFlow: boolean }>();

  /** @param texts chunks by id, in the order asked for; those that are gone left out */
  constructor(postings: PostingStore, roster: Roster, texts: (ids: readonly number[]) => readonly ChunkText[]) {
    this.#lexical = new LexicalSearch(postings, roster);
    this.#roster = roster;
    this.#texts = texts;
  }

  /** Best first, at most `limit`. Lexical alone unless `isLooking`; `likeness` adds what is alike in meaning. */
  find(query: string, scope: Scope, limit: number, isLooking: boolean, likeness?: Likeness): RankedChunk[] {
    const words = queryWords(query);
    const hits = this.#lexical.search([...new Set(words.map(termOf))], scope);
    const flows = this.#flowsIn(scope);
    const best = bestOf(hits, flows.size > 0 ? FLOWING : Math.max(limit, LOOKED_AT));
    const near = isLooking && likeness !== undefined ? scaled(likeness, likeness.nearest(scope, MOST_LATENT)) : [];
    const scored = isLooking ? this.#lookAndFuse(words, hits, best, near, likeness?.share ?? 0) : best;
    const lent = lendToNeighbours(new Map(scored.map(({ id, score }) => [id, score])), this.#roster, flows, (id) =>
      this.#isInScope(id, scope),
    );
    return [...lent]
      .map(([id, score]) => ({ id, score }))
      .toSorted((a, b) => b.score - a.score || a.id - b.id)
      .slice(0, limit);
  }

  #lookAndFuse(
    words: readonly string[],
    hits: Hits,
    best: readonly RankedChunk[],
    near: readonly RankedChunk[],
    nearShare: number,
  ): RankedChunk[] {
    const likeness = new Map(near.map(({ id, score }) => [id, score]));
    const known = new Set(best.map(({ id }) => id));
    const added = near.filter(({ id }) => !known.has(id)).map(({ id }) => ({ id, score: hits.scores[id] as number }));
    const texts = this.#texts([...best.slice(0, LOOKED_AT), ...added].map(({ id }) => id));
    const looked = new Map(lookCloser(words, hits.idf, texts).map((look, index) => [(texts[index] as ChunkText).id, look]));
    const top = { bm25: best[0]?.score ?? 0, letters: 0, passage: 0 };
    for (const { letters, passage } of looked.values()) {
      top.letters = Math.max(top.letters, letters);
      top.passage = Math.max(top.passage, passage);
    }
    return [...best, ...added].map(({ id, score }) => {
      const look = looked.get(id);
      const fused =
        share(score, top.bm25) +
        LETTERS_SHARE * share(look?.letters ?? 0, top.letters) +
        PASSAGE_SHARE * share(look?.passage ?? 0, top.passage) +
        nearShare * (likeness.get(id) ?? 0);
      return { id, score: fused };
    });
  }

  #isInScope(id: number, { groups, chunks }: Scope): boolean {
    return groups[this.#roster.groupOf[id] as number] === 1 && (chunks === null || chunks[id] === 1);
  }

  #flowsIn({ groups }: Scope): ReadonlySet<Group> {
    return new Set(this.#roster.groups.filter((group, number) => groups[number + 1] === 1 && this.#isFlow(group)));
  }

  #isFlow(group: Group): boolean {
    const known = this.#flows.get(group);
    if (known !== undefined && group.members.length < known.judgedAt * GROWTH) return known.isFlow;
    // Chunks of one and the same text say nothing about whether one entry follows from another.
    const { entryOf } = this.#roster;
    const isWhole = group.members.slice(0, SAMPLE).every((id, at, ids) => at === 0 || entryOf[id] !== entryOf[ids[at - 1] as number]);
    const texts = isWhole ? this.#texts(group.members.slice(0, SAMPLE)) : [];
    const judged = isFlow(
      texts.map(({ text }) =>
        wordsOf(text)
          .filter((word) => !isStopWord(word))
          .map(termOf),
      ),
    );
    this.#flows.set(group, { judgedAt: Math.max(group.members.length, 1), isFlow: judged });
    return judged;
  }
}

/** Best first, the best 1. */
function scaled({ from }: Likeness, near: readonly RankedChunk[]): RankedChunk[] {
  const floor = from === "the least" && near.length > 1 ? (near.at(-1)?.score ?? 0) : 0;
  const most = (near[0]?.score ?? 0) - floor;
  return near.map(({ id, score }) => ({ id, score: share(score - floor, most) }));
}

const BUCKETS = 2_048;

/** The best, best first; the older of equals first. Sorted are only those in reach: who is, tells a histogram of the scores. */
function bestOf({ ids, scores, count }: Hits, limit: number): RankedChunk[] {
  let most = 0;
  for (let at = 0; at < count; at += 1) most = Math.max(most, scores[ids[at] as number] as number);
  const factor = most > 0 ? (BUCKETS - 1) / most : 0;
  const histogram = new Uint32Array(BUCKETS);
  for (let at = 0; at < count; at += 1) {
    const bucket = Math.floor((scores[ids[at] as number] as number) * factor);
    histogram[bucket] = (histogram[bucket] as number) + 1;
  }
  let least = BUCKETS;
  for (let inReach = 0; least > 0 && inReach < limit;) {
    least -= 1;
    inReach += histogram[least] as number;
  }
  const ranked: RankedChunk[] = [];
  for (let at = 0; at < count; at += 1) {
    const id = ids[at] as number;
    const score = scores[id] as number;
    if (Math.floor(score * factor) >= least) ranked.push({ id, score });
  }
  return ranked.toSorted((a, b) => b.score - a.score || a.id - b.id).slice(0, limit);
}

function share(value: number, most: number): number {
  return most > 0 ? value / most : 0;
}
