import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../kernel/clock.ts";
import { HttpClient } from "../../kernel/http-client.ts";
import { openTestKernel } from "../../kernel/testing.ts";
import { QdrantClient } from "./client.ts";
import type { VectorStore } from "./facts.ts";
import { FakeQdrant } from "./fake.ts";
import { qdrant, qdrantSettings } from "./index.ts";
import { QdrantRestServer } from "./testing/rest-server.ts";

type Failure = FakeQdrant["failure"];

interface Side {
  client: VectorStore;
  /** Null: this side cannot be told to fail. */
  fail: ((failure: Failure) => void) | null;
  end(): Promise<void>;
}

async function fakeSide(): Promise<Side> {
  const fake = new FakeQdrant();
  return { client: fake, fail: (failure) => void (fake.failure = failure), end: async () => undefined };
}

async function wireSide(): Promise<Side> {
  const server = await QdrantRestServer.start();
  const http = new HttpClient(systemClock);
  return {
    client: new QdrantClient({ url: `${server.url}/`, collection: "hydra-test", apiKey: null }, http),
    fail: (failure) => {
      server.broken = failure === "upstream_failed" ? { status: 500, text: "{}" } : null;
      server.apiKey = failure === "upstream_unauthorized" ? "another" : null;
    },
    end: async () => {
      http.close();
      await server.stop();
    },
  };
}

const REAL = process.env["HYDRA_TEST_QDRANT"];

/** A collection of this very run, so that it meets no other, and deletes none. */
async function realSide(): Promise<Side> {
  const http = new HttpClient(systemClock);
  const collection = `hydra-test-${process.pid}-${Date.now()}`;
  const client = new QdrantClient({ url: REAL ?? "", collection, apiKey: null }, http);
  return {
    client,
    fail: null,
    end: async () => {
      await http.exchange({ method: "DELETE", url: `${REAL}/collections/${collection}`, timeoutMs: 10_000 });
      http.close();
    },
  };
}

const running: Side[] = [];
afterEach(async () => {
  for (const side of running.splice(0)) await side.end();
});

const point = (id: number, values: number[], owner = "", collection = "general") => ({
  id,
  vector: Float32Array.from(values),
  owner,
  collection,
});

const SIDES: [string, () => Promise<Side>][] = [
  ["the fake", fakeSide],
  ["the client over the wire", wireSide],
  ...(REAL === undefined || REAL === "" ? [] : [["a real Qdrant", realSide] as [string, () => Promise<Side>]]),
];

