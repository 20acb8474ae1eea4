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
/** How long before a death the events must reach back for "nobody killed it" to be known. */
const LOOK_BACK_MS = 60_000;

/** What the events of one container say about its last end; fed in order. */
export class StopWatch {
  #lastKill: { at: number; by: "person" | "docker" } | null = null;
  #died: { at: number; by: Stopper } | null = null;
  /** Deaths that nobody asked for, newest last. */
  #deaths: number[] = [];
  #lastStoppedBy: Stopper | null = null;
  /** Its start was seen, and everything since: no kill was missed. */
  #isSeenFromStart = false;

  /**
   * @param seenSince since when every event of the engine was seen, epoch ms: an end whose time before was not
   *   watched is `unknown`, since a kill may have been missed
   */
  see(event: ContainerEvent, stopTimeoutSeconds: number, seenSince: number): void {
    if (event.action === "kill") {
      if (event.signal === null || ENDING_SIGNALS.has(event.signal))
        this.#lastKill = { at: event.at, by: event.isByEngine === true ? "docker" : "person" };
    } else if (event.action === "die") {
      const by = this.#judge(event, stopTimeoutSeconds, seenSince);
      this.#died = { at: event.at, by };
      this.#lastStoppedBy = by;
      if (by !== "person" && by !== "docker") this.#deaths = [...this.#deaths.slice(-19), event.at];
      this.#lastKill = null;
    } else if (event.action === "stop") {
      // The engine says `stop` after it has ended a container because somebody asked, or because it stops itself.
      if (this.#died !== null && this.#died.by !== "docker" && event.at - this.#died.at <= SLACK_MS) {
        const { at } = this.#died;
        this.#died = { at, by: "person" };
        this.#lastStoppedBy = "person";
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
   * How often it died since then without anybody asking; counts to 20. What lies beyond now was before the clock was put
   * back, nobody knows how long.
   */
  deathsSince(epochMs: number, now = Number.POSITIVE_INFINITY): number {
    return this.#deaths.filter((at) => at >= epochMs && at <= now + CLOCKS_DIFFER_MS).length;
  }

  /** Who ended it, or null while it is not known to have ended. */
  get stoppedBy(): Stopper | null {
    return this.#died?.by ?? null;
  }

  /** Who ended it the last time, also after it was started again; null when no end was seen. */
  get lastStoppedBy(): Stopper | null {
    return this.#lastStoppedBy;
  }

  #judge(death: ContainerEvent, stopTimeoutSeconds: number, seenSince: number): Stopper {
    if (this.#lastKill !== null && death.at - this.#lastKill.at <= stopTimeoutSeconds * 1_000 + SLACK_MS) return this.#lastKill.by;
    return this.#isSeenFromStart || death.at - seenSince >= LOOK_BACK_MS ? "itself" : "unknown";
  }
}
