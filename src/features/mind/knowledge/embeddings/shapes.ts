import type { NearPoint } from "../../../../integrations/qdrant/facts.ts";

/** What the main thread, which speaks to the endpoint, and the knowledge thread tell each other about vectors. */

/** One piece of text that has no vector yet. */
export interface Unplaced {
  id: number;
  text: string;
  /** User id; empty: the household's. */
  owner: string;
  collection: string;
}

/** What is to be done for a space. */
export interface EmbeddingWork {
  /** Null: nothing of this space is kept yet. */
  dimensions: number | null;
  placed: number;
  waiting: number;
  /** The next that wait, at most as many as asked for. */
  next: Unplaced[];
  /** Pieces that are gone, and still to be taken out of a store outside. */
  departed: number[];
}

/** Vectors of one space, as they came. */
export interface PlacedVectors {
  space: string;
  dimensions: number;
  /** Null: the endpoint cannot read this text; it is found by its words. */
  vectors: { id: number; values: Float32Array | null }[];
}

/** Where a query stands: what a search hands to the thread. */
export type Place = { space: string; vector: Float32Array } | { space: string; near: NearPoint[] };