describe.each(SIDES)("a store of vectors: %s", (_name, start) => {
  const open = async (): Promise<Side> => {
    const side = await start();
    running.push(side);
    return side;
  };

  it("has nothing until a space is begun", async () => {
    const { client } = await open();
    expect(await client.size()).toBeNull();
    await client.remove([1, 2]);
    await expect(client.put([point(1, [1, 0])])).rejects.toMatchObject({ code: "upstream_failed" });
    await expect(client.nearest({ vector: Float32Array.of(1, 0), owners: [""], limit: 1 })).rejects.toMatchObject({
      code: "upstream_failed",
    });
  });

  it("finds what is near, only of those owners and that collection", async () => {
    const { client } = await open();
    await client.begin(3);
    await client.put([
      point(1, [1, 0, 0]),
      point(2, [0.9, 0.1, 0], "anna"),
      point(3, [0, 1, 0], "anna", "house"),
      point(4, [1, 0, 0], "ben"),
    ]);
    const near = async (more: { owners: string[]; collection?: string }) =>
      (await client.nearest({ vector: Float32Array.of(2, 0, 0), limit: 10, ...more })).map(({ id }) => id);
    expect(await near({ owners: ["", "anna"] })).toEqual([1, 2, 3]);
    expect(await near({ owners: [""] })).toEqual([1]);
    expect(await near({ owners: ["", "anna"], collection: "house" })).toEqual([3]);
    const [best] = await client.nearest({ vector: Float32Array.of(2, 0, 0), owners: [""], limit: 1 });
    expect(best?.score).toBeCloseTo(1, 4);
    expect(await client.size()).toEqual({ points: 4, dimensions: 3 });
  });

  it("puts in place of what has the same id, takes out, and begins anew", async () => {
    const { client } = await open();
    await client.begin(2);
    await client.put([point(7, [1, 0]), point(8, [0, 1])]);
    await client.put([point(7, [0, 1], "", "other")]);
    expect(await client.size()).toMatchObject({ points: 2 });
    await client.remove([8, 99]);
    const found = await client.nearest({ vector: Float32Array.of(0, 1), owners: [""], limit: 5 });
    expect(found.map(({ id }) => id)).toEqual([7]);
    await client.begin(4);
    expect(await client.size()).toEqual({ points: 0, dimensions: 4 });
  });

  it("refuses vectors of another length", async () => {
    const { client } = await open();
    await client.begin(2);
    await expect(client.put([point(1, [1, 2, 3])])).rejects.toMatchObject({ code: "upstream_failed", message: /dimension/i });
  });

  it("fails in two ways", async () => {
    const { client, fail } = await open();
    if (fail === null) return;
    await client.begin(2);
    for (const failure of ["upstream_failed", "upstream_unauthorized"] as const) {
      fail(failure);
      await expect(client.put([point(1, [1, 0])])).rejects.toMatchObject({ code: failure });
      await expect(client.nearest({ vector: Float32Array.of(1, 0), owners: [""], limit: 1 })).rejects.toMatchObject({ code: failure });
      await expect(client.size()).rejects.toMatchObject({ code: failure });
    }
  });
});

/** A server in the test, and a client of one of its collections. */
async function serve(collection: string): Promise<{ server: QdrantRestServer; client: QdrantClient }> {
  const server = await QdrantRestServer.start();
  const http = new HttpClient(systemClock);
  running.push({
    client: new FakeQdrant(),
    fail: null,
    end: async () => {
      http.close();
      await server.stop();
    },
  });
  return { server, client: new QdrantClient({ url: server.url, collection, apiKey: null }, http) };
}

describe("least power", () => {
  it("neither writes nor deletes a collection that somebody else made", async () => {
    const { server, client } = await serve("photos");
    const theirs = { vectors: { image: { size: 512 } }, points: new Map([[1, { vector: [1], payload: {} }]]) };
    server.collections.set("photos", theirs);
    await expect(client.begin(3)).rejects.toMatchObject({ code: "conflict" });
    await expect(client.remove([1])).rejects.toMatchObject({ code: "conflict" });
    expect(theirs.points.size).toBe(1);
    expect(server.asked.every((line) => line.startsWith("GET "))).toBe(true);
  });

  it("names no collection but its own", async () => {
    const { server, client } = await serve("hydra-knowledge");
    server.collections.set("photos", { vectors: {}, points: new Map() });
    await client.begin(2);
    await client.put([point(1, [1, 0])]);
    await client.begin(3);
    expect(server.asked.every((line) => line.includes(" /collections/hydra-knowledge"))).toBe(true);
    expect(server.collections.has("photos")).toBe(true);
  });

  it("says in words that something else answers", async () => {
    const { server, client } = await serve("hydra-knowledge");
    server.broken = { status: 200, text: "<html>router</html>" };
    await expect(client.size()).rejects.toThrow(/does not answer like a Qdrant/);
    await client.look();
    server.broken = { status: 503, text: "" };
    await expect(client.look()).rejects.toThrow(/not ready/);
  });
});

describe("the integration", () => {
  it("is none without an address", async () => {
    await using quiet = await openTestKernel({ integrations: [qdrant] });
    expect(quiet.kernel.hostOf("test").integration("qdrant")).toBeUndefined();
    expect(qdrantSettings.schema.safeParse({ url: "http://me:secret@tower:6333" }).success).toBe(false);
    expect(qdrantSettings.schema.safeParse({ url: "http://tower:6333", collection: "../other" }).success).toBe(false);
  });
});
