import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualClock, systemClock } from "../../kernel/clock.ts";
import { HttpClient } from "../../kernel/http-client.ts";
import type { Integration } from "../../kernel/integration.ts";
import { openTestKernel } from "../../kernel/testing.ts";
import { kindOfName, parametersOfName } from "./catalogue.ts";
import { Circuit } from "./circuit.ts";
import { addressOf, HttpUpstreams, type Server } from "./client.ts";
import { upstreams } from "./index.ts";
import { replying, ScriptedServer, silent } from "./testing/scripted-server.ts";

const integrations = [upstreams as unknown as Integration];

function clientOf(server: ScriptedServer, changes: Partial<Server> = {}): HttpUpstreams & AsyncDisposable {
  const http = new HttpClient(systemClock);
  const client = new HttpUpstreams([{ name: "one", url: server.url, kind: "openai", key: null, gpu: null, ...changes }], http, systemClock);
  return Object.assign(client, {
    async [Symbol.asyncDispose]() {
      client.close();
      http.close();
    },
  });
}

describe("upstreams", () => {
  it("are not connected while no server is named, and say how to name one", async () => {
    await using test = await openTestKernel({ integrations });
    const [state] = await test.kernel.services.integrationStates();
    expect(state).toMatchObject({ name: "upstreams", isConfigured: false, hint: expect.stringContaining("upstreams.servers") });
  });

  it("are unwell when nobody answers, and say who", async () => {
    const server = await ScriptedServer.start();
    const { url } = server;
    await server.stop();
    await using test = await openTestKernel({ integrations, settings: { upstreams: { servers: [{ name: "gone", url }] } } });
    const [state] = await test.kernel.services.integrationStates();
    expect(state?.probe).toMatchObject({ status: "unwell", detail: expect.stringContaining("gone: ") });
  });

  it.each([
    [
      "two of one name",
      [
        { name: "a", url: "http://a" },
        { name: "a", url: "http://b" },
      ],
    ],
    ["a password in the address", [{ name: "a", url: "http://me:secret@a" }]],
    ["a key that is written out", [{ name: "a", url: "http://a", key: "sk-123" }]],
  ])("refuse %s", async (_what, servers) => {
    await expect(openTestKernel({ integrations, settings: { upstreams: { servers } } })).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("send the key, and only to its server", async () => {
    await using server = await ScriptedServer.start(replying(200, { data: [{ embedding: [1] }] }));
    await using client = clientOf(server, { key: "sk-of-one" });
    await client.look();
    await client.embed({ model: "small-1b", texts: ["a"] });
    expect(server.asked[0]?.headers.authorization).toBe("Bearer sk-of-one");
    expect(JSON.stringify(client.states())).not.toContain("sk-of-one");
  });

  it.each([
    ["fewer vectors than texts", { data: [{ embedding: [1, 2] }] }],
    ["vectors of two widths", { data: [{ embedding: [1, 2] }, { embedding: [1] }] }],
    [
      "the same index twice",
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 0, embedding: [1] },
        ],
      },
    ],
    ["no numbers", { data: [{ embedding: ["a"] }, { embedding: [1] }] }],
    ["a page", "<html>Welcome</html>"],
  ])("do not take %s for vectors", async (_what, answer) => {
    await using server = await ScriptedServer.start(replying(200, answer));
    await using client = clientOf(server);
    await client.look();
    await expect(client.embed({ model: "small-1b", texts: ["a", "b"] })).rejects.toMatchObject({ code: "upstream_failed" });
  });

  it("end the exchange at once when the caller goes away", async () => {
    await using server = await ScriptedServer.start(silent);
    await using client = clientOf(server);
    const caller = new AbortController();
    const wish = { upstream: "one", path: "/chat/completions", body: "{}", headTimeoutMs: 60_000, silenceTimeoutMs: 60_000 };
    const answer = client.open({ ...wish, signal: caller.signal });
    await expect.poll(() => server.asked.length).toBe(1);
    caller.abort();
    await expect(answer).rejects.toMatchObject({ code: "upstream_failed" });
    await server.asked[0]?.gone;
  });

  it("say so when no head comes in time", async () => {
    await using server = await ScriptedServer.start(silent);
    await using client = clientOf(server);
    const wish = { upstream: "one", path: "/chat/completions", body: "{}", headTimeoutMs: 50, silenceTimeoutMs: 60_000 };
    await expect(client.open(wish)).rejects.toMatchObject({ code: "upstream_failed", message: expect.stringContaining("0.05 s") });
  });

  it("keep what a server told last, with its age, when it answers no more", async () => {
    const server = await ScriptedServer.start();
    await using client = clientOf(server);
    await client.look();
    await server.stop();
    await client.look();
    expect(client.models()).toHaveLength(2);
    expect(client.states()[0]?.failure).toContain("gave no answer");
  });

  it("read what each kind tells besides", async () => {
    await using server = await ScriptedServer.start();
    server.models = [{ id: "llama3.1:latest", created: 1_700_000_000 }, { id: "nomic:v1" }];
    server.more["/api/tags"] = {
      models: [
        { name: "llama3.1:latest", details: { parameter_size: "8.0B", family: "llama" } },
        { name: "nomic:v1", details: { parameter_size: "137M", family: "nomic-bert" } },
      ],
    };
    server.more["/api/ps"] = { models: [{ name: "llama3.1", context_length: 8_192 }] };
    await using client = clientOf(server, { kind: "ollama" });
    await client.look();
    expect(client.models()).toMatchObject([
      { id: "llama3.1:latest", kind: "chat", parametersB: 8, contextTokens: 8_192, isLoaded: true, createdAt: 1_700_000_000 },
      { id: "nomic:v1", kind: "embedding", parametersB: 0.137, contextTokens: null, isLoaded: false, createdAt: null },
    ]);
  });

  it("read the lengths that vLLM, llama.cpp, TabbyAPI and LiteLLM tell", async () => {
    await using server = await ScriptedServer.start();
    server.models = [
      { id: "a", max_model_len: 32_768 },
      { id: "b", meta: { n_params: 7_240_000_000, n_ctx_train: 4_096 } },
    ];
    server.more["/v1/model"] = { id: "a", parameters: { max_seq_len: 16_384 } };
    server.more["/model/info"] = { data: [{ model_name: "b", model_info: { mode: "embedding", max_input_tokens: 512 } }] };
    const told = async (kind: Server["kind"]) => {
      await using client = clientOf(server, { kind });
      await client.look();
      return client.models();
    };
    expect(await told("vllm")).toMatchObject([
      { contextTokens: 32_768, isLoaded: true },
      { contextTokens: 4_096, parametersB: 7.24 },
    ]);
    expect(await told("tabbyapi")).toMatchObject([
      { contextTokens: 16_384, isLoaded: true },
      { contextTokens: 4_096, isLoaded: false },
    ]);
    expect(await told("litellm")).toMatchObject([{ contextTokens: 32_768 }, { contextTokens: 512, kind: "embedding" }]);
  });
});

