import { setTimeout as sleep } from "node:timers/promises";
import type { ContainerFacts, HealthCheck } from "../../../../integrations/docker/facts.ts";
import type { DockerHost, DockerWrites } from "../../../../integrations/docker/hosts.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import type { Act } from "./acts.ts";

export interface Verified {
  /** True or false when its own check said so; null when it has none and simply stayed up, or nobody waited. */
  healthy: boolean | null;
  by: string;
  ms: number;
}

const STAY_UP_MS = 10_000;
const LOOK_EVERY_MS = 200;
const LONGEST_WAIT_MS = 300_000;
const LOOKS_AFTER_REFUSAL = 5;

/** How long a check may take to say healthy: its start period, then every retry, and some slack. */
export function patienceMs(check: HealthCheck): number {
  return Math.min(LONGEST_WAIT_MS, check.startPeriodMs + (check.intervalMs + check.timeoutMs) * (check.retries + 1) + 5_000);
}

function readOnly({ name }: DockerHost): HydraError {
  return new HydraError(
    "not_configured",
    `Hydra may not change anything on ${name}: it was started with --watch-only, or its way to the engine is read-only.`,
  );
}

/** Restart a container and look until it is well, or is known not to be. */
export async function restartAndVerify(host: DockerHost, before: ContainerFacts, act: Act, patience: Patience): Promise<Verified> {
  const started = performance.now();
  const touched = { node: host.name, id: before.id, name: before.name, last: "start" } as const;
  try {
    await act.deed([touched], () => writing(host, (write) => write.restart(before.id)));
  } catch (error) {
    throw (await isBeingRemoved(host, before.id, error)) ? removedMeanwhile(before) : error;
  }
  return lookUntilWell(host, before, started, patience);
}

function removedMeanwhile({ name }: Pick<ContainerFacts, "name">): HydraError {
  return new HydraError("conflict", `${name} was removed while it restarted.`);
}

/** An engine refuses to start what somebody is removing, in words that differ; soon afterwards it is gone. */
async function isBeingRemoved(host: DockerHost, id: string, refusal: unknown): Promise<boolean> {
  if (!(refusal instanceof HydraError) || refusal.code !== "upstream_failed") return false;
  for (let look = 0; look < LOOKS_AFTER_REFUSAL; look += 1) {
    const seen = await host.inspect(id).catch(() => undefined);
    if (seen === null) return true;
    // The engine itself is away: then that is why.
    if (seen === undefined) return false;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}

/** Stop a container and look that it has ended. */
export async function stopAndLook(host: DockerHost, before: ContainerFacts, act: Act): Promise<ContainerFacts> {
  const touched = { node: host.name, id: before.id, name: before.name, last: "stop" } as const;
  await act.deed([touched], () => writing(host, (write) => write.stop(before.id)));
  const after = await host.inspect(before.id);
  if (after === null) throw new HydraError("conflict", `${before.name} was removed while it stopped.`);
  if (after.state === "running") throw new HydraError("conflict", `${before.name} was stopped and somebody started it again at once.`);
  return after;
}

/** @throws HydraError not_configured where Hydra may change nothing */
export async function writing<T>(host: DockerHost, run: (write: DockerWrites) => Promise<T>): Promise<T> {
  if (host.write === null) throw readOnly(host);
  try {
    return await run(host.write);
  } catch (error) {
    // A proxy shows only when asked that it lets nothing be changed; from then on the host has no write verbs.
    throw (host.write as DockerWrites | null) === null ? readOnly(host) : error;
  }
}

/** How long whoever acts looks how it went. */
export interface Patience {
  signal: AbortSignal;
  /** What its check says before this time counts only when it is good: so long its start may take. */
  startMs?: number;
}

/**
 * Look at a container that was just started until it is well, or is known not to be.
 * @param startedMs when the deed began, by `performance.now()`
 */
export async function lookUntilWell(
  host: DockerHost,
  before: Pick<ContainerFacts, "id" | "name" | "healthCheck">,
  startedMs: number,
  { signal, startMs = 0 }: Patience,
): Promise<Verified> {
  const elapsed = (): number => Math.round(performance.now() - startedMs);
  const check = before.healthCheck;
  const patience = check === null ? STAY_UP_MS : Math.max(patienceMs(check), startMs);
  let firstStart: number | null = null;
  while (elapsed() < patience) {
    const now = await host.inspect(before.id);
    if (now === null) throw removedMeanwhile(before);
    if (now.state !== "running")
      return { healthy: false, by: `it is ${now.state}${now.exitCode === null ? "" : ` with exit code ${now.exitCode}`}`, ms: elapsed() };
    firstStart ??= now.startedAt;
    if (now.startedAt !== firstStart) return { healthy: false, by: "it ended and was started again", ms: elapsed() };
    if (check !== null && now.health === "healthy") return { healthy: true, by: "its health check", ms: elapsed() };
    if (check !== null && now.health === "unhealthy" && elapsed() >= startMs)
      return { healthy: false, by: "its health check", ms: elapsed() };
    // The restart is done whoever goes away; only nobody looks any longer how it went.
    if (signal.aborted) return { healthy: null, by: "nobody waited to see", ms: elapsed() };
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return check === null
    ? { healthy: null, by: "stayed up for 10 s", ms: elapsed() }
    : { healthy: false, by: "its health check did not get healthy in time", ms: elapsed() };
}
