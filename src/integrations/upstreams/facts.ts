import type { Readable } from "node:stream";

/** Programs that speak OpenAI's API; each tells more about its models in a way of its own. */
export const UPSTREAM_KINDS = ["openai", "litellm", "ollama", "tabbyapi", "vllm", "llamacpp"] as const;
export type UpstreamKind = (typeof UPSTREAM_KINDS)[number];

/** One model of one upstream, as it was seen last. What the upstream does not tell is null. */
export interface UpstreamModel {
  id: string;
  /** Name of the upstream that has it. */
  upstream: string;
  kind: "chat" | "embedding" | "unknown";
  /** Billions of parameters, as the upstream says or the model's name tells. */
  parametersB: number | null;
  contextTokens: number | null;
  /** When the model was made, epoch seconds. */
  createdAt: number | null;
  isLoaded: boolean | null;
  /** What it takes of GPU memory while it is loaded, as the upstream says. */
  memoryBytes?: number | null;
  /** How long ago the upstream told of it. */
  ageMs: number;
}

export interface UpstreamState {
  name: string;
  kind: UpstreamKind;
  /** Without credentials. */
  url: string;
  /** The local GPU that serves it, as leases name it; null: none, or elsewhere. */
  gpu: string | null;
  /** Closed: calls go through. Open: it failed again and again and is left alone. Limited: it asked for a pause. */
  circuit: "closed" | "open" | "limited";
  /** Milliseconds until it is tried again; 0 while it may be called. */
  retryInMs: number;
  /** Null until it told its models for the first time. */
  ageMs: number | null;
  /** Why the last look at it failed; null when it did not. */
  failure: string | null;
}

export interface UpstreamRequest {
  upstream: string;
  /** Below the base address: `/chat/completions`. */
  path: string;
  /** JSON, as it goes out. */
  body: string | Uint8Array;
  /** Ends the exchange at once, also while the answer is being read. */
  signal?: AbortSignal;
  /** How long the head of the answer may take. */
  headTimeoutMs: number;
  /** How long the answer may be silent between two pieces. */
  silenceTimeoutMs: number;
  /** The whole body is wanted, not its pieces: the reply comes once it is there, as `bytes`. */
  isWhole?: boolean;
}

/** An answer whose body is still to come. Reading it fails when it breaks off or is silent for too long. */
export interface UpstreamReply {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Readable;
  /** All of the body, where the server's client has read it already. */
  bytes?: Buffer;
}

/**
 * The servers of language models that a person has. `models` and `states` are the last picture and ask nobody. `open`
 * and `embed` fail with upstream_failed (no answer, a circuit that is open) or upstream_unauthorized.
 */
export interface Upstreams {
  models(): UpstreamModel[];
  states(): UpstreamState[];
  /** Vectors in the order of the texts, from the first upstream that has the model. @throws HydraError also not_found */
  embed(request: { model: string; texts: readonly string[]; signal?: AbortSignal }): Promise<Float32Array[]>;
  /** Send a body as it is and hand over the answer as it comes, whatever its status. */
  open(request: UpstreamRequest): Promise<UpstreamReply>;
  /** Whoever reads the answer says how it went: failures in a row open the circuit, `pauseMs` asks for a pause. */
  note(upstream: string, outcome: { isWell: boolean; pauseMs?: number }): void;
}

declare module "../../kernel/context.ts" {
  interface IntegrationClients {
    upstreams: Upstreams;
  }
}
