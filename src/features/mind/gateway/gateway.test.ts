import { describe, expect, it, onTestFinished } from "vitest";
import { serveTestKernel, type Answer, type Served, type Wish } from "../../../doors/testing/served.ts";
import { upstreams } from "../../../integrations/upstreams/index.ts";
import {
  answering,
  event,
  replying,
  ScriptedServer,
  silent,
  streaming,
  type Script,
} from "../../../integrations/upstreams/testing/scripted-server.ts";
import type { Integration } from "../../../kernel/integration.ts";
import { interactionJudged, interactionNoted } from "../preferences/events.ts";
import { preferences } from "../preferences/index.ts";
import { prompts } from "../prompts/index.ts";
import { routing } from "../routing/index.ts";
import { gpuWanted } from "./gpu.ts";
import { gatewayFeature } from "./index.ts";

const MESSAGES = [{ role: "user", content: "Which port does the proxy listen on?" }];
const CHAT = "/v1/chat/completions";

interface Home {
  served: Served;
  one: ScriptedServer;
  two: ScriptedServer;
  chat(wish?: Record<string, unknown>, more?: Wish): Promise<Answer>;
  noted(): Promise<Record<string, unknown>[]>;
}

/** A Hydra before two servers; the first is preferred, and only the first has large-70b. */
async function openHome(gateway: Record<string, unknown> = {}, server: Record<string, unknown> = {}): Promise<Home> {
  const one = await ScriptedServer.start(answering("From one."));
  const two = await ScriptedServer.start(answering("From two."));
  two.models = [{ id: "small-1b" }];
  const served = await serveTestKernel({
    features: [prompts, preferences, routing, gatewayFeature],
    integrations: [upstreams as unknown as Integration],
    settings: {
      upstreams: {
        servers: [
          { name: "one", url: one.url, ...server },
          { name: "two", url: two.url },
        ],
      },
      gateway,
    },
  });
  onTestFinished(async () => {
    await served[Symbol.asyncDispose]();
    await Promise.all([one.stop(), two.stop()]);
  });
  const chat: Home["chat"] = (wish = {}, more = {}) =>
    served.ask(CHAT, { body: { model: "small-1b", messages: MESSAGES, ...wish }, ...more });
  const noted = async (): Promise<Record<string, unknown>[]> =>
    (await served.ask("/gateway/interactions")).json()["interactions"] as Record<string, unknown>[];
  await expect.poll(async () => (await served.ask("/v1/models")).json()["data"], { timeout: 10_000 }).toHaveLength(3);
  return { served, one, two, chat, noted };
}

function errorOf(answer: Answer): Record<string, unknown> {
  return answer.json()["error"] as Record<string, unknown>;
}

