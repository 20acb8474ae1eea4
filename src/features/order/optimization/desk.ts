import type { Host } from "../../../kernel/context.ts";
import { part } from "../../../kernel/keys.ts";
import { follow, type Followed } from "./effects/follow.ts";
import { LoadedModels } from "./gathering/models.ts";
import { gather, type Gathered } from "./gathering/world.ts";
import { loadFollowed, saveFollowed } from "./store.ts";
import { assess } from "./suggestions/all.ts";
import { DAY_MS, HOUR_MS } from "./suggestions/assessment.ts";

/** Whoever asks sees nothing older; whoever asks again and again does not make it look again and again. */
const FRESH_MS = 20_000;
/** How long something that was done stands in the list with what came of it. */
const SHOWN_MS = 14 * DAY_MS;

/** What could be better, followed from the first finding to what came of it. */
export class OptimizationDesk {
  readonly loaded: LoadedModels;
  readonly #host: Host;
  readonly #since: number;
  #followed: Map<string, Followed> | null = null;
  #found = new Set<string>();
  #last: { gathered: Gathered; atMs: number } | null = null;
  #look: Promise<void> | null = null;

  constructor(host: Host) {
    this.#host = host;
    this.#since = host.clock.now();
    this.loaded = new LoadedModels(host);
  }

  /** Look unless that was a moment ago. Those who ask meanwhile wait for the same look. */
  async current(): Promise<{ followed: Followed[]; gathered: Gathered | null }> {
    if (this.#last === null || this.#host.clock.monotonicMs() - this.#last.atMs > FRESH_MS) await this.look();
    const now = this.#host.clock.now();
    const followed = [...(this.#followed?.values() ?? [])].filter(({ id, appliedAt }) =>
      appliedAt === null ? this.#found.has(id) : now - appliedAt <= SHOWN_MS,
    );
    return { followed, gathered: this.#last?.gathered ?? null };
  }

  look(): Promise<void> {
    this.#look ??= this.#lookNow().finally(() => {
      this.#look = null;
    });
    return this.#look;
  }

  async #lookNow(): Promise<void> {
    const host = this.#host;
    await this.loaded.look();
    const followed = (this.#followed ??= new Map((await loadFollowed(host)).map((one) => [one.id, one])));
    const gathered = await gather(host, this.#since, (id) => followed.get(id)?.appliedAt ?? null);
    const now = host.clock.now();
    const changed: Followed[] = [];
    const forgotten: string[] = [];
    const found = new Set<string>();
    for (const seen of assess(gathered.world)) {
      const before = followed.get(seen.id) ?? null;
      const after = follow(before, seen, now);
      if (seen.finding !== null) found.add(seen.id);
      if (after === before) continue;
      if (after === null) {
        followed.delete(seen.id);
        forgotten.push(seen.id);
      } else {
        followed.set(seen.id, after);
        if (isWorthWriting(before, after)) changed.push(after);
      }
    }
    await saveFollowed(host, changed, forgotten);
    this.#found = found;
    this.#last = { gathered, atMs: host.clock.monotonicMs() };
  }
}

/** Numbers move with every look; after a crash an hour of them is no loss. */
function isWorthWriting(before: Followed | null, after: Followed): boolean {
  if (before === null || before.appliedAt !== after.appliedAt || before.setting !== after.setting) return true;
  return Math.floor(before.seenAt / HOUR_MS) !== Math.floor(after.seenAt / HOUR_MS) || (before.after === null) !== (after.after === null);
}

export const optimizationDesk = part("optimization.desk", (host) => new OptimizationDesk(host));
