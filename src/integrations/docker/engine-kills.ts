import type { ContainerEvent } from "./facts.ts";

/** What one connection knows of the engine's own life. */
export interface EngineLife {
  /**
   * The engine was away, not only the way to it: until this moment of its clock nobody could ask it for anything. Null when
   * it was not, or when its containers outlive it.
   */
  awayUntil: number | null;
  /** Does it take a new connection now? */
  takesCalls(): Promise<boolean>;
}

/**
 * Tells a kill that somebody asked for from one that is the engine's own doing. Its events say the same for both. But an
 * engine that stops ends its containers only after it has ceased to take calls, and one that was itself killed ends what
 * it left behind before it takes any.
 */
export class EngineKills {
  readonly #life: EngineLife;
  readonly #startedAgain = new Set<string>();
  #isEnding = false;

  constructor(life: EngineLife) {
    this.#life = life;
  }

  /** Feed every event in order. True for a kill that nobody asked for. */
  async isByEngine({ action, containerId, at }: ContainerEvent): Promise<boolean> {
    const { awayUntil } = this.#life;
    const isFromBefore = awayUntil !== null && at < awayUntil;
    if (isFromBefore && action === "start") this.#startedAgain.add(containerId);
    if (action !== "kill") return false;
    if (isFromBefore) return !this.#startedAgain.has(containerId);
    this.#isEnding ||= !(await this.#life.takesCalls());
    return this.#isEnding;
  }
}
