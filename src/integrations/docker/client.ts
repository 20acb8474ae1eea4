import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { showAddress, type Address } from "./address.ts";
import { linesOf, parseJson, readText, refuseBadStatus } from "./answers.ts";
import { chooseApiVersion } from "./api-version.ts";
import { digestOf, factsOf, searchPathOf } from "./container-facts.ts";
import { rememberSecretsOf } from "./environment-secrets.ts";
import { EVENT_FILTERS } from "./events.ts";
import type { ContainerFacts, ContainerUsage, EngineFacts, LogLine } from "./facts.ts";
import { EngineFailure, explainNoAnswer, isGone, isRefusal, isRefusalStatus } from "./failures.ts";
import type { LogRequest } from "./hosts.ts";
import { LogReader } from "./log-reader.ts";
import { parseTime, toEngineSeconds } from "./times.ts";
import type { Transport } from "./transport.ts";
import { usageOf } from "./usage.ts";
import { ImageAnswer, InfoAnswer, InspectAnswer, ListAnswer, StatsAnswer, VersionAnswer, type ListedContainer } from "./wire.ts";

const CALL_TIMEOUT_MS = 10_000;
/** An engine answers one-shot stats at its next collection, about a second later; a busy one takes longer. */
const STATS_TIMEOUT_MS = 20_000;
const MOST_KEPT_IMAGES = 500;

/** What is known of a container beside its facts: two things that never change and that nobody else needs. */
export interface Inspected {
  facts: ContainerFacts;
  isTty: boolean;
  /** `PATH`, null when it sets none. */
  searchPath: string[] | null;
}

/** Reading from one engine, in our words. It has no verb that changes anything. */
export class EngineClient {
  /** Null when a proxy does not let Hydra ask for it. */
  readonly engine: EngineFacts | null;
  /** What the engine calls its machine, where it may be asked. */
  readonly machineName: string | null;
  /** The engine's clock when this client was opened, epoch ms. */
  readonly engineNow: number;
  readonly version: string;
  readonly #address: Address;
  readonly #transport: Transport;
  readonly #now: () => number;
  readonly #digests = new Map<string, readonly string[]>();

  private constructor(
    address: Address,
    transport: Transport,
    now: () => number,
    version: string,
    engineNow: number,
    info: InfoAnswer | null,
  ) {
    this.#address = address;
    this.#transport = transport;
    this.#now = now;
    this.version = version;
    this.engineNow = engineNow;
    this.engine = info === null ? null : engineFactsOf(info, version);
    this.machineName = info?.Name ?? null;
  }

  /**
   * Agree on a version and ask who is there.
   * @throws EngineFailure when nobody answers or the engine is older than Hydra can speak to
   */
  static async open(address: Address, transport: Transport, now: () => number): Promise<EngineClient> {
    const ping = await transport.exchange({ method: "GET", path: "/_ping", timeoutMs: CALL_TIMEOUT_MS });
    ping.resume();
    const date = parseTime(ping.headers.date);
    const isEngine = ping.statusCode === 200 || isRefusalStatus(ping.statusCode);
    if (!isEngine)
      throw new EngineFailure(
        `${showAddress(address)} does not answer like a Docker engine (${ping.statusCode}).`,
        ping.statusCode ?? null,
      );
    const plain = new EngineClient(address, transport, now, "", date ?? now(), null);
    const offered = ping.headers["api-version"];
    const spoken =
      typeof offered === "string" ? offered : await plain.#optional(VersionAnswer, "/version").then((answer) => answer?.ApiVersion);
    const version = chooseApiVersion(showAddress(address), spoken);
    const info = await new EngineClient(address, transport, now, version, plain.engineNow, null).#optional(InfoAnswer, "/info");
    return new EngineClient(address, transport, now, version, parseTime(info?.SystemTime) ?? plain.engineNow, info);
  }

  /** Is the engine there? Any answer will do, a refusal too. @throws EngineFailure */
  async ping(timeoutMs: number): Promise<void> {
    const response = await this.#transport.exchange({ method: "GET", path: "/_ping", timeoutMs });
    response.resume();
    const status = response.statusCode ?? 0;
    if (status >= 500)
      throw new EngineFailure(`${showAddress(this.#address)} answers, but the engine behind it does not (${status}).`, status);
  }

