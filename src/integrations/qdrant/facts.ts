/** One thing that has a place: a number of its own, its vector, and by what it may be chosen. */
export interface VectorPoint {
  /** A whole number, at least 0. */
  id: number;
  vector: Float32Array;
  /** Whose it is; empty: everybody's. */
  owner: string;
  collection: string;
}

export interface NearPoint {
  id: number;
  /** Cosine, up to 1. */
  score: number;
}

export interface NearestRequest {
  vector: Float32Array;
  /** Only points of these owners. */
  owners: readonly string[];
  /** Only of this collection; absent: of all. */
  collection?: string;
  limit: number;
  signal?: AbortSignal;
}

/**
 * A store of vectors that holds one space: vectors of one length, compared by their cosine. Everything fails with
 * upstream_failed or upstream_unauthorized. Before the first `begin`, and after somebody deleted it from outside, there is
 * no space: then putting and searching fail, and removing does nothing.
 */
export interface VectorStore {
  /** Delete what is there, if it is Hydra's, and begin with nothing. @throws HydraError conflict when it is somebody else's */
  begin(dimensions: number): Promise<void>;
  /** Put points in, in place of those with the same id; searched from then on. */
  put(points: readonly VectorPoint[]): Promise<void>;
  remove(ids: readonly number[]): Promise<void>;
  /** Best first. */
  nearest(request: NearestRequest): Promise<NearPoint[]>;
  /** Null: no space has been begun. */
  size(): Promise<{ points: number; dimensions: number } | null>;
}

declare module "../../kernel/context.ts" {
  interface IntegrationClients {
    qdrant: VectorStore;
  }
}
