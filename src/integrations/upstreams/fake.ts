import { Readable } from "node:stream";
import { HydraError } from "../../kernel/errors.ts";
import type { Integration } from "../../kernel/integration.ts";
import type { UpstreamModel, UpstreamReply, UpstreamRequest, Upstreams, UpstreamState } from "./facts.ts";
import { upstreamSettings } from "./index.ts";

/** A model as an upstream tells of it, with what a test changes. */
export function fakeModel(id: string, changes: Partial<UpstreamModel> = {}): UpstreamModel {
  return {
    id,
    upstream: "fake",
    kind: "chat",
    parametersB: null,
    contextTokens: null,
    createdAt: null,
    isLoaded: null,
    ageMs: 0,
    ...changes,
  };
}

/** A server of language models in memory: `reply` says what it answers, `vectorOf` what a text means. */
export class FakeUpstreams implements Upstreams {
  list: UpstreamModel[];
  /** What was asked of it, oldest first. */
  readonly asked: (Pick<UpstreamRequest, "upstream" | "path"> & { body: string })[] = [];
  failure: "upstream_failed" | "upstream_unauthorized" | null = null;
  reply: (body: string, path: string) => { status: number; mediaType: string; text: string } = (body, path) => {
    const { model, input } = JSON.parse(body) as { model: string; input?: string | string[] };
    if (path === "/embeddings") {
      const data = [input ?? []].flat().map((text, index) => ({ object: "embedding", index, embedding: this.vectorOf(text) }));
      return { status: 200, mediaType: "application/json", text: JSON.stringify({ object: "list", model, data }) };
    }
    const message = { role: "assistant", content: "Hello from the fake." };
    const text = JSON.stringify({ object: "chat.completion", model, choices: [{ index: 0, message, finish_reason: "stop" }] });
    return { status: 200, mediaType: "application/json", text };
  };
  /** Default: eight numbers that depend on the text's letters alone. */
  vectorOf: (text: string) => number[] = (text) => {
    const places = [...text].map((letter) => (letter.codePointAt(0) ?? 0) % 8);
    return Array.from({ length: 8 }, (_, place) => places.filter((each) => each === place).length);
  };

  constructor(...models: (string | UpstreamModel)[]) {
    this.list = models.map((model) => (typeof model === "string" ? fakeModel(model) : model));
  }

  models(): UpstreamModel[] {
    return this.list.map((model) => ({ ...model }));
  }

  states(): UpstreamState[] {
    return [...new Set(this.list.map(({ upstream }) => upstream))].map((name) => ({
      name,
      kind: "openai",
      url: `http://${name}.test/v1`,
      gpu: null,
      circuit: "closed",
      retryInMs: 0,
      ageMs: 0,
      failure: null,
    }));
  }

  async embed({ model, texts }: { model: string; texts: readonly string[] }): Promise<Float32Array[]> {
    this.#refuse();
    if (!this.list.some(({ id }) => id === model)) throw new HydraError("not_found", `No upstream has the model "${model}".`);
    return texts.map((text) => Float32Array.from(this.vectorOf(text)));
  }

  async open({ upstream, path, body, signal }: UpstreamRequest): Promise<UpstreamReply> {
    this.#refuse();
    if (signal?.aborted === true) throw new HydraError("upstream_failed", "The caller went away before the answer came.");
    const text = typeof body === "string" ? body : Buffer.from(body).toString("utf8");
    this.asked.push({ upstream, path, body: text });
    const reply = this.reply(text, path);
    return { status: reply.status, headers: { "content-type": reply.mediaType }, body: Readable.from([Buffer.from(reply.text)]) };
  }

  note(): void {
    // A server in memory has no circuit.
  }

  #refuse(): void {
    if (this.failure !== null) throw new HydraError(this.failure, "The fake upstream was told to fail.");
  }
}

/** An integration `upstreams` for `openTestKernel`. */
export function fakeUpstreamsIntegration(client: Upstreams): Integration {
  const made: Integration<"upstreams"> = {
    name: "upstreams",
    about: "A pretended server of language models",
    settings: upstreamSettings,
    hint: "This is a pretended server.",
    connect: () =>
      Promise.resolve({
        client,
        probe: () => Promise.resolve({ status: "well" as const, detail: "Pretended." }),
        close: () => Promise.resolve(),
      }),
  };
  return made as unknown as Integration;
}
