import { afterEach, describe, expect, it } from "vitest";
import { FakeQdrant, fakeQdrantIntegration } from "../../../../integrations/qdrant/fake.ts";
import { FakeUpstreams, fakeUpstreamsIntegration } from "../../../../integrations/upstreams/fake.ts";
import { upstreams } from "../../../../integrations/upstreams/index.ts";
import { replying, ScriptedServer } from "../../../../integrations/upstreams/testing/scripted-server.ts";
import { personCaller } from "../../../../kernel/caller.ts";
import { ManualClock } from "../../../../kernel/clock.ts";
import type { Integration } from "../../../../kernel/integration.ts";
import { openTestKernel, type TestKernel } from "../../../../kernel/testing.ts";
import { knowledge } from "../index.ts";
import { embedder } from "./part.ts";

const ANNA = personCaller("anna");
const BEN = personCaller("ben");
const PATIENCE = { timeout: 25_000, interval: 20 };
const COUNT = 110;
const REST_MS = 31_000;

interface Found {
  results: { source: string }[];
  meaning: string;
  meaningNote: string | null;
}

/** Eight directions: warmth, water, and some noise of the letters. Nothing of it is in the words. */
function meaningOf(text: string, width = 8): number[] {
  const has = (words: RegExp): number => (words.test(text.toLowerCase()) ? 5 : 0);
  const vector = [
    has(/boiler|furnace/),
    has(/water|leak/),
    ...Array.from({ length: width - 2 }, (_, at) => (text.charCodeAt(at) || 0) / 400),
  ];
  return vector.slice(0, width);
}

function fakeServer(...models: string[]): FakeUpstreams {
  const fake = new FakeUpstreams(...models);
  fake.vectorOf = (text) => meaningOf(text);
  return fake;
}

interface Opened {
  integrations: Integration[];
  model?: string;
  textsPerRequest?: number;
  home?: string;
  clock?: ManualClock;
}

const open = ({ integrations, model = "bge-m3", textsPerRequest = 16, ...rest }: Opened): Promise<TestKernel> =>
  openTestKernel({ features: [knowledge], integrations, settings: { knowledge: { embeddings: { model, textsPerRequest } } }, ...rest });
const call = (test: TestKernel, operation: string, input: unknown, caller = ANNA): Promise<unknown> =>
  test.kernel.services.call({ operation, input, caller, door: "rest" });
const find = (test: TestKernel, q: string, caller = ANNA): Promise<Found> =>
  call(test, "knowledge.search", { q }, caller) as Promise<Found>;

function fill(test: TestKernel, caller = ANNA): Promise<unknown> {
  const entries = Array.from({ length: COUNT }, (_, at) => ({
    content: `Note ${at} about a shelf of books and ${at % 7} lamps.`,
    source: `note ${at}`,
  }));
  entries[40] = { content: "The boiler hums.", source: "the one" };
  return call(test, "knowledge.add", { entries }, caller);
}

function embedderOf(test: TestKernel) {
  const made = test.kernel.hostOf("knowledge").part(embedder);
  if (made === null) throw new Error("an endpoint is configured");
  return made;
}
/** Twice: what goes on by itself may just have looked, before the last entry came. */
async function work(test: TestKernel): Promise<void> {
  for (let round = 0; round < 2; round += 1) await embedderOf(test).work(new AbortController().signal);
}

