import { z } from "zod";
import { integration } from "../../kernel/integration.ts";
import { settings } from "../../kernel/keys.ts";
import { readSecret, SecretRef } from "../../kernel/secrets.ts";
import { HttpUpstreams } from "./client.ts";
import { UPSTREAM_KINDS } from "./facts.ts";

const plainUrl = z.url({ protocol: /^https?$/ }).refine((url) => !url.includes("@"), {
  error: "a user or password does not belong in the address: use key",
});

export const upstreamSettings = settings(
  "upstreams",
  z.strictObject({
    servers: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: "a name is lower case letters, digits and -" }),
          url: plainUrl.describe("base address, for example http://tower:11434 or https://api.openai.com/v1; without a path, /v1 is meant"),
          key: SecretRef.optional().describe("API key"),
          kind: z.enum(UPSTREAM_KINDS).default("openai").describe("which program it is: some tell more about their models"),
          gpu: z
            .string()
            .regex(/^[\w.:-]{1,80}$/)
            .optional()
            .describe("the local GPU that serves it, for example tower:0: calls hold its lease"),
        }),
      )
      .max(50)
      .default([])
      .refine((servers) => new Set(servers.map(({ name }) => name)).size === servers.length, { error: "each name only once" })
      .describe("OpenAI-compatible servers, the preferred one first"),
    everySeconds: z.int().min(5).max(3_600).default(30).describe("how often each is asked for its models"),
  }),
);

export const upstreams = integration({
  name: "upstreams",
  about: "Servers of language models that speak OpenAI's API: LiteLLM, Ollama, TabbyAPI, vLLM, llama.cpp, OpenAI",
  settings: upstreamSettings,
  hint: "Name at least one server under upstreams.servers in hydra.yaml: { name: ollama, url: http://localhost:11434, kind: ollama }.",
  async connect(host) {
    const { servers, everySeconds } = host.settings(upstreamSettings);
    if (servers.length === 0) return null;
    const client = new HttpUpstreams(
      servers.map(({ name, url, kind, key, gpu }) => ({
        name,
        url,
        kind,
        key: key === undefined ? null : readSecret(key),
        gpu: gpu ?? null,
      })),
      host.http,
      host.clock,
    );
    // The first turn of what is repeated comes a moment later; models are wanted from the start.
    host.background("first look", (signal) => client.look(signal));
    host.every("look", everySeconds * 1_000, (signal) => client.look(signal));
    return {
      client,
      async probe() {
        await client.look();
        const states = client.states();
        const ill = states.filter(({ failure }) => failure !== null);
        const count = client.models().length;
        return {
          status: ill.length === 0 ? "well" : ill.length === states.length ? "unwell" : "degraded",
          detail: [
            `${states.length - ill.length} of ${states.length} answer, ${count} models`,
            ...ill.map(({ name, failure }) => `${name}: ${failure}`),
          ].join("; "),
        };
      },
      close: async () => client.close(),
    };
  },
});
