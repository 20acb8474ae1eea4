import type { Host } from "../../../../kernel/context.ts";
import { part } from "../../../../kernel/keys.ts";
import { healingSettings } from "../settings.ts";
import { actsWithinHour } from "../store/attempts.ts";
import { allowanceFor, HOUR_MS, type Allowance, type CountedAct, type Limits } from "./limits.ts";
import { minuteOfDay, untilWindowMs } from "./windows.ts";

/** When this process did what, by the clock that cannot be put forward: a jump of the wall clock must not free anything. */
const ownActs = part("healing.acts", (_host: Host) => new Map<string, { key: string; atMs: number }>());

export function limitsOf(host: Pick<Host, "settings">): Limits {
  const { perContainerPerHour, backOffSeconds, perTenMinutes } = host.settings(healingSettings);
  return { perContainerPerHour, backOffMs: backOffSeconds * 1_000, perTenMinutes };
}

/** Note that Hydra acts now. */
export function countAct(host: Pick<Host, "part" | "clock">, id: string, key: string): void {
  host.part(ownActs).set(id, { key, atMs: host.clock.monotonicMs() });
}

/** What Hydra did by itself within the hour: by the store, so that it holds over restarts, and by what this process knows. */
export async function countedActs(host: Host): Promise<CountedAct[]> {
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
export async function mayAct(host: Host, key: string): Promise<Allowance> {
  const waitMs = untilWindowMs(host.settings(healingSettings).windows, minuteOfDay(host.clock.now()));
  if (waitMs > 0) return { waitMs, reason: "it may act by itself only in the hours that were set", isBackOff: false };
  return allowanceFor(key, await countedActs(host), limitsOf(host));
}