describe("a completion", () => {
  it("comes back as it was, with whose it is and who answered", async () => {
    const { chat, one, noted } = await openHome();
    const sent = {
      id: "x",
      choices: [{ message: { content: "Yes", refusal: null }, finish_reason: "stop" }],
      service_tier: "odd",
      big: 1e21,
    };
    one.script = replying(200, sent);
    const answer = await chat();
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(JSON.stringify(sent));
    expect(answer.headers).toMatchObject({ "x-hydra-model": "small-1b", "x-hydra-upstream": "one", "content-type": "application/json" });
    const [interaction] = await noted();
    expect(interaction).toMatchObject({
      id: answer.headers["x-hydra-interaction"],
      caller: "person:owner",
      model: "small-1b",
      upstream: "one",
      outcome: "answered",
      tries: 1,
      isStreamed: false,
      promptTokens: null,
      answerTokens: null,
      prompt: null,
    });
  });

  it("is asked for with every byte that came: numbers, tools, images, fields that nobody knows", async () => {
    const { served, one } = await openHome();
    const image = { type: "image_url", image_url: { url: `data:image/png;base64,${"A".repeat(100_000)}` } };
    const body = `{"messages":[{"role":"user","content":[${JSON.stringify(image)}]}],  "model":"small-1b","seed":12345678901234567890,"top_p":1.0,"tools":[{"type":"function","function":{"name":"f","parameters":{}}}],"x_new":{"a":[null]}}`;
    const answer = await served.ask(CHAT, { rawBody: body, headers: { "content-type": "application/json" } });
    expect(answer.status).toBe(200);
    expect(one.asked[0]?.text).toBe(body);
  });

  it("of ten megabytes of text goes through", async () => {
    const { chat, one } = await openHome();
    const answer = await chat({ messages: [{ role: "user", content: "x".repeat(10_000_000) }] });
    expect(answer.status).toBe(200);
    expect(one.asked[0]?.text.length).toBeGreaterThan(10_000_000);
  });

  it.each<[string, Record<string, unknown>, string | null]>([
    ["no model", { model: undefined }, "model"],
    ["an empty model", { model: "" }, "model"],
    ["no messages", { messages: [] }, "messages"],
    ["messages that are none", { messages: "Hello" }, "messages"],
    ["a message without a role", { messages: [{ content: "Hello" }] }, "messages[0].role"],
    ["a stream that is no yes or no", { stream: "yes" }, "stream"],
  ])("of %s is refused in OpenAI's shape and as a problem, and reaches nobody", async (_what, wish, param) => {
    const { chat, one, two } = await openHome();
    const answer = await chat(wish);
    expect(answer.status).toBe(422);
    expect(errorOf(answer)).toMatchObject({ type: "invalid_request_error", param, code: "invalid_input", message: expect.any(String) });
    expect(answer.json()).toMatchObject({ type: "urn:hydra:error:invalid_input", status: 422 });
    expect([...one.asked, ...two.asked]).toEqual([]);
  });

  it.each([
    ["no JSON", "{", 422],
    ["invalid UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 422],
    ["nothing", "", 422],
    ["more than 32 MiB", "x".repeat(34 * 1_048_576), 413],
  ])("of %s is refused", async (_what, rawBody, status) => {
    const { served } = await openHome();
    const answer = await served.ask(CHAT, { rawBody, method: "POST", headers: { "content-type": "application/json" } });
    expect([answer.status, typeof errorOf(answer)["message"]]).toEqual([status, "string"]);
  });

  it("by a model that does not exist is an error that OpenAI's clients know, and no interaction", async () => {
    const { chat, noted } = await openHome();
    const answer = await chat({ model: "smal-1b" });
    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toMatchObject({
      code: "model_not_found",
      param: "model",
      message: expect.stringContaining('Did you mean "small-1b"?'),
    });
    expect(await noted()).toEqual([]);
  });

  it("needs a token, with a scope of its own", async () => {
    const { served, chat } = await openHome();
    const without = await chat({}, { token: null });
    expect([without.status, errorOf(without)["type"], without.headers["www-authenticate"]]).toEqual([
      401,
      "authentication_error",
      'Bearer realm="hydra"',
    ]);
    const reader = await served.tokenFor("grafana", "program", "*.read");
    expect((await chat({}, { token: reader })).status).toBe(403);
    const user = await served.tokenFor("n8n", "program", "gateway.operate");
    expect((await chat({}, { token: user })).status).toBe(200);
  });
});

describe("a stream", () => {
  it("comes back byte for byte and is read along", async () => {
    const { chat, one, noted } = await openHome();
    const pieces = [
      ": hello\n\n",
      event({ delta: { content: "Hel" } }),
      event({ delta: { content: "lo" } }),
      event({ delta: {}, finish_reason: "stop" }),
      "data: [DONE]\n\n",
    ];
    one.script = streaming(pieces, "ends");
    const answer = await chat({ stream: true });
    expect([answer.status, answer.text, answer.headers["content-type"]]).toEqual([
      200,
      pieces.join(""),
      "text/event-stream; charset=utf-8",
    ]);
    expect(await noted()).toMatchObject([{ id: answer.headers["x-hydra-interaction"], outcome: "answered", isStreamed: true }]);
  });

  it("that breaks in the middle ends with an error that clients see, and is not repeated elsewhere", async () => {
    const { chat, one, two, noted } = await openHome();
    one.script = streaming([event({ delta: { content: "Half of" } }), 'data: {"choi'], "breaks");
    const answer = await chat({ stream: true });
    expect(answer.text).toContain("Half of");
    const last = answer.text.trim().split("\n\n").at(-1) ?? "";
    expect(JSON.parse(last.slice(6))).toMatchObject({ error: { type: "upstream_error", code: "stream_broken" } });
    expect(answer.text).not.toContain("[DONE]");
    expect(two.asked).toEqual([]);
    expect(await noted()).toMatchObject([{ outcome: "failed", upstream: "one" }]);
  });

  it("that just stops without its end says so", async () => {
    const { chat, one, noted } = await openHome();
    one.script = streaming([event({ delta: { content: "Half of" } })], "ends");
    expect((await chat({ stream: true })).text).toContain("stream_broken");
    expect(await noted()).toMatchObject([{ outcome: "failed", why: "the stream ended without its end" }]);
  });

  it("that falls silent ends with an error", async () => {
    const { chat, one } = await openHome({ silenceSeconds: 1 });
    one.script = streaming([event({ delta: { content: "Half of" } })], "stalls");
    expect((await chat({ stream: true })).text).toMatch(/fell silent for 1 s.*stream_broken/);
  });

  it("ends at the upstream at once when the caller goes away, and nobody is blamed", async () => {
    const { served, one, noted } = await openHome();
    one.script = streaming([event({ delta: { content: "Once upon" } })], "stalls");
    const open = await served.open(CHAT, { body: { model: "small-1b", messages: MESSAGES, stream: true } });
    open.on("error", () => undefined);
    await new Promise((resolve) => {
      open.once("data", resolve);
    });
    open.destroy();
    await one.asked[0]?.gone;
    await expect.poll(noted).toMatchObject([{ outcome: "cancelled", why: null }]);
    const { upstreams: states } = (await served.ask("/gateway/status")).json() as { upstreams: { circuit: string }[] };
    expect(states[0]?.circuit).toBe("closed");
  });

  it("goes away at the upstream also before the first byte", async () => {
    const { served, one } = await openHome();
    one.script = silent;
    const gone = served.open(CHAT, { body: { model: "small-1b", messages: MESSAGES }, headers: { connection: "close" } }).catch(() => null);
    await expect.poll(() => one.asked.length).toBe(1);
    await served.close();
    await gone;
    await one.asked[0]?.gone;
  });
});

describe("when the first server does not answer, the next is asked", () => {
  const lie = "it lies about its shape:";
  it.each<[string, Script, boolean]>([
    ["it fails", replying(503, { error: "loading" }), false],
    ["it limits", replying(429, { error: { message: "slow down" } }, { "retry-after": "60" }), false],
    ["it refuses its key", replying(401, {}), false],
    ["it has lost the model", replying(404, { error: { message: "no such model" } }), false],
    ["it breaks off before a byte", (_asked, response) => void response.destroy(), false],
    [
      "it breaks off in the middle of a whole answer",
      (_asked, response) => void response.writeHead(200, { "content-length": "1000" }).write("{", () => response.destroy()),
      false,
    ],
    [`${lie} a page`, replying(200, "<html>Welcome</html>"), false],
    [`${lie} other JSON`, replying(200, { ok: true }), false],
    [`${lie} an error as a success`, replying(200, { error: { message: "out of memory" } }), false],
    [`${lie} one piece for a stream`, replying(200, { choices: [{ message: { content: "x" } }] }), true],
    [`${lie} a stream of something else`, streaming(["data: <html>\n\n"], "ends"), true],
    [`${lie} a stream of nothing`, streaming([], "ends"), true],
    ["its stream begins with an error", streaming(['data: {"error":{"message":"no memory"}}\n\n'], "ends"), true],
    ["its stream breaks before the first event", streaming(["data: {"], "breaks"), true],
  ])("%s", async (_what, script, stream) => {
    const { chat, one, noted } = await openHome();
    one.script = script;
    const answer = await chat({ stream });
    expect(answer.status).toBe(200);
    expect(answer.text.replaceAll(/"},.*?"content":"/gs, "")).toContain(stream ? "two." : "From two.");
    expect(answer.headers["x-hydra-upstream"]).toBe("two");
    expect(await noted()).toMatchObject([{ outcome: "answered", upstream: "two", tries: 2 }]);
  });

  it("also another model, where the settings name one; the body then says that model and nothing else is changed", async () => {
    const { chat, one, two } = await openHome({ fallbacks: { "large-70b": ["small-1b"] } });
    one.script = replying(500, {});
    const answer = await chat({ model: "large-70b", seed: 7 });
    expect(answer.headers).toMatchObject({ "x-hydra-model": "small-1b", "x-hydra-upstream": "two" });
    expect(two.asked[0]?.body).toEqual({ model: "small-1b", messages: MESSAGES, seed: 7 });
  });

  it("but not for a mistake of the caller, which is told in the upstream's own words", async () => {
    const { chat, one, two, noted } = await openHome();
    const words = {
      error: { message: "maximum context length is 512 tokens", type: "invalid_request_error", code: "context_length_exceeded" },
    };
    one.script = replying(400, words);
    const answer = await chat();
    expect([answer.status, answer.json()]).toEqual([400, words]);
    expect(two.asked).toEqual([]);
    expect(await noted()).toMatchObject([{ outcome: "failed", why: "the upstream refused it (400)" }]);
  });

  it("and when all fail, the first one's failure is told; a limit says when to come again", async () => {
    const { chat, one, two, noted } = await openHome();
    one.script = replying(500, { error: { message: "CUDA out of memory" } });
    two.script = replying(502, {});
    const failed = await chat();
    expect([failed.status, errorOf(failed)["message"]]).toEqual([502, "one answered 500: CUDA out of memory."]);
    two.script = replying(429, {}, { "retry-after": "30" });
    const limited = await chat();
    expect([limited.status, limited.headers["retry-after"], errorOf(limited)["type"]]).toEqual([429, "30", "rate_limit_error"]);
    expect(await noted()).toMatchObject([
      { outcome: "failed", model: null, upstream: "two", tries: 2 },
      { outcome: "failed", model: null, upstream: "one", tries: 2, why: "one answered 500: CUDA out of memory." },
    ]);
  });

  it("and after five failures it is left alone", async () => {
    const { chat, one, served } = await openHome();
    one.script = replying(500, {});
    for (let call = 0; call < 8; call += 1) expect((await chat()).status).toBe(200);
    expect(one.asked).toHaveLength(5);
    const { upstreams: states } = (await served.ask("/gateway/status")).json() as { upstreams: { name: string; circuit: string }[] };
    expect(states).toMatchObject([
      { name: "one", circuit: "open" },
      { name: "two", circuit: "closed" },
    ]);
  });
});

describe("auto", () => {
  it("has Hydra choose: a greeting goes to the small model, and says so in body and header", async () => {
    const { chat, one } = await openHome();
    const answer = await chat({ model: "auto", messages: [{ role: "user", content: "Hi there!" }], seed: 3 });
    expect([answer.status, answer.headers["x-hydra-model"]]).toEqual([200, "small-1b"]);
    expect(one.asked[0]?.body).toEqual({ model: "small-1b", messages: [{ role: "user", content: "Hi there!" }], seed: 3 });
  });

  it("goes on to the next best model when the chosen one cannot answer", async () => {
    const { chat, one, two } = await openHome();
    one.script = (asked, response) =>
      (asked.body["model"] === "small-1b" ? replying(500, {}) : answering("From the large one."))(asked, response);
    two.script = replying(503, {});
    const answer = await chat({ model: "auto", messages: [{ role: "user", content: "Hi there!" }] });
    expect([answer.status, answer.headers["x-hydra-model"]]).toEqual([200, "large-70b"]);
  });

  it("learns: after mixed outcomes the recommendation for a task changes, and says why", async () => {
    const { served, chat } = await openHome();
    const recommended = async () =>
      (await served.ask("/preferences/recommendation?task=code&available=small-1b&available=large-70b")).json() as {
        model: string;
        reason: string;
      };
    const before = await recommended();
    for (let number = 0; number < 20; number += 1) {
      const model = number % 2 === 0 ? "small-1b" : "large-70b";
      const answer = await chat({
        model,
        messages: [{ role: "user", content: `Write a Python function that sorts list number ${number} of tuples.` }],
      });
      const outcome = model === before.model ? "rejected" : "accepted";
      const told = await served.ask("/preferences/interaction", {
        body: { interactionId: answer.headers["x-hydra-interaction"], outcome },
      });
      expect(told.status).toBe(200);
    }
    const after = await recommended();
    expect(after.model).not.toBe(before.model);
    expect(after.reason).not.toBe(before.reason);
  }, 60_000);
});

describe("embeddings", () => {
  it("come back as they were, and are an interaction that nobody learns from", async () => {
    const { served, one, noted } = await openHome();
    const sent = { object: "list", data: [{ index: 0, embedding: [0.1, -2] }], usage: { prompt_tokens: 4 } };
    one.script = replying(200, sent);
    const answer = await served.ask("/v1/embeddings", { body: { model: "small-1b", input: "Hello", dimensions: 2 } });
    expect([answer.status, answer.json()]).toEqual([200, sent]);
    expect(one.asked[0]).toMatchObject({ path: "/v1/embeddings", body: { dimensions: 2 } });
    expect(await noted()).toMatchObject([{ kind: "embedding", promptTokens: 4, task: null }]);
  });

  it("of auto are made by a model for vectors, and none is chosen where there is none", async () => {
    const { served, one, two } = await openHome();
    const ask = (): Promise<Answer> => served.ask("/v1/embeddings", { body: { model: "auto", input: "Hello" } });
    expect((await ask()).status).toBe(404);
    two.models = [{ id: "small-1b" }, { id: "nomic-embed-text" }];
    two.script = replying(200, { object: "list", data: [] });
    await expect.poll(async () => (await ask()).status, { timeout: 90_000, interval: 1_000 }).toBe(200);
    expect(two.asked.at(-1)).toMatchObject({ path: "/v1/embeddings", body: { model: "nomic-embed-text" } });
    expect(one.asked).toEqual([]);
  }, 100_000);

  it.each([[""], [[]], [7], [undefined]])("of %j are judged", async (input) => {
    const { served, one } = await openHome();
    one.script = replying(200, { data: [] });
    const answer = await served.ask("/v1/embeddings", { body: { model: "small-1b", input } });
    expect(answer.status).toBe(input === "" ? 200 : 422);
  });
});

describe("models", () => {
  it("are listed once each, with who has them", async () => {
    const { served } = await openHome();
    const { object, data } = (await served.ask("/v1/models")).json();
    expect(object).toBe("list");
    expect(data).toMatchObject([
      { id: "small-1b", object: "model", created: 0, owned_by: "one, two", parametersB: 1 },
      { id: "large-70b", owned_by: "one", parametersB: 70 },
      { id: "auto", owned_by: "hydra" },
    ]);
  });
});

describe("a budget", () => {
  it("of requests is each caller's own, counts what failed, and says until when", async () => {
    const { served, chat, one } = await openHome({ budgets: { "program:n8n": { requestsPerDay: 2 } } });
    const token = await served.tokenFor("n8n", "program", "gateway.operate");
    await chat({}, { token });
    one.script = replying(400, {});
    await chat({}, { token });
    const over = await chat({}, { token });
    expect([over.status, errorOf(over)["type"]]).toEqual([429, "rate_limit_error"]);
    expect(Number(over.headers["retry-after"])).toBeGreaterThan(0);
    expect((await chat()).status).toBe(400);
  });

  it("of tokens counts what the upstream measured, over a restart too", async () => {
    const { served, chat, noted } = await openHome({ budget: { tokensPerDay: 30 } });
    for (let call = 0; call < 3; call += 1) {
      expect((await chat()).status).toBe(200);
      await noted();
    }
    expect((await chat()).status).toBe(429);
    const { callers } = (await served.ask("/gateway/status")).json();
    expect(callers).toEqual([{ caller: "person:owner", tokens: 36, requests: 3, tokensPerDay: 30, requestsPerDay: null }]);
  });
});

describe("what is kept", () => {
  it("is no prompt until its owner allows it, and none any more once it is forbidden", async () => {
    const { served, chat, noted } = await openHome();
    const prompts = async () => (await noted()).map(({ prompt }) => prompt);
    await chat();
    expect(await prompts()).toEqual([null]);
    await served.ask("/gateway/prompts", { method: "PUT", body: { keep: true } });
    await chat({ messages: [{ role: "user", content: "My password=hunter2secret, why is it weak?" }] });
    const [kept] = await prompts();
    expect(kept).toContain("why is it weak?");
    expect(kept).not.toContain("hunter2secret");
    const erased = await served.ask("/gateway/prompts", { method: "PUT", body: { keep: false } });
    expect(erased.json()).toEqual({ keep: false, erased: 1 });
    await chat();
    expect(await prompts()).toEqual([null, null, null]);
  });

  it("is shown to its owner alone", async () => {
    const { served, chat } = await openHome();
    await chat();
    const token = await served.tokenFor("n8n", "program", "gateway.operate");
    await chat({}, { token });
    const shown = async (wish: Wish) => (await served.ask("/gateway/interactions", wish)).json()["interactions"];
    expect(await shown({ token })).toMatchObject([{ caller: "program:n8n" }]);
    expect(await shown({})).toMatchObject([{ caller: "person:owner" }]);
  });

  it("is told to preferences: calls, and a regeneration that is recognised by itself", async () => {
    const { served, chat } = await openHome();
    const host = served.test.kernel.hostOf("test");
    const told: unknown[] = [];
    host.on(interactionNoted, ({ id, model, task, outcome }) => void told.push({ id, model, task, outcome }));
    const judged: unknown[] = [];
    host.on(interactionJudged, ({ id, outcome, reason }) => void judged.push({ id, outcome, reason }));
    const dialogue = [{ role: "user", content: "Hello" }, { role: "assistant", content: "Hello!" }, ...MESSAGES];
    const first = await chat({ messages: dialogue, stream: true });
    // The pause that a person needs to read an answer, after which the same is no program's retry.
    await new Promise((resolve) => setTimeout(resolve, 800));
    await chat({ messages: dialogue, stream: true });
    const id = first.headers["x-hydra-interaction"];
    await expect.poll(() => told).toHaveLength(2);
    expect(told[0]).toEqual({ id, model: "small-1b", task: expect.any(String), outcome: null });
    await expect.poll(() => judged).toEqual([{ id, outcome: "regenerated", reason: expect.stringContaining("without its last answer") }]);
  });
});

describe("a local GPU", () => {
  it("is leased while calls use it, and who else holds it is asked to yield", async () => {
    const { served, one } = await openHome({}, { gpu: "tower:0" });
    const host = served.test.kernel.hostOf("test");
    const holder = (): Promise<string | null> => host.leases.holderOf("gpu:tower:0");
    const wanted: unknown[] = [];
    host.on(gpuWanted, (event) => void wanted.push(event));
    one.script = streaming([event({ delta: { content: "Once" } })], "stalls");
    const ask = () => served.open(CHAT, { body: { model: "small-1b", messages: MESSAGES, stream: true } });
    const open = await ask();
    open.on("error", () => undefined);
    await expect.poll(holder).toBe("gateway");
    open.destroy();
    await expect.poll(holder, { timeout: 10_000 }).toBeNull();
    const other = await host.leases.take("gpu:tower:0", "chapters", 60_000);
    expect(other).not.toBeNull();
    const again = await ask();
    again.on("error", () => undefined);
    await expect.poll(() => wanted).toEqual([{ gpu: "tower:0", holder: "chapters" }]);
    again.destroy();
  });
});