describe("vectors of an embeddings endpoint", () => {
  it("find what means the same in other words, and say whose they are", async () => {
    const [fake, clock] = [fakeServer("bge-m3"), new ManualClock()];
    await using test = await open({ integrations: [fakeUpstreamsIntegration(fake)], clock });
    fake.failure = "upstream_failed";
    await fill(test);
    expect(await find(test, "furnace")).toMatchObject({ results: [], meaning: "none", meaningNote: expect.any(String) });
    fake.failure = null;
    clock.advance(REST_MS);
    await work(test);
    expect(embedderOf(test).state).toMatchObject({ dimensions: 8, placed: COUNT, waiting: 0, failure: null, keptIn: "index" });
    const found = await find(test, "furnace");
    expect(found).toMatchObject({ meaning: "endpoint", meaningNote: null });
    expect(found.results[0]?.source).toBe("the one");
    expect(await call(test, "knowledge.metrics", {})).toMatchObject({ vectors: { model: "bge-m3", placed: COUNT } });
  });

  it("are of nobody else's entries", async () => {
    await using test = await open({ integrations: [fakeUpstreamsIntegration(fakeServer("bge-m3"))] });
    await fill(test);
    await fill(test, BEN);
    await work(test);
    const id = ((await call(test, "knowledge.list", { source: "the one" })) as { entries: { id: string }[] }).entries[0]?.id;
    await call(test, "knowledge.archive", { ids: [id] });
    expect((await find(test, "furnace")).results.map(({ source }) => source)).not.toContain("the one");
    expect((await find(test, "furnace", BEN)).results[0]?.source).toBe("the one");
    await call(test, "knowledge.restore", { ids: [id] });
    await work(test);
    expect((await find(test, "furnace")).results.filter(({ source }) => source === "the one")).toHaveLength(1);
  });

  it("are asked for in batches, never more at once than was said, and once for each piece over a restart", async () => {
    const fake = fakeServer("bge-m3");
    const sizes: number[] = [];
    const embed = fake.embed.bind(fake);
    fake.embed = (request) => {
      sizes.push(request.texts.length);
      return embed(request);
    };
    const home = (
      await open({ integrations: [fakeUpstreamsIntegration(fake)], textsPerRequest: 25 }).then(async (test) => {
        await fill(test);
        await work(test);
        await test.kernel.stop();
        return test;
      })
    ).home;
    expect(Math.max(...sizes)).toBe(25);
    expect(sizes.reduce((total, size) => total + size, 0)).toBe(COUNT);
    await using again = await open({ integrations: [fakeUpstreamsIntegration(fake)], home, textsPerRequest: 25 });
    await work(again);
    expect(sizes.reduce((total, size) => total + size, 0)).toBe(COUNT);
    expect(embedderOf(again).state).toMatchObject({ placed: COUNT, dimensions: 8 });
  });

  it("are made anew for another model, and the old ones forgotten", async () => {
    const fake = fakeServer("bge-m3", "nomic-embed");
    const first = await open({ integrations: [fakeUpstreamsIntegration(fake)] });
    await fill(first);
    await work(first);
    await first.kernel.stop();
    fake.vectorOf = (text) => meaningOf(text, 12);
    await using test = await open({ integrations: [fakeUpstreamsIntegration(fake)], home: first.home, model: "nomic-embed" });
    expect(embedderOf(test).state.dimensions).toBeNull();
    await work(test);
    expect(embedderOf(test).state).toMatchObject({ model: "nomic-embed", dimensions: 12, placed: COUNT });
    expect((await find(test, "furnace")).results[0]?.source).toBe("the one");
  });

  it("leave the embedded index to stand in while the endpoint fails, and say so", async () => {
    const [fake, clock] = [fakeServer("bge-m3"), new ManualClock()];
    await using test = await open({ integrations: [fakeUpstreamsIntegration(fake)], clock });
    await fill(test);
    await call(test, "knowledge.learn", {});
    await work(test);
    fake.failure = "upstream_failed";
    const found = await find(test, "boiler hums");
    expect(found).toMatchObject({ meaning: "embedded", meaningNote: "The fake upstream was told to fail." });
    expect(found.results[0]?.source).toBe("the one");
    fake.failure = null;
    // It is not asked again at once.
    expect((await find(test, "boiler hums")).meaning).toBe("embedded");
    clock.advance(REST_MS);
    expect((await find(test, "boiler hums")).meaning).toBe("endpoint");
  });

  it("that are no numbers are never kept", async () => {
    const [fake, clock] = [fakeServer("bge-m3"), new ManualClock()];
    await using test = await open({ integrations: [fakeUpstreamsIntegration(fake)], clock });
    for (const broken of [[Number.NaN, 1], [1, Number.POSITIVE_INFINITY], []]) {
      fake.vectorOf = () => broken;
      if (embedderOf(test).state.failure === null) await fill(test);
      await work(test);
      expect(embedderOf(test).state).toMatchObject({ dimensions: null, placed: 0, failure: expect.stringMatching(/no vector of numbers/) });
      clock.advance(REST_MS);
    }
    fake.vectorOf = (text) => meaningOf(text);
    await work(test);
    expect(embedderOf(test).state).toMatchObject({ placed: COUNT, failure: null });
  });

  it("of another length are refused once, and taken for another model when they stay so", async () => {
    const [fake, clock] = [fakeServer("bge-m3"), new ManualClock()];
    await using test = await open({ integrations: [fakeUpstreamsIntegration(fake)], clock });
    await fill(test);
    await work(test);
    fake.vectorOf = (text) => meaningOf(text, 5);
    expect(await find(test, "furnace")).toMatchObject({
      meaning: "none",
      meaningNote: expect.stringMatching(/5 coordinates instead of 8/),
    });
    await call(test, "knowledge.add", { content: "One more about a furnace.", source: "new" });
    for (let round = 0; round < 2; round += 1) {
      clock.advance(REST_MS);
      await work(test);
      expect(embedderOf(test).state).toMatchObject({ dimensions: 8, waiting: 1, failure: expect.stringMatching(/5 coordinates/) });
    }
    clock.advance(REST_MS);
    await work(test);
    expect(embedderOf(test).state).toMatchObject({ dimensions: 5, waiting: 0, failure: null });
  });

  it("leave out a text that the model cannot read, and only that", async () => {
    const [fake, clock] = [fakeServer("bge-m3"), new ManualClock()];
    const embed = fake.embed.bind(fake);
    fake.embed = (request) =>
      request.texts.some((text) => text.includes("boiler")) ? Promise.reject(new Error("input too long")) : embed(request);
    await using test = await open({ integrations: [fakeUpstreamsIntegration(fake)], clock });
    await fill(test);
    for (let round = 0; round < 8; round += 1) {
      await work(test);
      clock.advance(REST_MS);
    }
    expect(embedderOf(test).state).toMatchObject({ placed: COUNT, waiting: 0, failure: null });
    expect((await find(test, "boiler hums")).results[0]?.source).toBe("the one");
  });

  it("without an upstream are none, and that is said", async () => {
    await using test = await open({ integrations: [] });
    await fill(test);
    await work(test);
    expect(embedderOf(test).state.failure).toMatch(/no upstream is configured/);
  });
});

