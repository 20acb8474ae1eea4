import { setTimeout as sleep } from "node:timers/promises";
import type { CallContext } from "../../../../kernel/context.ts";
import type { Entry } from "../board.ts";

const LOOK_EVERY_MS = 100;
/** From a death to the start that follows it in the same restart, and until the board shows that. */
const STARTS_WITHIN_MS = 2_000;

type Ending = Pick<Entry, "facts" | "stopWatch" | "host">;

/**
 * Somebody may have asked the engine to stop or restart it a moment ago, and the engine is still at it: not least a Hydra
 * that was killed in mid-restart. Until that is over, nobody can tell by the container whether it was done, and whoever
 * restarts it meanwhile does so twice.
 */
export async function untilEndIsOver(look: () => Ending | undefined, world: Pick<CallContext, "clock" | "signal">): Promise<void> {
  if (await waitWhile(look, world, isEnding)) await waitWhile(look, world, isBehind);
}

/** @returns whether it had to be waited for */
async function waitWhile(
  look: () => Ending | undefined,
  world: Pick<CallContext, "clock" | "signal">,
  isSo: (ending: Ending, now: number) => boolean | Promise<boolean>,
): Promise<boolean> {
  const begun = performance.now();
  for (let hasWaited = false; ; hasWaited = true) {
    const ending = look();
    if (ending === undefined || world.signal.aborted || !(await isSo(ending, world.clock.now()))) return hasWaited;
    // By a clock of our own too: the engine's may be hours away.
    if (performance.now() - begun > lastsMs(ending)) return hasWaited;
    await sleep(LOOK_EVERY_MS, undefined, { signal: world.signal }).catch(() => undefined);
  }
}

function lastsMs({ facts: { state, stopTimeoutSeconds } }: Ending): number {
  return (state === "running" ? stopTimeoutSeconds * 1_000 : 0) + STARTS_WITHIN_MS;
}

function isEnding(ending: Ending, now: number): boolean {
  const askedAt = ending.stopWatch.endAskedAt;
  return askedAt !== null && Math.abs(now - askedAt) <= lastsMs(ending);
}

/** The look that follows an event takes a moment. */
async function isBehind({ facts, host }: Ending): Promise<boolean> {
  const fresh = await host.inspect(facts.id);
  return fresh !== null && (fresh.startedAt !== facts.startedAt || fresh.state !== facts.state);
}