  list(): Promise<ListedContainer[]> {
    return this.#get(ListAnswer, "/containers/json?all=1");
  }

  /** Null when there is no such container. */
  async inspect(id: string): Promise<Inspected | null> {
    try {
      const answer = await this.#get(InspectAnswer, `/containers/${encodeURIComponent(id)}/json`);
      const digests = await this.#repoDigests(answer.Image);
      const { Tty, Env, Image } = answer.Config;
      const facts = factsOf(answer, digestOf(Image ?? "", digests));
      rememberSecretsOf(Env ?? [], [facts.name, facts.image]);
      return { facts, isTty: Tty ?? false, searchPath: searchPathOf(Env) };
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  /** @throws EngineFailure also when the container does not run */
  async usage(id: string, signal?: AbortSignal): Promise<ContainerUsage> {
    const path = `/containers/${encodeURIComponent(id)}/stats?stream=false&one-shot=true`;
    const answer = await this.#get(StatsAnswer, path, { timeoutMs: STATS_TIMEOUT_MS, ...(signal === undefined ? {} : { signal }) });
    const usage = usageOf(answer, this.engine?.memoryBytes ?? null);
    if (usage === null) throw new EngineFailure(`The container ${id.slice(0, 12)} does not run: there is nothing to measure.`, null);
    return usage;
  }

  /** Ends quietly when `signal` fires. @throws EngineFailure */
  async *logs(id: string, isTty: boolean, { tail, since, follow = false, signal }: LogRequest): AsyncGenerator<LogLine> {
    const query = new URLSearchParams({ stdout: "1", stderr: "1", timestamps: "1" });
    if (tail !== undefined) query.set("tail", String(tail));
    if (since !== undefined) query.set("since", toEngineSeconds(since));
    if (follow) query.set("follow", "1");
    const reader = new LogReader(isTty, this.#now);
    try {
      const response = await this.#open(`/containers/${encodeURIComponent(id)}/logs?${query}`, {
        isLong: follow,
        ...(signal === undefined ? {} : { signal }),
      });
      for await (const chunk of response as AsyncIterable<Buffer>) yield* reader.push(chunk);
      yield* reader.end();
    } catch (error) {
      if (signal?.aborted !== true) throw this.#failure(error);
    }
  }

  /** Whether the path is there, links followed; null when the engine does not say. A missing container looks like a missing path. */
  async hasPath(id: string, path: string): Promise<boolean | null> {
    const stat = async (path: string): Promise<{ status: number; linkTarget: string }> => {
      const query = new URLSearchParams({ path });
      const target = this.#path(`/containers/${encodeURIComponent(id)}/archive?${query}`);
      const response = await this.#transport.exchange({ method: "HEAD", path: target, timeoutMs: CALL_TIMEOUT_MS });
      response.resume();
      return { status: response.statusCode ?? 0, linkTarget: linkTargetOf(response.headers["x-docker-container-path-stat"]) };
    };
    const found = await stat(path);
    const { status } = found.status === 200 && found.linkTarget !== "" && found.linkTarget !== path ? await stat(found.linkTarget) : found;
    return status === 200 ? true : status === 404 ? false : null;
  }

  /** What the engine still remembers up to a moment of its own clock. */
  pastEvents(untilMs: number, signal: AbortSignal): Promise<AsyncIterable<string> | null> {
    return this.#events(new URLSearchParams({ since: "0", until: toEngineSeconds(untilMs), filters: EVENT_FILTERS }), signal);
  }

  /** Lines of the event stream, from a moment of the engine's clock on; null when a proxy does not let it through. */
  events(sinceMs: number, signal: AbortSignal): Promise<AsyncIterable<string> | null> {
    return this.#events(new URLSearchParams({ since: toEngineSeconds(sinceMs), filters: EVENT_FILTERS }), signal);
  }

  /** Does it take new connections? An engine that stops ends its containers first, and listens to nobody new while it does. */
  async takesCalls(timeoutMs: number): Promise<boolean> {
    try {
      const response = await this.#transport.exchange({ method: "GET", path: "/_ping", timeoutMs, isLong: true });
      response.destroy();
      return (response.statusCode ?? 0) < 500;
    } catch {
      return false;
    }
  }

  async #events(query: URLSearchParams, signal: AbortSignal): Promise<AsyncIterable<string> | null> {
    try {
      return this.#linesOf(await this.#open(`/events?${query}`, { isLong: true, signal }));
    } catch (error) {
      if (isRefusal(error)) return null;
      throw error;
    }
  }

