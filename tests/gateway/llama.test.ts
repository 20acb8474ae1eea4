import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { mind } from "../../src/features/mind/index.ts";
import { upstreams } from "../../src/integrations/upstreams/index.ts";
import { serveTestKernel, type Answer, type Served } from "../../src/doors/testing/served.ts";
import type { Integration } from "../../src/kernel/integration.ts";
import { peer } from "../peers/peers.ts";
import { writeTinyModel } from "./tiny-gguf.ts";

const folder = peer("llama");
const PATIENCE_MS = 60_000;
const CHAT = "/v1/chat/completions";
const MESSAGES = [{ role: "user", content: "Tell me of the sea." }];

describe.skipIf(folder === null)("the gateway before a real llama.cpp", { timeout: PATIENCE_MS }, () => {
  let home: string;
  let llama: ChildProcess;
  let address: string;
  let served: Served;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "hydra-llama-"));
    const model = join(home, "tiny.gguf");
    writeTinyModel(model);
    llama = spawn(process.execPath, [join(import.meta.dirname, "llama-server.mjs"), folder ?? "", model], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    address = `http://127.0.0.1:${await portOf(llama)}`;
    served = await serveTestKernel({
      features: mind.features.filter(({ name }) => ["prompts", "preferences", "routing", "gateway"].includes(name)),
      integrations: [upstreams as unknown as Integration],
      settings: { upstreams: { servers: [{ name: "llama", url: address, kind: "llamacpp" }] } },
    });
    const seen = async (): Promise<void> => {
      const { data } = (await served.ask("/v1/models")).json() as { data: unknown[] };
      if (data.length === 0) throw new Error("the models were not looked at yet");
    };
    await vi.waitFor(seen, { timeout: PATIENCE_MS });
  }, PATIENCE_MS);

  afterAll(async () => {
    await served[Symbol.asyncDispose]();
    llama.kill("SIGKILL");
    await once(llama, "exit");
    await rm(home, { recursive: true, force: true });
  });

  const ask = (wish: object): Promise<Answer> =>
    served.ask(CHAT, { body: { model: "tiny", messages: MESSAGES, temperature: 0, max_tokens: 24, ...wish } });

  it("lists its model with what it says of it", async () => {
    const { data } = (await served.ask("/v1/models")).json();
    expect(data).toMatchObject([{ id: "tiny", contextTokens: 512, isLoaded: true }, { id: "auto" }]);
  });

  it("answers whole and streamed with the same tokens, counted by llama.cpp", async () => {
    const whole = await ask({});
    const { choices, usage } = whole.json() as { choices: { message: { content: string } }[]; usage: { completion_tokens: number } };
    expect([whole.status, usage.completion_tokens]).toEqual([200, 24]);
    const streamed = await ask({ stream: true });
    const events = streamed.text.split("\n\n").filter((event) => event.startsWith("data: {"));
    const text = events
      .map((event) => (JSON.parse(event.slice(6)) as { choices: { delta: { content?: string } }[] }).choices[0]?.delta.content ?? "")
      .join("");
    expect(text).toBe(choices[0]?.message.content);
    expect(streamed.text.trimEnd().endsWith("data: [DONE]")).toBe(true);
    const { interactions } = (await served.ask("/gateway/interactions")).json();
    expect(interactions).toMatchObject([
      { outcome: "answered", isStreamed: true },
      { outcome: "answered", isStreamed: false, answerTokens: 24 },
    ]);
  });

  it("chooses it for auto", async () => {
    const answer = await ask({ model: "auto" });
    expect([answer.status, answer.headers["x-hydra-model"]]).toEqual([200, "tiny"]);
  });

  it("embeds: the same text the same way, in float and by Hydra's own client", async () => {
    const answer = await served.ask("/v1/embeddings", { body: { model: "tiny", input: ["sea", "land", "sea"] } });
    const { data } = answer.json() as { data: { embedding: number[] }[] };
    expect(data.map(({ embedding }) => embedding.length)).toEqual([64, 64, 64]);
    expect(data[0]?.embedding).toEqual(data[2]?.embedding);
    const own = await served.test.kernel
      .hostOf("test")
      .integration("upstreams")
      ?.embed({ model: "tiny", texts: ["sea"] });
    expect(own?.[0]).toEqual(Float32Array.from(data[0]?.embedding ?? []));
  });

  it("tells in llama.cpp's own words that a prompt is too long", async () => {
    const answer = await ask({ messages: [{ role: "user", content: "sea ".repeat(400) }] });
    expect([answer.status, answer.json()["error"]]).toEqual([400, expect.objectContaining({ code: "context_length_exceeded" })]);
  });

  it("stops the generation when the caller goes away", async () => {
    const before = await cancelledAt(address);
    const open = await served.open(CHAT, { body: { model: "tiny", messages: MESSAGES, stream: true, max_tokens: 440, pace_ms: 50 } });
    open.on("error", () => undefined);
    await once(open, "data");
    open.destroy();
    await expect.poll(() => cancelledAt(address), { timeout: PATIENCE_MS }).toBe(before + 1);
    expect((await ask({})).status).toBe(200);
  });

  it("serves many at once, each its own answer", async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, number) => ask({ stream: number % 2 === 0, max_tokens: 8 })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ headers }) => headers["x-hydra-interaction"])).size).toBe(12);
  });
});

/** How many generations llama.cpp broke off, by its own count. */
async function cancelledAt(address: string): Promise<number> {
  const { cancelled } = (await (await fetch(`${address}/cancelled`)).json()) as { cancelled: number };
  return cancelled;
}

async function portOf(program: ChildProcess): Promise<string> {
  let output = "";
  for await (const chunk of program.stdout ?? []) {
    output += String(chunk);
    const port = /port (\d+) is open/.exec(output)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error(`llama.cpp did not start: ${output}`);
}
