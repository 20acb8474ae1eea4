import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../kernel/clock.ts";
import { messageOf } from "../../kernel/errors.ts";
import type { Log } from "../../kernel/log.ts";
import type { EngineClient, Inspected } from "./client.ts";
import { withOomEvent } from "./container-facts.ts";
import { EngineKills } from "./engine-kills.ts";
import { parseEvent, type EventMemory } from "./events.ts";
import type { ContainerEvent } from "./facts.ts";
import { StreamEnded } from "./failures.ts";
import { Looks } from "./looks.ts";
import type { Picture } from "./picture.ts";
import type { ListedContainer } from "./wire.ts";

/** How often, how long; tests are faster. */
export interface Tempo {
  reconcileMs: number;
  /** Where no events come through, looking is all there is. */
  reconcileWithoutEventsMs: number;
  pingMs: number;
  pingTimeoutMs: number;
  restMs: number;
  /** After a death by SIGKILL: an engine notes some milliseconds late that it was for want of memory. */
  lateOomMs: readonly number[];
  firstBackOffMs: number;
  longestBackOffMs: number;
}

export const TEMPO: Tempo = {
  reconcileMs: 60_000,
  reconcileWithoutEventsMs: 10_000,
  pingMs: 15_000,
  pingTimeoutMs: 5_000,
  restMs: 100,
  lateOomMs: [300, 1_500],
  firstBackOffMs: 250,
  longestBackOffMs: 30_000,
};

const PARALLEL_LOOKS = 8;
/** Asked again after a gap, so that nothing falls between. */
const OVERLAP_MS = 1_000;
const SIGKILL_EXIT = 137;

/** The unchanging rest of a container. */
export type Details = Pick<Inspected, "isTty" | "searchPath">;

/** What outlives one connection to an engine. */
export interface Kept {
  clock: Clock;
  log: Log;
  tempo: Tempo;
  picture: Picture;
  memory: EventMemory;
  /** By container id. */
  details: Map<string, Details>;
  /** When the engine last said that a container's memory ran out, by container id. */
  oomAt: Map<string, number>;
  /** Since the last connection the engine itself was away: nothing listened at its address, or a socket of this machine broke. */
  wasAway: boolean;
}

/** One connection to an engine, from the first picture to the loss. */
export class Session {
  readonly client: EngineClient;
  readonly #kept: Kept;
  readonly #signal: AbortSignal;
  readonly #looks: Looks;
  readonly #kills: EngineKills;
  /** How each container stood in the last list that was followed up. */
  readonly #listed = new Map<string, string>();

