import type { Host } from "../../../../kernel/context.ts";
import { isDrillKey } from "../../../../integrations/docker/identity.ts";
import { part } from "../../../../kernel/keys.ts";
import { healingSettings } from "../settings.ts";
import { actsWithinHour } from "../store/attempts.ts";
import { allowanceFor, HOUR_MS, TEN_MINUTES_MS, type Allowance, type CountedAct, type Limits } from "./limits.ts";
import { minuteOfDay, untilWindowMs } from "./windows.ts";

/** When this process did what, by the clock that cannot be put forward: a jump of the wall clock must not free anything. */
const ownActs = part("healing.acts", (_host: Host) => new Map<string, { key: string; atMs: number }>());

function limitsOf(host: Pick<Host, "settings">): Limits {
  const { perContainerPerHour, backOffSeconds, perTenMinutes } = host.settings(healingSettings);
  return { perContainerPerHour, backOffMs: backOffSeconds * 1_000, perTenMinutes };
}

type World = Pick<Host, "part" | "clock" | "store" | "db" | "settings">;

/** Note that Hydra acts now. */
export function countAct(host: Pick<Host, "part" | "clock">, id: string, key: string): void {
  host.part(ownActs).set(id, { key, atMs: host.clock.monotonicMs() });
}

/** What Hydra did by itself within the hour: by the store, so that it holds over restarts, and by what this process knows. */
async function countedActs(host: World): Promise<CountedAct[]> {
  const own = host.part(ownActs);
  const now = host.clock.now();
  const nowMs = host.clock.monotonicMs();
  for (const [id, { atMs }] of own) if (nowMs - atMs >= HOUR_MS) own.delete(id);
  const stored = await actsWithinHour(host);
  const ages = new Map(stored.map(({ id, key, at }) => [id, { key, agoMs: now - at }]));
  for (const [id, { key, atMs }] of own) {
    const agoMs = Math.min(nowMs - atMs, ages.get(id)?.agoMs ?? Number.POSITIVE_INFINITY);
    ages.set(id, { key, agoMs });
  }
  return [...ages.values()];
}

/** May Hydra act on this container now, by its limits and its hours? */
export async function mayAct(host: World, key: string): Promise<Allowance> {
  const waitMs = untilWindowMs(host.settings(healingSettings).windows, minuteOfDay(host.clock.now()));
  if (waitMs > 0) return { waitMs, reason: "it may act by itself only in the hours that were set", isBackOff: false };
  return allowanceFor(key, await countedActs(host), limitsOf(host));
}

/** How much of each limit is used now. */
export async function usedLimits(host: World) {
  const { windows } = host.settings(healingSettings);
  const limits = limitsOf(host);
  const acts = await countedActs(host);
  const withinHour = acts.filter(({ agoMs }) => agoMs < HOUR_MS);
  const counts = Map.groupBy(withinHour, ({ key }) => key);
  return {
    windows: [...windows],
    isInWindow: untilWindowMs(windows, minuteOfDay(host.clock.now())) === 0,
    everything: {
      acts: acts.filter(({ key, agoMs }) => !isDrillKey(key) && agoMs < TEN_MINUTES_MS).length,
      limit: limits.perTenMinutes,
      withinSeconds: TEN_MINUTES_MS / 1_000,
    },
    containers: [...counts].map(([key, own]) => {
      const { waitMs, reason } = allowanceFor(key, acts, limits);
      return { key, acts: own.length, limit: limits.perContainerPerHour, nextInSeconds: Math.ceil((waitMs ?? 0) / 1_000), reason };
    }),
  };
}
