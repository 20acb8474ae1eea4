import type { ContainerEvent } from "../../../../integrations/docker/facts.ts";

/** Who ended a container: a person (or program) through the engine, the engine itself, the program in it, or nobody knows. */
export const STOPPERS = ["person", "docker", "itself", "unknown"] as const;
export type Stopper = (typeof STOPPERS)[number];

/** SIGHUP, SIGUSR1, SIGWINCH and the like tell a program something; these end it. */
const ENDING_SIGNALS = new Set([2, 3, 6, 9, 15]);
/** A stop may wait this long beyond the container's own limit before it dies. */
const SLACK_MS = 10_000;
/** The engine's clock may be ahead of ours by this. */
const CLOCKS_DIFFER_MS = 60_000;
/** A moment that is still to come was noted before the clock was put back, nobody knows how long ago. */
export function isStillToCome(epochMs: number, now: number): boolean {
  return epochMs > now + CLOCKS_DIFFER_MS;
}

/** An engine tells of a SIGKILL that it was asked for immediately before the death; a loaded one takes its time to die. */
const KILLED_WITHIN_MS = 5_000;
const SIGKILL_EXIT = 137;

/** What is known about the watching of an event; epoch ms by Hydra's clock. */
export interface Sight {
  /** Since when every event of the engine was seen. */
  since: number;
  heardAt: number;
  /** The caller through whom Hydra itself did it, or null. */
  actor: string | null;
}

/** What was seen of the last end of a container, as it is kept over a restart of Hydra. */
export interface SeenEnd {
  /** Epoch ms by the engine's clock. */
  at: number;
  by: Stopper;
  /** Hydra itself did it. */
  isOwnAct: boolean;
  /** Deaths that nobody asked for, newest last. */
  deaths: readonly number[];
}

/** What the events of one container say about its last end; fed in order. */
export class StopWatch {
  #lastKill: { at: number; by: Stopper; isOwnAct: boolean } | null = null;
  #died: { at: number; by: Stopper; isOwnAct: boolean } | null = null;
  /** Deaths that nobody asked for, newest last. */
  #deaths: readonly number[] = [];
  /** Also after it was started again. */
  #lastEnd: { at: number; by: Stopper; isOwnAct: boolean } | null = null;
  /** Its start was seen, and everything since: no kill was missed. */
  #isSeenFromStart = false;
  /** What happened up to then was seen by an earlier Hydra, which knew more about it than an event that is told twice. */
  #recalledUntil: number;

  /** @param recalled what an earlier Hydra saw of it */
  constructor(recalled?: SeenEnd) {
    this.#recalledUntil = recalled?.at ?? Number.NEGATIVE_INFINITY;
    if (recalled === undefined) return;
    const { deaths, ...end } = recalled;
    this.#lastEnd = end;
    this.#died = end;
    this.#deaths = deaths;
  }

  /** A first look at it: is what was recalled the end that it shows? It may have run and ended since without anybody looking. */
  confirm({ startedAt, finishedAt, isOver }: { startedAt: number | null; finishedAt: number | null; isOver: boolean }): void {
    const died = this.#died;
    if (died === null || died.at !== this.#recalledUntil) return;
    const isSameRun = startedAt === null || startedAt <= died.at;
    const isSameEnd = finishedAt !== null && Math.abs(finishedAt - died.at) <= SLACK_MS;
    if (!isOver || !isSameRun || !isSameEnd) this.#died = null;
  }

  see(event: ContainerEvent, stopTimeoutSeconds: number, sight: Sight): void {
    if (isStillToCome(this.#recalledUntil, sight.heardAt)) this.#recalledUntil = Number.NEGATIVE_INFINITY;
    if (event.at < this.#recalledUntil || (event.at === this.#recalledUntil && event.action !== "stop")) return;
    const { actor } = sight;
    if (event.action === "kill") {
      if (event.signal === null || ENDING_SIGNALS.has(event.signal))
        this.#lastKill = {
          at: event.at,
          by: actor !== null ? actingAs(actor) : event.isByEngine === true ? "docker" : "person",
          isOwnAct: actor !== null,
        };
    } else if (event.action === "die") {
      const by = actor === null ? this.#judge(event, stopTimeoutSeconds, sight) : actingAs(actor);
      this.#died = { at: event.at, by, isOwnAct: actor !== null };
      this.#lastEnd = this.#died;
      if (actor === null && by !== "person" && by !== "docker") this.#deaths = [...this.#deaths.slice(-19), event.at];
      this.#lastKill = null;
    } else if (event.action === "stop") {
      // The engine says `stop` after it has ended a container because somebody asked, or because it stops itself.
      const died = this.#died;
      if (died !== null && !died.isOwnAct && died.by !== "docker" && event.at - died.at <= SLACK_MS) {
        const { at } = died;
        this.#died = { ...died, by: "person" };
        this.#lastEnd = this.#died;
        this.#deaths = this.#deaths.filter((death) => death !== at);
      }
    } else if (event.action === "start") {
      this.#died = null;
      this.#lastKill = null;
      this.#isSeenFromStart = true;
    }
  }

  /** Events may have been missed: the engine was out of sight. */
  loseSight(): void {
    this.#isSeenFromStart = false;
  }

  /**
   * How often it died since then without anybody asking; counts to 20.
   */
  deathsSince(epochMs: number, now = Number.POSITIVE_INFINITY): number {
    return this.#deaths.filter((at) => at >= epochMs && !isStillToCome(at, now)).length;
  }

  /**
   * When somebody else asked the engine for an end that may not be over: it runs on, or it ended and may be started again by
   * the same call. Epoch ms by the engine's clock; null when nobody did.
   */
  get endAskedAt(): number | null {
    if (this.#lastKill !== null) return this.#lastKill.isOwnAct || this.#lastKill.by !== "person" ? null : this.#lastKill.at;
    return this.#died?.by === "person" && !this.#died.isOwnAct ? this.#died.at : null;
  }

  /** Who ended it, or null while it is not known to have ended. */
  get stoppedBy(): Stopper | null {
    return this.#died?.by ?? null;
  }

  /** Who ended it the last time, also after it was started again; null when no end was seen. */
  get lastStoppedBy(): Stopper | null {
    return this.#lastEnd?.by ?? null;
  }

  /** What has to be known again after a restart of Hydra; null while no end was seen. */
  get seenEnd(): SeenEnd | null {
    return this.#lastEnd === null ? null : { ...this.#lastEnd, deaths: this.#deaths };
  }

  /**
   * Whoever ends a container through the engine is told of before its death: a stop by at most the time that the container
   * is given, a SIGKILL immediately. Where that time was not watched whole, a kill may have been missed.
   */
  #judge(death: ContainerEvent, stopTimeoutSeconds: number, { since, heardAt }: Sight): Stopper {
    const stopMs = stopTimeoutSeconds * 1_000 + SLACK_MS;
    if (this.#lastKill !== null && death.at - this.#lastKill.at <= stopMs) return this.#lastKill.by;
    // The engine's clock may be ahead, and an event may be heard late: the shorter time was watched for certain.
    const watchedMs = Math.min(death.at, heardAt) - since;
    const neededMs = death.exitCode === SIGKILL_EXIT ? Math.min(KILLED_WITHIN_MS, stopMs) : stopMs;
    return this.#isSeenFromStart || watchedMs >= neededMs ? "itself" : "unknown";
  }
}

/** What Hydra does by itself is no person's will, and nobody may take it for one. */
function actingAs(actor: string): Stopper {
  return actor.startsWith("hydra:") ? "unknown" : "person";
}
