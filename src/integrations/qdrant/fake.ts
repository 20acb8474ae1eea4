import { HydraError } from "../../kernel/errors.ts";
import type { Integration } from "../../kernel/integration.ts";
import type { NearestRequest, NearPoint, VectorPoint, VectorStore } from "./facts.ts";
import { qdrantSettings } from "./index.ts";

/** A store of vectors in memory, told when to fail. */
export class FakeQdrant implements VectorStore {
  readonly points = new Map<number, VectorPoint>();
  dimensions: number | null = null;
  failure: "upstream_failed" | "upstream_unauthorized" | null = null;

  async begin(dimensions: number): Promise<void> {
    this.#refuse();
    this.points.clear();
    this.dimensions = dimensions;
  }

  async put(points: readonly VectorPoint[]): Promise<void> {
    this.#refuse();
    for (const point of points) this.#measure(point.vector);
    for (const point of points) this.points.set(point.id, point);
  }

  async remove(ids: readonly number[]): Promise<void> {
    this.#refuse();
    for (const id of ids) this.points.delete(id);
  }

  async nearest({ vector, owners, collection, limit }: NearestRequest): Promise<NearPoint[]> {
    this.#refuse();
    this.#measure(vector);
    return [...this.points.values()]
      .filter((point) => owners.includes(point.owner) && (collection === undefined || point.collection === collection))
      .map((point) => ({ id: point.id, score: cosine(vector, point.vector) }))
      .toSorted((a, b) => b.score - a.score)
      .slice(0, limit);
  }

  async size(): Promise<{ points: number; dimensions: number } | null> {
    this.#refuse();
    return this.dimensions === null ? null : { points: this.points.size, dimensions: this.dimensions };
  }

  #measure(vector: Float32Array): void {
    if (this.dimensions === null) throw new HydraError("upstream_failed", "The fake Qdrant has no such collection.");
    if (vector.length !== this.dimensions)
      throw new HydraError("upstream_failed", `Vector dimension error: expected ${this.dimensions}, got ${vector.length}.`);
  }

  #refuse(): void {
    if (this.failure !== null) throw new HydraError(this.failure, "The fake Qdrant was told to fail.");
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((total, value, at) => total + value * (b[at] ?? 0), 0);
}

function cosine(a: Float32Array, b: Float32Array): number {
  const norms = Math.sqrt(dot(a, a) * dot(b, b));
  return norms === 0 ? 0 : dot(a, b) / norms;
}

/** An integration `qdrant` for `openTestKernel`. */
export function fakeQdrantIntegration(client: VectorStore): Integration {
  const made: Integration<"qdrant"> = {
    name: "qdrant",
    about: "A pretended Qdrant",
    settings: qdrantSettings,
    hint: "This is a pretended Qdrant.",
    connect: () =>
      Promise.resolve({
        client,
        probe: () => Promise.resolve({ status: "well" as const, detail: "Pretended." }),
        close: () => Promise.resolve(),
      }),
  };
  return made as unknown as Integration;
}
