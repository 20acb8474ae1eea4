import type { Attempt } from "../monitor/judge.ts";
import { probe } from "./probe.ts";
import type { Limits } from "./connection/exchange.ts";
import type { Target } from "../target.ts";

/** Ask one after the other until somebody answers. An address that nobody can reach is not tried again on its other ports. */
export async function lookUntilAnswered(targets: readonly Target[], limits: Limits): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  const unreachable = new Set<string>();
  for (const target of targets) {
    if (unreachable.has(target.host)) continue;
    const result = await probe(target, limits);
    attempts.push({ target, result });
    if (result.isAnswer || limits.signal.aborted) break;
    if (result.failure === "unreachable") unreachable.add(target.host);
  }
  return attempts;
}

/** Ask everywhere, each address apart, and answer in the order of the targets. */
export async function lookEverywhere(targets: readonly Target[], limits: Limits): Promise<Attempt[]> {
  const results = new Map<Target, Attempt>();
  await Promise.all(
    [...Map.groupBy(targets, ({ host }) => host).values()].map(async (atHost) => {
      for (const target of atHost) {
        const result = await probe(target, limits);
        results.set(target, { target, result });
        if (result.failure === "unreachable" || limits.signal.aborted) break;
      }
    }),
  );
  return targets.map((target) => results.get(target)).filter((attempt) => attempt !== undefined);
}
