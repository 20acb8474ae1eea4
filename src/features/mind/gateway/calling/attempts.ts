import type { Readable } from "node:stream";
import type { Upstreams } from "../../../../integrations/upstreams/facts.ts";
import type { Clock } from "../../../../kernel/clock.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { parseJson, readWhole, StreamReader, type AnswerReading } from "../reading/answer.ts";
import type { Target } from "./targets.ts";
import { judgeStatus } from "./verdict.ts";

export interface Wish {
  path: "/chat/completions" | "/embeddings";
  isStreamed: boolean;
  /** The body with this model's name in it. */
  bodyFor(model: string): string | Uint8Array;
  signal: AbortSignal;
  headTimeoutMs: number;
  silenceTimeoutMs: number;
}

/** A server has begun to answer: whole, or with the first pieces of a stream. */
export type Begun = { target: Target; tries: number; firstByteMs: number } & (
  | { kind: "whole"; status: number; mediaType: string; bytes: Buffer; value: unknown; reading: AnswerReading | null }
  | { kind: "stream"; first: readonly Buffer[]; rest: AsyncIterator<Buffer>; reader: StreamReader }
);

/** All failed. `target` is the server whose failure is told. */
export interface Failed {
  kind: "failed";
  failure: HydraError;
  target: Target | null;
  tries: number;
}

const MOST_BYTES = 1_048_576;
/** A stream that has shown no event by then is none. */
const MOST_BYTES_TO_SNIFF = 65_536;

/**
 * Ask one server after the other until one begins to answer. Nothing has reached the caller before that, so the next may
 * be asked after any failure; afterwards nobody else can go on with the answer.
 * @throws whatever ends it when the caller has gone away
 */
export async function attempt(
  upstreams: Upstreams,
  targets: readonly Target[],
  wish: Wish,
  clock: Clock,
  hold: (target: Target) => () => void,
): Promise<(Begun & { release(): void }) | Failed> {
  const failures: { failure: HydraError; target: Target }[] = [];
  const startedMs = clock.monotonicMs();
  for (const target of targets) {
    const release = hold(target);
    try {
      const begun = await ask(upstreams, target, wish, clock);
      return { ...begun, tries: failures.length + 1, firstByteMs: clock.monotonicMs() - startedMs, release };
    } catch (error) {
      release();
      if (!(error instanceof HydraError) || wish.signal.aborted) throw error;
      failures.push({ failure: error, target });
    }
  }
  return { kind: "failed", tries: failures.length, ...mostTelling(failures) };
}

type Answered = Begun extends infer Each ? (Each extends unknown ? Omit<Each, "tries" | "firstByteMs"> : never) : never;

async function ask(upstreams: Upstreams, target: Target, wish: Wish, clock: Clock): Promise<Answered> {
  const { path, signal, headTimeoutMs, silenceTimeoutMs } = wish;
  const fail = (failure: HydraError, isWell: boolean, pauseMs = 0): never => {
    if (!signal.aborted) upstreams.note(target.upstream, { isWell, pauseMs });
    throw failure;
  };
  const reply = await upstreams
    .open({
      upstream: target.upstream,
      path,
      body: wish.bodyFor(target.model),
      signal,
      headTimeoutMs,
      silenceTimeoutMs,
      isWhole: !wish.isStreamed,
    })
    .catch((error: unknown) => {
      // A circuit that is open says so itself, and that is no new failure.
      if (error instanceof HydraError && error.detail.retryAfterSeconds !== undefined) throw error;
      return fail(asUpstream(error, target), false);
    });
  const mediaType = reply.headers["content-type"] ?? "application/octet-stream";
  const isSuccess = reply.status >= 200 && reply.status < 300;
  if (isSuccess && wish.isStreamed) {
    if (!mediaType.startsWith("text/event-stream")) {
      reply.body.destroy();
      return fail(new HydraError("upstream_failed", `${target.upstream} was asked for a stream and answered ${mediaType}.`), false);
    }
    try {
      const sniffed = await sniff(reply.body, target);
      return { kind: "stream", target, ...sniffed };
    } catch (error) {
      reply.body.destroy();
      return fail(asUpstream(error, target), false);
    }
  }
  const bytes = reply.bytes ?? (await readBytes(reply.body, target).catch((error: unknown) => fail(asUpstream(error, target), false)));
  const verdict = judgeStatus(target.upstream, reply.status, reply.headers, isSuccess ? "" : bytes.toString("utf8"), clock.now());
  if (verdict.kind === "next") return fail(verdict.failure, verdict.isWell, verdict.pauseMs);
  const value = parseJson(bytes.toString("utf8"));
  if (verdict.kind === "refusal") {
    upstreams.note(target.upstream, { isWell: true });
    return { kind: "whole", target, status: reply.status, mediaType, bytes, value, reading: null };
  }
  const reading = path === "/chat/completions" ? readWhole(value) : null;
  const lie = reading === null ? (isEmbedding(value) ? null : "what it sent are no embeddings") : reading.failure;
  if (lie !== null) return fail(new HydraError("upstream_failed", `${target.upstream} answered wrongly: ${lie.slice(0, 300)}.`), false);
  upstreams.note(target.upstream, { isWell: true });
  return { kind: "whole", target, status: reply.status, mediaType, bytes, value, reading };
}

/** Read until the first event shows what the stream is. @throws HydraError when it is none, or begins with a failure */
async function sniff(
  body: Readable,
  { upstream }: Target,
): Promise<{ first: Buffer[]; rest: AsyncIterator<Buffer>; reader: StreamReader }> {
  const rest = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const reader = new StreamReader();
  const first: Buffer[] = [];
  for (let size = 0; reader.count === 0;) {
    const { done, value } = await rest.next();
    if (done === true) throw new HydraError("upstream_failed", `${upstream} ended its stream before the first event.`);
    first.push(value);
    reader.push(value);
    size += value.byteLength;
    // A comment says that it is at work, and keeps proxies from losing patience: it goes on to the caller at once.
    if (reader.count === 0 && first[0]?.[0] === COLON) break;
    if (size > MOST_BYTES_TO_SNIFF) throw new HydraError("upstream_failed", `${upstream} sent no event in ${size} bytes of its stream.`);
  }
  if (reader.reading.failure !== null)
    throw new HydraError("upstream_failed", `${upstream} answered wrongly: ${reader.reading.failure.slice(0, 300)}.`);
  return { first, rest, reader };
}

const COLON = 58;

/** The body of a refusal, where a stream was asked for. */
async function readBytes(body: Readable, { upstream }: Target): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new HydraError("upstream_failed", `${upstream} refused it with more than ${MOST_BYTES / 1_048_576} MiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isEmbedding(value: unknown): boolean {
  return value !== null && typeof value === "object" && Array.isArray((value as { data?: unknown }).data);
}

/** A connection that breaks off speaks in the system's words. */
function asUpstream(error: unknown, { upstream }: Target): HydraError {
  if (error instanceof HydraError) return error;
  return new HydraError("upstream_failed", `${upstream} broke off in the middle of its answer.`, { cause: error });
}

/** A limit of the servers is more use to the caller than that another one is down; else the first choice speaks. */
function mostTelling(failures: readonly { failure: HydraError; target: Target }[]): Pick<Failed, "failure" | "target"> {
  const limited = failures.find(({ failure }) => failure.code === "rate_limited");
  const nobody = { failure: new HydraError("upstream_failed", "No upstream may be called right now."), target: null };
  return limited ?? failures[0] ?? nobody;
}
