import type { Host } from "../../../../kernel/context.ts";
import { messageOf } from "../../../../kernel/errors.ts";
import { part } from "../../../../kernel/keys.ts";
import { caseOf, openCases, updateCase, type Case } from "../store/cases.ts";
import { restartDependents } from "./dependents.ts";
import { LOOK_LATER_MS } from "./endings.ts";
import { takeTurn } from "./turn.ts";

/** A look that lies further ahead was set before the clock was put back. */
const LONGEST_REST_MS = 600_000;
/** A ladder has an end; so many turns at once would be a mistake of ours. */
const MOST_TURNS = 12;

/** Goes through the cases: many side by side, one thing at a time for each container. */
export class Steward {
  /** Whose work it is: what people ask for is read and kept as Hydra, and done as the person. */
  readonly host: Host;
  readonly #busy = new Map<string, Promise<unknown>>();
  readonly #again = new Map<string, Set<string>>();

  constructor(host: Host) {
    this.host = host;
  }

  /** Something happened to this incident: see what is to be done. Never waits, never throws. */
  consider(incidentId: string): void {
    this.#consider(incidentId).catch((error: unknown) => {
      this.host.log.warn(
        { incident: incidentId, reason: messageOf(error) },
        "an incident could not be seen to; it is tried again in a moment",
      );
      updateCase(this.host, incidentId, { lookAt: this.host.clock.now() + LOOK_LATER_MS }).catch((failed: unknown) =>
        this.host.log.error({ incident: incidentId, reason: messageOf(failed) }, "and could not be noted for later"),
      );
    });
  }

  /** Cases whose time has come. */
  async tick(): Promise<void> {
    const now = this.host.clock.now();
    const isDue = (at: number | null): boolean => at !== null && (at <= now || at > now + LONGEST_REST_MS);
    for (const { incidentId, lookAt, dependentsAt } of await openCases(this.host))
      if (isDue(lookAt) || isDue(dependentsAt)) this.consider(incidentId);
  }

  async considerAll(): Promise<void> {
    for (const { incidentId } of await openCases(this.host)) this.consider(incidentId);
  }

  /** Do something with a container that nothing else is done with meanwhile: it waits its turn. */
  async alone<T>(key: string, run: () => Promise<T>): Promise<T> {
    for (let before = this.#busy.get(key); before !== undefined; before = this.#busy.get(key)) await before.catch(() => undefined);
    const running = run();
    this.#busy.set(key, running);
    try {
      return await running;
    } finally {
      this.#busy.delete(key);
      const waiting = this.#again.get(key) ?? [];
      this.#again.delete(key);
      for (const incidentId of waiting) this.consider(incidentId);
    }
  }

  async #consider(incidentId: string): Promise<void> {
    const file = await caseOf(this.host, incidentId);
    if (file === null || this.host.stopping.aborted) return;
    const { key } = file.subject;
    if (this.#busy.has(key)) {
      this.#again.set(key, (this.#again.get(key) ?? new Set()).add(incidentId));
      return;
    }
    await this.alone(key, () => this.#seeTo(file));
  }

  async #seeTo({ incidentId }: Case): Promise<void> {
    for (let turns = 0; turns < MOST_TURNS && !this.host.stopping.aborted; turns += 1) {
      const file = await caseOf(this.host, incidentId);
      if (file === null) return;
      const { dependentsAt, isOver } = file;
      if (dependentsAt !== null && (dependentsAt <= this.host.clock.now() || dependentsAt > this.host.clock.now() + LONGEST_REST_MS))
        await restartDependents(this.host, file);
      if (isOver || !(await takeTurn(this.host, file))) return;
    }
  }
}

export const steward = part("healing.steward", (host) => new Steward(host));
