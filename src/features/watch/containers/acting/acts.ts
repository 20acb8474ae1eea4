import type { ContainerEvent } from "../../../../integrations/docker/facts.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { part } from "../../../../kernel/keys.ts";

/** One container in one deed. A container that is still to be created has no id: it is known by its name. */
export interface Touched {
  node: string;
  id: string | null;
  name: string;
  /**
   * The event that ends what the deed does to it: what is heard after it is the container's own doing. Null: all that is
   * heard while the deed lasts is the deed's.
   */
  last: ContainerEvent["action"] | null;
}

/** An operation of Hydra on containers, from its first step until it was proven. */
export interface Act {
  /** The caller: `person:owner`, `hydra:healing`. */
  actor: string;
  /** Run the part that changes the world: what the containers then do is through the actor. */
  deed<T>(touched: readonly Touched[], run: () => Promise<T>): Promise<T>;
}

/** Events come a little after the answer to the call that caused them; on a loaded machine much later. */
const LINGER_MS = 10_000;

interface Claim extends Touched {
  actor: string;
}

/** What Hydra itself is doing to containers, so that its own restarts are taken neither for an owner's nor for crashes. */
export class Acts {
  readonly #busy = new Map<string, string>();
  readonly #claims = new Set<Claim>();

  /** Names of the containers that are being acted on, by node. */
  get underWay(): readonly { node: string; name: string; actor: string }[] {
    return [...this.#busy].map(([key, actor]) => {
      const [node = "", name = ""] = key.split("\n");
      return { node, name, actor };
    });
  }

  /**
   * Do something to a container that nobody else does anything to meanwhile.
   * @throws HydraError conflict while another act on it is under way
   */
  async run<T>(about: { node: string; name: string }, actor: string, act: (act: Act) => Promise<T>): Promise<T> {
    const key = `${about.node}\n${about.name}`;
    const other = this.#busy.get(key);
    if (other !== undefined)
      throw new HydraError("conflict", `${other} is doing something to ${about.name} right now: look how it ends, then ask again.`);
    this.#busy.set(key, actor);
    try {
      return await act({ actor, deed: (touched, run) => this.#deed(actor, touched, run) });
    } finally {
      this.#busy.delete(key);
    }
  }

  /** Through whom this happened, or null. The last event of a deed is still the deed's; what follows is not. */
  hear(node: string, event: Pick<ContainerEvent, "containerId" | "name" | "action">): string | null {
    const claim = this.#claimOn(node, event.containerId, event.name);
    if (claim === undefined) return null;
    if (claim.last === event.action) this.#claims.delete(claim);
    return claim.actor;
  }

  /** Who is doing something to it, for what is seen without an event. */
  actorOn(node: string, id: string, name: string): string | null {
    return this.#claimOn(node, id, name)?.actor ?? null;
  }

  #claimOn(node: string, id: string, name: string): Claim | undefined {
    const here = [...this.#claims].filter((claim) => claim.node === node);
    return here.find((claim) => claim.id === id) ?? here.find((claim) => claim.id === null && claim.name === name);
  }

  async #deed<T>(actor: string, touched: readonly Touched[], run: () => Promise<T>): Promise<T> {
    const claims = touched.map((each) => ({ ...each, actor }));
    for (const claim of claims) this.#claims.add(claim);
    try {
      return await run();
    } finally {
      const timer = setTimeout(() => {
        for (const claim of claims) this.#claims.delete(claim);
      }, LINGER_MS);
      timer.unref();
    }
  }
}

export const acts = part("containers.acts", () => new Acts());