describe("an endpoint over the wire", () => {
  const servers: ScriptedServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });

  it("that is slow, lies about the shape or fails costs a search its vector, never its answer", { timeout: 30_000 }, async () => {
    const vectors = replyingVectors();
    const server = await ScriptedServer.start(vectors);
    servers.push(server);
    server.models = [{ id: "bge-m3" }];
    const clock = new ManualClock();
    await using test = await openTestKernel({
      features: [knowledge],
      integrations: [upstreams],
      clock,
      settings: {
        upstreams: { servers: [{ name: "wire", url: server.url }] },
        knowledge: { embeddings: { model: "bge-m3", textsPerRequest: 16 } },
      },
    });
    await expect.poll(() => test.kernel.hostOf("knowledge").integration("upstreams")?.models().length, PATIENCE).toBe(1);
    await fill(test);
    await work(test);
    expect((await find(test, "furnace")).results[0]?.source).toBe("the one");
    expect(server.asked.every(({ body }) => (body["input"] as string[]).length <= 16)).toBe(true);

    const scripts: [ScriptedServer["script"], RegExp][] = [
      [replying(500, { error: { message: "out of memory" } }), /500: out of memory/],
      [replying(200, { object: "list", data: [{ index: 0, embedding: [1, null] }] }), /1 vectors of one width/],
      [(_asked, response) => void response.writeHead(200).end('{"data":[{"index":0,"embedding":[NaN]}]}'), /1 vectors of one width/],
      [() => undefined, /did not answer within 2 s/],
    ];
    for (const [script, why] of scripts) {
      server.script = script;
      const found = await find(test, "boiler hums");
      expect(found.results[0]?.source).toBe("the one");
      expect(found.meaningNote).toMatch(why);
      clock.advance(REST_MS);
    }
    server.script = vectors;
    expect((await find(test, "furnace")).meaning).toBe("endpoint");
  });
});

function replyingVectors(): ScriptedServer["script"] {
  return (asked, response) => {
    const texts = asked.body["input"] as string[];
    return replying(200, { object: "list", data: texts.map((text, index) => ({ index, embedding: meaningOf(text) })) })(asked, response);
  };
}

const openWith = (store: FakeQdrant, more: Partial<Opened> = {}): Promise<TestKernel> =>
  open({ integrations: [fakeUpstreamsIntegration(fakeServer("bge-m3")), fakeQdrantIntegration(store)], ...more });

describe("vectors in Qdrant", () => {
  it("are searched there, and only what the asker may see is shown", async () => {
    const store = new FakeQdrant();
    await using test = await openWith(store);
    await fill(test);
    await fill(test, BEN);
    await work(test);
    expect(store.points.size).toBe(2 * COUNT);
    expect(new Set([...store.points.values()].map(({ owner }) => owner))).toEqual(new Set(["anna", "ben"]));
    expect(await find(test, "furnace")).toMatchObject({
      meaning: "endpoint",
      results: [{ source: "the one" }, {}, {}, {}, {}, {}, {}, {}, {}, {}],
    });
    // A store that lies: everything is Anna's.
    for (const [id, point] of store.points) store.points.set(id, { ...point, owner: "anna" });
    const shown = await find(test, "furnace");
    expect(shown.results.filter(({ source }) => source === "the one")).toHaveLength(1);
  });

  it("are taken out when their person goes, also when it was away meanwhile", async () => {
    const [store, clock] = [new FakeQdrant(), new ManualClock()];
    await using test = await openWith(store, { clock });
    await fill(test);
    await fill(test, BEN);
    await work(test);
    store.failure = "upstream_failed";
    if (knowledge.personal !== "nothing") await knowledge.personal.erase(test.kernel.hostOf("knowledge"), "ben");
    await work(test);
    expect(store.points.size).toBe(2 * COUNT);
    store.failure = null;
    clock.advance(REST_MS);
    await work(test);
    expect([...store.points.values()].filter(({ owner }) => owner === "ben")).toEqual([]);
    expect(store.points.size).toBe(COUNT);
  });

  it("are made anew when somebody deleted them, and words alone are searched while it is away", async () => {
    const [store, clock] = [new FakeQdrant(), new ManualClock()];
    await using test = await openWith(store, { clock });
    await fill(test);
    await work(test);
    store.points.clear();
    store.dimensions = null;
    expect(await find(test, "boiler hums")).toMatchObject({
      meaning: "none",
      meaningNote: expect.any(String),
      results: [{ source: "the one" }],
    });
    clock.advance(REST_MS);
    await work(test);
    expect(store.points.size).toBe(COUNT);
    expect((await find(test, "furnace")).results[0]?.source).toBe("the one");
  });
});
