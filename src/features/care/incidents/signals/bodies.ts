import type { IncidentSubject } from "../events.ts";

/** A container as its events tell of it. */
export interface Body {
  id: string;
  key: string;
  node: string;
  name: string;
  project: string | null;
}

/** What `hydra rollback` moves out of the way: its own way back, not a thing that anybody misses. */
const ASIDE = ".hydra-before-";

export function isAside(name: string): boolean {
  return name.includes(ASIDE);
}

export function subjectOf({ key, node, project, name }: Body): IncidentSubject {
  return { kind: "container", key, node, project, name };
}

/** Which container stands for an identity now. */
export class Bodies {
  readonly #byKey = new Map<string, Body>();
  /** Those that were there when Hydra first looked and were not seen well since. */
  readonly #neverWell = new Set<string>();

  see({ id, key, node, name, project }: Body): void {
    if (!isAside(name)) this.#byKey.set(key, { id, key, node, name, project });
  }

  /** It was there when Hydra first looked: whether it is well has to show. */
  foundThere({ key }: Body): void {
    this.#neverWell.add(key);
  }

  seenWell(key: string): void {
    this.#neverWell.delete(key);
  }

  wasNeverWell(key: string): boolean {
    return this.#neverWell.has(key);
  }

  /** It is gone; one that took its place in the meantime stays. */
  forget({ id, key }: Body): void {
    if (this.#byKey.get(key)?.id === id) this.#byKey.delete(key);
  }

  get(key: string): Body | undefined {
    return this.#byKey.get(key);
  }

  named(node: string, name: string): Body | undefined {
    return [...this.#byKey.values()].find((body) => body.node === node && body.name === name);
  }

  get all(): Body[] {
    return [...this.#byKey.values()];
  }
}