describe("a model's name", () => {
  it.each([
    ["llama-3.1-70b-instruct", 70],
    ["mixtral-8x7b", 56],
    ["qwen3:0.6b", 0.6],
    ["smollm-135m", 0.135],
    ["qwen3-30b-a3b", 30],
    ["gpt-4o", null],
    ["llama3", null],
    ["1b2b3b", null],
  ])("%s has %s billion parameters", (id, size) => {
    expect(parametersOfName(id)).toBe(size);
  });

  it.each([
    ["text-embedding-3-small", "embedding"],
    ["BAAI/bge-m3", "embedding"],
    ["e5-large", "embedding"],
    ["gemma3", "unknown"],
    ["bgenerator", "unknown"],
  ])("%s is %s", (id, kind) => {
    expect(kindOfName(id)).toBe(kind);
  });

  it("may be anything", () => {
    fc.assert(fc.property(fc.string(), (id) => (parametersOfName(id) ?? 1) > 0));
  });
});

describe("a circuit", () => {
  it("opens after five failures in a row, lets one call find out after half a minute, and closes when that went well", () => {
    const clock = new ManualClock();
    const circuit = new Circuit(clock);
    for (let failure = 0; failure < 4; failure += 1) circuit.note({ isWell: false });
    circuit.note({ isWell: true });
    for (let failure = 0; failure < 5; failure += 1) circuit.note({ isWell: false });
    expect([circuit.state, circuit.enter()]).toEqual(["open", false]);
    clock.advance(30_000);
    expect([circuit.enter(), circuit.enter()]).toEqual([true, false]);
    circuit.note({ isWell: false });
    expect(circuit.enter()).toBe(false);
    clock.advance(30_000);
    expect(circuit.enter()).toBe(true);
    circuit.note({ isWell: true });
    expect([circuit.state, circuit.enter(), circuit.enter()]).toEqual(["closed", true, true]);
  });

  it("lets the next call find out when the one that should never told", () => {
    const clock = new ManualClock();
    const circuit = new Circuit(clock);
    for (let failure = 0; failure < 5; failure += 1) circuit.note({ isWell: false });
    clock.advance(30_000);
    expect(circuit.enter()).toBe(true);
    clock.advance(30_000);
    expect(circuit.enter()).toBe(true);
  });

  it("pauses for as long as it is asked, and no longer than two minutes", () => {
    const clock = new ManualClock();
    const circuit = new Circuit(clock);
    circuit.note({ isWell: true, pauseMs: 7_000 });
    expect([circuit.state, circuit.retryInMs, circuit.enter()]).toEqual(["limited", 7_000, false]);
    clock.advance(7_000);
    expect([circuit.state, circuit.enter()]).toEqual(["closed", true]);
    circuit.note({ isWell: true, pauseMs: 86_400_000 });
    expect(circuit.retryInMs).toBe(120_000);
  });
});

describe("an address", () => {
  it.each([
    ["http://tower:11434", "/v1", "11434"],
    ["http://tower:11434/", "/v1", "11434"],
    ["https://api.openai.com/v1", "/v1", "443"],
    ["http://[::1]:8000/openai/v1/", "/openai/v1", "8000"],
  ])("%s is asked under %s", (url, base, port) => {
    expect(addressOf(url, null)).toMatchObject({ base, port });
  });
});
