import type { PostingStore } from "./posting-store.ts";
import type { Roster } from "./roster.ts";

/**
 * BM25 with a title field (Robertson et al., "Simple BM25 extension to multiple weighted fields"): a word in the title
 * counts as three in the text. Term frequencies saturate by `K1`, length is levelled by `B`. Both are usual values;
 * between .9 and 1.6, .3 and .75 nothing moved more than half a point on either of the two data sets in bench/quality.
 */
const K1 = 1.2;
const B = 0.5;
const TITLE_WEIGHT = 3;

/** The chunks that a query reached, and how well. The arrays are used again by the next query. */
export interface Hits {
  /** By chunk id; zero where nothing matched. */
  scores: Float32Array;
  /** The chunks with a score, in no order. */
  ids: Int32Array;
  count: number;
  /** Chunks that may be seen at all. */
  visible: number;
  /** The weight of each term: how rare it is among what may be seen. */
  idf: Map<string, number>;
}

/** Who may see what, and what else is asked for: only chunks of it are counted and scored. */
export interface Scope {
  /** By group number plus one (see Roster). */
  groups: Uint8Array;
  /** By chunk id, where more than owner and collection is asked for. */
  chunks: Uint8Array | null;
}

/** Scores chunks against terms. Rarity is taken among what the caller may see: others' words change nothing for them. */
export class LexicalSearch {
  readonly #postings: PostingStore;
  readonly #roster: Roster;
  #scores = new Float32Array(0);
  #hits = new Int32Array(0);
  /** Postings of one term that are in scope. */
  #ids = new Int32Array(0);
  #counts = new Float32Array(0);

  constructor(postings: PostingStore, roster: Roster) {
    this.#postings = postings;
    this.#roster = roster;
  }

  search(terms: readonly string[], scope: Scope): Hits {
    this.#makeRoom();
    const scores = this.#scores;
    const { visible, averageLength } = this.#measure(scope);
    const idf = new Map<string, number>();
    let count = 0;
    for (const term of terms) {
      const found = this.#collect(term, scope);
      if (found === 0) continue;
      const weight = Math.log(1 + (visible - found + 0.5) / (found + 0.5));
      idf.set(term, weight);
      for (let at = 0; at < found; at += 1) {
        const id = this.#ids[at] as number;
        const frequency = this.#counts[at] as number;
        const length = this.#roster.lengthOf[id] as number;
        const before = scores[id] as number;
        if (before === 0) this.#hits[count++] = id;
        scores[id] = before + (weight * frequency * (K1 + 1)) / (frequency + K1 * (1 - B + (B * length) / averageLength));
      }
    }
    return { scores, ids: this.#hits, count, visible, idf };
  }

  /** Postings of the term in scope, into the arrays. @returns how many */
  #collect(term: string, { groups, chunks }: Scope): number {
    const { groupOf } = this.#roster;
    const ids = this.#ids;
    const counts = this.#counts;
    let found = 0;
    this.#postings.visit(term, (id, inTitle, inText) => {
      if (groups[groupOf[id] as number] !== 1 || (chunks !== null && chunks[id] !== 1)) return;
      ids[found] = id;
      counts[found] = TITLE_WEIGHT * inTitle + inText;
      found += 1;
    });
    return found;
  }

  #measure({ groups, chunks }: Scope): { visible: number; averageLength: number } {
    const { groupOf, lengthOf, size } = this.#roster;
    let visible = 0;
    let words = 0;
    for (let id = 0; id < size; id += 1) {
      if (groups[groupOf[id] as number] !== 1 || (chunks !== null && chunks[id] !== 1)) continue;
      visible += 1;
      words += lengthOf[id] as number;
    }
    return { visible, averageLength: Math.max(1, words / Math.max(1, visible)) };
  }

  #makeRoom(): void {
    const { size } = this.#roster;
    if (this.#scores.length === size) {
      this.#scores.fill(0);
      return;
    }
    this.#scores = new Float32Array(size);
    this.#hits = new Int32Array(size);
    this.#ids = new Int32Array(size);
    this.#counts = new Float32Array(size);
  }
}
