import type { Pair } from "./match.ts";

export interface Sighting extends Pair {
  /** Epoch ms. */
  firstSeen: number;
  lastSeen: number;
  /** In how many looks it was seen. */
  looks: number;
}

/** Seen once may be chance. */
const ENOUGH_LOOKS = 2;
const DAY_MS = 86_400_000;
/** A link outlives its last sight: it is needed most while the other side is down. */
export const KEPT_DAYS = 7;
/** One that was seen once is forgotten sooner. */
const CHANCE_MS = DAY_MS;
/** The last sight is written down no oftener. */
const WRITTEN_EVERY_MS = 3_600_000;
const MOST = 10_000;

/** What a look, or the passing of time, changed. */
export interface Turn {
  /** Links that are known from now on. */
  became: Pair[];
  /** Links that are no longer believed. */
  lapsed: Pair[];
  /** What is to be written down. */
  changed: Sighting[];
}

/** Connections over many looks: which of them are links. */
export class Sightings {
  readonly #all = new Map<string, Sighting & { writtenAt: number }>();

  constructor(kept: readonly Sighting[] = []) {
    for (const sighting of kept) this.#all.set(nameOf(sighting), { ...sighting, writtenAt: sighting.lastSeen });
  }

  /** Believed, in a steady order. */
  get links(): Sighting[] {
    return [...this.#all.values()]
      .filter(isBelieved)
      .map(({ from, to, firstSeen, lastSeen, looks }) => ({ from, to, firstSeen, lastSeen, looks }));
  }

  /** One look at everything. `now` in epoch ms; a clock that was put back takes nothing away. */
  look(pairs: readonly Pair[], now: number): Turn {
    const became: Pair[] = [];
    const changed: Sighting[] = [];
    for (const { from, to } of pairs) {
      const known = this.#all.get(nameOf({ from, to }));
      if (known === undefined && this.#all.size >= MOST) continue;
      const seen = known ?? { from, to, firstSeen: now, lastSeen: now, looks: 0, writtenAt: Number.NEGATIVE_INFINITY };
      seen.looks += 1;
      seen.lastSeen = Math.max(seen.lastSeen, now);
      this.#all.set(nameOf(seen), seen);
      if (seen.looks === ENOUGH_LOOKS) became.push({ from, to });
      if (!isBelieved(seen) || seen.lastSeen - seen.writtenAt < WRITTEN_EVERY_MS) continue;
      seen.writtenAt = seen.lastSeen;
      changed.push({ from, to, firstSeen: seen.firstSeen, lastSeen: seen.lastSeen, looks: seen.looks });
    }
    return { became, lapsed: this.#lapse(now), changed };
  }

  #lapse(now: number): Pair[] {
    const lapsed: Pair[] = [];
    for (const [name, sighting] of this.#all) {
      const keptMs = isBelieved(sighting) ? KEPT_DAYS * DAY_MS : CHANCE_MS;
      if (now - sighting.lastSeen <= keptMs) continue;
      this.#all.delete(name);
      if (isBelieved(sighting)) lapsed.push({ from: sighting.from, to: sighting.to });
    }
    return lapsed;
  }
}

function isBelieved({ looks }: Sighting): boolean {
  return looks >= ENOUGH_LOOKS;
}

function nameOf({ from, to }: Pair): string {
  return `${from} ${to}`;
}