  constructor(client: EngineClient, kept: Kept, signal: AbortSignal) {
    this.client = client;
    this.#kept = kept;
    this.#signal = signal;
    const isLeftAlone = kept.wasAway && client.engine?.isLiveRestore === false;
    this.#kills = new EngineKills({
      awayUntil: isLeftAlone ? client.engineNow : null,
      takesCalls: () => client.takesCalls(kept.tempo.pingTimeoutMs),
    });
    kept.wasAway = false;
    this.#looks = new Looks((id, event) => this.#look(id, event), { parallel: PARALLEL_LOOKS, restMs: kept.tempo.restMs, signal });
  }

  /** Keep the picture true until the connection is lost. @throws always: why it ended */
  async live(): Promise<never> {
    const { picture, clock, memory } = this.#kept;
    const isFirst = picture.connection.reconciledAt === null && memory.lastAt === null;
    // The picture is that of before: what it does not show may have come meanwhile, until all was looked at again.
    const { engine } = this.client;
    picture.connect({ status: "connected", since: clock.now(), reason: null, engine, reconciledAt: null });
    // An engine whose clock was put back tells nothing of what is, by that clock, still to come.
    const since = memory.lastAt === null ? this.client.engineNow : Math.min(memory.lastAt, this.client.engineNow) - OVERLAP_MS;
    if (isFirst) await this.#hearPast();
    const lines = await this.client.events(since, this.#signal);
    return Promise.race([...(lines === null ? [] : [this.#hear(lines)]), this.#keepReconciled(lines !== null), this.#keepPinging()]);
  }

  /** Look now. @throws EngineFailure */
  look(id: string): Promise<void> {
    return this.#looks.request(id, null, true);
  }

  /** Who stopped what is down now was often said before Hydra came. */
  async #hearPast(): Promise<void> {
    const lines = await this.client.pastEvents(this.client.engineNow, this.#signal);
    for await (const line of lines ?? []) {
      const event = this.#readNew(line);
      if (event === null) continue;
      this.#noteOom(event);
      this.#kept.picture.tellPast(event);
    }
  }

  async #hear(lines: AsyncIterable<string>): Promise<never> {
    for await (const line of lines) {
      const event = this.#readNew(line);
      if (event === null) continue;
      const isByEngine = await this.#kills.isByEngine(event);
      if (this.#signal.aborted) break;
      this.#tell(isByEngine ? { ...event, isByEngine } : event);
      void this.#follow(event);
    }
    throw new StreamEnded();
  }

  #readNew(line: string): ContainerEvent | null {
    const event = parseEvent(line);
    return event !== null && this.#kept.memory.isNew(event, line) ? event : null;
  }

  #tell(event: ContainerEvent): void {
    this.#noteOom(event);
    this.#kept.picture.tell(event);
  }

  #noteOom({ action, containerId, at }: ContainerEvent): void {
    if (action === "oom") this.#kept.oomAt.set(containerId, at);
    if (action === "destroy") this.#kept.oomAt.delete(containerId);
  }

  async #follow(event: ContainerEvent): Promise<void> {
    await this.#quietLook(event.containerId, event);
    if (event.action !== "die" || event.exitCode !== SIGKILL_EXIT) return;
    let waitedMs = 0;
    for (const atMs of this.#kept.tempo.lateOomMs) {
      await sleep(atMs - waitedMs, undefined, { signal: this.#signal, ref: false }).catch(() => undefined);
      waitedMs = atMs;
      if (this.#signal.aborted || this.#kept.picture.containers.get(event.containerId)?.oomKilled !== false) return;
      await this.#quietLook(event.containerId, event);
    }
  }

  async #keepReconciled(hasEvents: boolean): Promise<never> {
    const { tempo, picture, clock } = this.#kept;
    const pauseMs = hasEvents ? tempo.reconcileMs : tempo.reconcileWithoutEventsMs;
    for (;;) {
      await this.#reconcile();
      picture.connect({ ...picture.connection, reconciledAt: clock.now() });
      await sleep(pauseMs * (0.9 + Math.random() * 0.2), undefined, { signal: this.#signal, ref: false });
    }
  }

  /** Look at whatever is not as it was: in the list, or vanished from it, or known to change without a word. */
  async #reconcile(): Promise<void> {
    const { picture } = this.#kept;
    const listed = new Map((await this.client.list()).map((container) => [container.Id, signatureOf(container)]));
    const changed = [...listed]
      .filter(([id, signature]) => this.#listed.get(id) !== signature || isRestless(picture, id))
      .map(([id]) => id);
    const vanished = [...picture.containers.keys()].filter((id) => !listed.has(id));
    const looks = await Promise.all([...changed, ...vanished].map(async (id) => ({ id, isSeen: await this.#quietLook(id, null) })));
    const unseen = new Set(looks.filter(({ isSeen }) => !isSeen).map(({ id }) => id));
    this.#signal.throwIfAborted();
    this.#listed.clear();
    for (const [id, signature] of listed) if (!unseen.has(id)) this.#listed.set(id, signature);
  }

  async #keepPinging(): Promise<never> {
    const { pingMs, pingTimeoutMs } = this.#kept.tempo;
    for (;;) {
      await sleep(pingMs, undefined, { signal: this.#signal, ref: false });
      await this.client.ping(pingTimeoutMs);
    }
  }

  /** One container that cannot be inspected must not take the others with it: the ping decides about the connection. */
  async #quietLook(id: string, event: ContainerEvent | null): Promise<boolean> {
    try {
      await this.#looks.request(id, event);
      return true;
    } catch (error) {
      if (!this.#signal.aborted)
        this.#kept.log.warn({ container: id.slice(0, 12), reason: messageOf(error) }, "a container could not be looked at");
      return false;
    }
  }

  async #look(id: string, event: ContainerEvent | null): Promise<void> {
    const { details, oomAt, picture } = this.#kept;
    const inspected = await this.client.inspect(id);
    if (this.#signal.aborted) return;
    if (inspected === null) details.delete(id);
    else details.set(id, { isTty: inspected.isTty, searchPath: inspected.searchPath });
    picture.put(id, inspected === null ? null : withOomEvent(inspected.facts, oomAt.get(id) ?? null), event);
  }
}

/** What a list says that does not change by itself: `Up 5 minutes (healthy)` without the minutes. */
function signatureOf({ Names, ImageID, State, Status }: ListedContainer): string {
  const said = /\((?:health: )?(\w+)\)/.exec(Status ?? "")?.[1] ?? "";
  return JSON.stringify([Names, ImageID, State, said]);
}

/** Counters and check results move without an event and without a trace in the list. */
function isRestless(picture: Picture, id: string): boolean {
  const facts = picture.containers.get(id);
  return facts === undefined || facts.health === "unhealthy" || facts.health === "starting" || facts.state === "restarting";
}
