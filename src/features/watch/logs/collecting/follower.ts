import type { ContainerFacts, LogLine } from "../../../../integrations/docker/facts.ts";
import type { DockerHost, LogRequest } from "../../../../integrations/docker/hosts.ts";
import { messageOf } from "../../../../kernel/errors.ts";
import type { LineOwner } from "./line-queue.ts";
import type { SourceIdentity } from "../thread/messages.ts";

/** How collecting one container goes. `unreadable`: the engine gives no lines; it is tried again. */
export type FollowState = "waiting" | "catching-up" | "following" | "ended" | "unreadable";

/** What a follower needs of the collector. */
export interface Intake {
  readonly linesPerContainer: number;
  /** Everything that was put before is counted in `lastAt`. */
  attach(identity: SourceIdentity): Promise<{ sourceId: number; lastAt: number | null }>;
  /** Never waits: old lines make room. `mayRepeat`: it may have been put before, in an earlier reading. */
  put(owner: LineOwner, line: LogLine, mayRepeat: boolean): void;
  /** Until there is room. For lines that the engine keeps anyway. */
  room(signal: AbortSignal): Promise<void>;
  /** One at a time reads history, so that a start with fifty containers does not fill the memory. */
  takeTurn(signal: AbortSignal): Promise<() => void>;
}

const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const GOOD_RUN_MS = 60_000;
/** An engine that never ends its history keeps the others waiting no longer than this. */
const LONGEST_TURN_MS = 3_000;

/**
 * Reads the lines of one container for as long as it exists: first what it wrote before, at the pace of the index, then
 * what it writes, as it comes. After a gap (a restart of it, of the engine, of Hydra) it goes on where it was.
 */
export class Follower {
  readonly host: DockerHost;
  readonly identity: SourceIdentity;
  facts: ContainerFacts;
  state: FollowState = "waiting";
  /** Why it is unreadable, or null. */
  problem: string | null = null;
  readonly #intake: Intake;
  #owner: LineOwner | null = null;
  #since: number | null = null;
  #ending: AbortController | null = null;
  #changes = 0;
  #wake: () => void = () => undefined;

  constructor(host: DockerHost, facts: ContainerFacts, identity: SourceIdentity, intake: Intake) {
    this.host = host;
    this.facts = facts;
    this.identity = identity;
    this.#intake = intake;
  }

  /** Its number in the index; null before it attached. */
  get sourceId(): number | null {
    return this.#owner?.sourceId ?? null;
  }

  start(): void {
    if (this.#ending !== null) return;
    const ending = new AbortController();
    this.#ending = ending;
    void this.#run(ending.signal);
  }

  /** Stop reading; `start` goes on where it was. */
  stop(): void {
    this.#ending?.abort();
    this.#ending = null;
    this.state = "waiting";
  }

  /** The engine told something new about it. */
  see(facts: ContainerFacts): void {
    const isNews = facts.state !== this.facts.state || facts.startedAt !== this.facts.startedAt;
    this.facts = facts;
    if (isNews) this.poke();
  }

  /** Look again now: it changed, or its engine is back. */
  poke(): void {
    this.#changes += 1;
    this.#wake();
  }

  async #run(signal: AbortSignal): Promise<void> {
    let pauseMs = SHORTEST_PAUSE_MS;
    while (!signal.aborted) {
      const seen = this.#changes;
      const wasLive = isLive(this.facts);
      const startedMs = performance.now();
      try {
        await this.#read(wasLive, signal);
        this.problem = null;
        if (!signal.aborted) this.state = "ended";
      } catch (error) {
        if (signal.aborted) return;
        this.state = "unreadable";
        this.problem = messageOf(error);
      }
      if (performance.now() - startedMs > GOOD_RUN_MS) pauseMs = SHORTEST_PAUSE_MS;
      // A container that does not run and was read to its end has nothing to say until it starts.
      const isDone = this.problem === null && !wasLive;
      await this.#pause(seen, isDone ? null : pauseMs, signal);
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
      if (this.#changes !== seen) pauseMs = SHORTEST_PAUSE_MS;
    }
  }

  async #read(isRunning: boolean, signal: AbortSignal): Promise<void> {
    const giveTurn = await this.#intake.takeTurn(signal);
    const longest = setTimeout(giveTurn, LONGEST_TURN_MS).unref();
    try {
      this.state = "catching-up";
      for await (const line of await this.#lines({ signal })) {
        if (signal.aborted) return;
        this.#put(line);
        await this.#intake.room(signal);
      }
    } finally {
      clearTimeout(longest);
      giveTurn();
    }
    if (!isRunning || signal.aborted) return;
    const lines = await this.#lines({ signal, follow: true });
    this.state = "following";
    for await (const line of lines) {
      if (signal.aborted) return;
      this.#put(line);
    }
  }

  /** Lines from where the index is. */
  async #lines(request: LogRequest): Promise<AsyncIterable<LogLine>> {
    const { sourceId, lastAt } = await this.#intake.attach(this.identity);
    this.#owner = { sourceId, key: this.identity.key };
    this.#since = lastAt;
    return this.host.logs(this.facts.id, {
      ...request,
      tail: this.#intake.linesPerContainer,
      ...(lastAt === null ? {} : { since: lastAt }),
    });
  }

  #put(line: LogLine): void {
    if (this.#owner !== null) this.#intake.put(this.#owner, line, this.#since !== null && line.at <= this.#since);
  }

  /** Until something changes, or for a while. */
  async #pause(seen: number, ms: number | null, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#changes !== seen) return;
    await new Promise<void>((resolve) => {
      const timer = ms === null ? undefined : setTimeout(resolve, ms).unref();
      const end = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.#wake = end;
      signal.addEventListener("abort", end, { once: true });
    });
  }
}

export function isLive({ state }: Pick<ContainerFacts, "state">): boolean {
  return state === "running" || state === "paused" || state === "restarting";
}
