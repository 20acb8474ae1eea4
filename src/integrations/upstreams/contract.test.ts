import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../kernel/clock.ts";
import { HttpClient } from "../../kernel/http-client.ts";
import { HttpUpstreams } from "./client.ts";
import type { Upstreams } from "./facts.ts";
import { fakeModel, FakeUpstreams } from "./fake.ts";
import { answering, replying, ScriptedServer } from "./testing/scripted-server.ts";

type Failure = FakeUpstreams["failure"];

/** A server with the models small-1b and bge-m3 that can be told to fail. */
interface Side {
  client: Upstreams;
  name: string;
  fail(failure: Failure): void;
  end(): Promise<void>;
}

function fakeSide(): Promise<Side> {
  const fake = new FakeUpstreams(fakeModel("small-1b", { kind: "unknown", parametersB: 1 }), fakeModel("bge-m3", { kind: "embedding" }));
  return Promise.resolve({ client: fake, name: "fake", fail: (failure) => void (fake.failure = failure), end: async () => undefined });
}

async function wireSide(): Promise<Side> {
  let failure: Failure = null;
  const server = await ScriptedServer.start((asked, response) => {
    if (failure !== null)
      return replying(failure === "upstream_failed" ? 500 : 401, { error: { message: "told to fail" } })(asked, response);
    if (asked.path !== "/v1/embeddings") return answering("Hello from the fake.")(asked, response);
    const texts = asked.body["input"] as string[];
    // In any order: what counts is the index.
    const data = texts.map((text, index) => ({ index, embedding: [text.length, index, 1] })).toReversed();
    return replying(200, { object: "list", data })(asked, response);
  });
  server.models = [{ id: "small-1b" }, { id: "bge-m3" }];
  const http = new HttpClient(systemClock);
  const client = new HttpUpstreams([{ name: "wire", url: server.url, kind: "openai", key: null, gpu: null }], http, systemClock);
  await client.look();
  return {
    client,
    name: "wire",
    fail: (told) => void (failure = told),
    end: async () => {
      client.close();
      http.close();
      await server.stop();
    },
  };
}

const running: Side[] = [];
afterEach(async () => {
  for (const side of running.splice(0)) await side.end();
});

describe.each([
  ["the fake", fakeSide],
  ["the client over the wire", wireSide],
])("upstreams: %s", (_name, start) => {
  const open = async (): Promise<Side> => {
    const side = await start();
    running.push(side);
    return side;
  };
  const limits = { headTimeoutMs: 10_000, silenceTimeoutMs: 10_000 };

  it("tells its models, and what it does not know of them is null", async () => {
    const { client, name } = await open();
    expect(client.models()).toMatchObject([
      { id: "small-1b", upstream: name, kind: "unknown", parametersB: 1, contextTokens: null, isLoaded: null, createdAt: null },
      { id: "bge-m3", upstream: name, kind: "embedding", parametersB: null },
    ]);
    expect(client.states()).toMatchObject([{ name, circuit: "closed", retryInMs: 0, failure: null }]);
  });

  it("embeds each text, in their order", async () => {
    const { client } = await open();
    const vectors = await client.embed({ model: "bge-m3", texts: ["a", "bbb"] });
    expect(vectors).toHaveLength(2);
    expect(vectors[0]).toBeInstanceOf(Float32Array);
    expect(vectors[0]).not.toEqual(vectors[1]);
    expect((await client.embed({ model: "bge-m3", texts: ["bbb"] }))[0]?.[0]).toBe(vectors[1]?.[0]);
    expect(await client.embed({ model: "bge-m3", texts: [] })).toEqual([]);
  });

  it("does not know a model that it has not", async () => {
    const { client } = await open();
    await expect(client.embed({ model: "nowhere", texts: ["a"] })).rejects.toMatchObject({ code: "not_found" });
  });

  it("hands a body on and its answer back", async () => {
    const { client, name } = await open();
    const body = JSON.stringify({ model: "small-1b", messages: [] });
    const reply = await client.open({ upstream: name, path: "/chat/completions", body, ...limits });
    expect(reply.status).toBe(200);
    expect(reply.headers["content-type"]).toContain("application/json");
    const chunks: Buffer[] = [];
    for await (const chunk of reply.body) chunks.push(chunk as Buffer);
    const answer = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { choices: { message: { content: string } }[] };
    expect(answer.choices[0]?.message.content).toBe("Hello from the fake.");
  });

  it.each(["upstream_failed", "upstream_unauthorized"] as const)("fails with %s", async (failure) => {
    const side = await open();
    side.fail(failure);
    await expect(side.client.embed({ model: "bge-m3", texts: ["a"] })).rejects.toMatchObject({ code: failure });
  });

  it("asks nobody for a caller who is gone", async () => {
    const { client, name } = await open();
    const gone = AbortSignal.abort();
    await expect(client.open({ upstream: name, path: "/chat/completions", body: "{}", signal: gone, ...limits })).rejects.toMatchObject({
      code: "upstream_failed",
    });
  });
});
