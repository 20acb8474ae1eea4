import type { ContainerEvent } from "../../../../integrations/docker/facts.ts";

/** Who ended a container: a person (or program) through the engine, the engine itself, the program in it, or nobody knows. */
export const STOPPERS = ["person", "docker", "itself", "unknown"] as const;
export type Stopper = (typeof STOPPERS)[number];

/** SIGHUP, SIGUSR1, SIGWINCH and the like tell a program something; these end it. */
const ENDING_SIGNALS = new Set([2, 3, 6, 9, 15]);
/** A stop may wait this long beyond the container's own limit before it dies. */
const SLACK_MS = 10_000;
/** How long before a death the events must reach back for "nobody killed it" to be known. */
const LOOK_BACK_MS = 60_000;

/** What the events of one container say about its last end; fed in order. */
export class StopWatch {
  #lastKillAt: number | null = null;
  #died: { at: number; by: Stopper } | null = null;
  /** Deaths that nobody asked for, newest last. */
  #deaths: number[] = [];

  /**
   * @param seenSince since when every event of the engine was seen, epoch ms: an end whose time before was not
   *   watched is `unknown`, since a kill may have been missed
   */
  see(event: ContainerEvent, stopTimeoutSeconds: number, seenSince: number): void {
    if (event.action === "kill") {
      if (event.signal === null || ENDING_SIGNALS.has(event.signal)) this.#lastKillAt = event.at;
    } else if (event.action === "die") {
      this.#died = { at: event.at, by: this.#judge(event, stopTimeoutSeconds, seenSince) };
      if (this.#died.by !== "person") this.#deaths = [...this.#deaths.slice(-19), event.at];
      this.#lastKillAt = null;
    } else if (event.action === "stop") {
      // The engine says `stop` after it has ended a container because somebody asked.
      if (this.#died !== null && event.at - this.#died.at <= SLACK_MS) {
        const { at } = this.#died;
        this.#died = { at, by: "person" };
        this.#deaths = this.#deaths.filter((death) => death !== at);
      }
    } else if (event.action === "start") {
      this.#died = null;
      this.#lastKillAt = null;
    }
  }

  /** How often it died since then without anybody asking; counts to 20. */
  deathsSince(epochMs: number): number {
    return this.#deaths.filter((at) => at >= epochMs).length;
  }

  /** Who ended it, or null while it is not known to have ended. */
  get stoppedBy(): Stopper | null {
    return this.#died?.by ?? null;
  }

  #judge(death: ContainerEvent, stopTimeoutSeconds: number, seenSince: number): Stopper {
    if (this.#lastKillAt !== null && death.at - this.#lastKillAt <= stopTimeoutSeconds * 1_000 + SLACK_MS) return "person";
    return death.at - seenSince >= LOOK_BACK_MS || seenSince === 0 ? "itself" : "unknown";
  }
}