  async *#linesOf(response: IncomingMessage): AsyncGenerator<string> {
    try {
      yield* linesOf(response);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  async #repoDigests(imageId: string): Promise<readonly string[]> {
    const known = this.#digests.get(imageId);
    if (known !== undefined) return known;
    // An image may be removed under its container, and a proxy may not let Hydra ask: then there is no digest to know.
    const answer = await this.#optional(ImageAnswer, `/images/${encodeURIComponent(imageId)}/json`);
    const digests = answer?.RepoDigests ?? [];
    this.#digests.set(imageId, digests);
    if (this.#digests.size > MOST_KEPT_IMAGES) this.#digests.delete(this.#digests.keys().next().value as string);
    return digests;
  }

  /** Null when it is refused or not there. */
  async #optional<S extends z.ZodType>(schema: S, path: string): Promise<z.output<S> | null> {
    try {
      return await this.#get(schema, path);
    } catch (error) {
      if (isRefusal(error) || isGone(error)) return null;
      throw error;
    }
  }

  async #get<S extends z.ZodType>(
    schema: S,
    path: string,
    options: { timeoutMs?: number; signal?: AbortSignal } = {},
  ): Promise<z.output<S>> {
    const { timeoutMs = CALL_TIMEOUT_MS } = options;
    const response = await this.#open(path, options);
    const text = await readText(response, timeoutMs).catch((error: unknown) => Promise.reject(this.#failure(error)));
    const answer = schema.safeParse(parseJson(text));
    if (answer.success) return answer.data;
    const [issue] = answer.error.issues;
    const what = `${path.replace(/\?.*/, "")}: ${issue?.path.join(".")} ${issue?.message}`;
    throw new EngineFailure(
      `${showAddress(this.#address)} answered in words that Hydra does not know (${what}).`,
      response.statusCode ?? null,
    );
  }

  /** The body of a good answer. @throws EngineFailure with the engine's own words otherwise */
  async #open(path: string, options: { timeoutMs?: number; isLong?: boolean; signal?: AbortSignal }): Promise<IncomingMessage> {
    const response = await this.#transport.exchange({ method: "GET", path: this.#path(path), timeoutMs: CALL_TIMEOUT_MS, ...options });
    await refuseBadStatus(this.#address, path, response);
    return response;
  }

  #path(path: string): string {
    return this.version === "" ? path : `/v${this.version}${path}`;
  }

  #failure(error: unknown): EngineFailure {
    return error instanceof EngineFailure ? error : new EngineFailure(explainNoAnswer(this.#address, error), null, error);
  }
}

function engineFactsOf(info: InfoAnswer, apiVersion: string): EngineFacts {
  return {
    engineVersion: info.ServerVersion ?? "",
    apiVersion,
    kernelVersion: info.KernelVersion ?? "",
    operatingSystem: info.OperatingSystem ?? "",
    cpus: info.NCPU ?? 0,
    memoryBytes: info.MemTotal ?? 0,
    cgroupVersion: info.CgroupVersion === "2" ? "2" : "1",
    storageDriver: info.Driver ?? "",
    isLiveRestore: info.LiveRestoreEnabled ?? false,
    // Engines before 24 take their id from a key that two engines of one machine share.
    engineId: `${info.ID ?? ""} ${info.DockerRootDir ?? ""}`,
  };
}

function linkTargetOf(header: string | string[] | undefined): string {
  const stat = typeof header === "string" ? parseJson(Buffer.from(header, "base64").toString("utf8")) : undefined;
  const target = stat !== null && typeof stat === "object" && "linkTarget" in stat ? stat.linkTarget : "";
  return typeof target === "string" ? target : "";
}
