import { setTimeout as sleep } from "node:timers/promises";
import { canonicalJson } from "./canonical.ts";
import { HydraError, messageOf } from "./errors.ts";
import type { AnyContext, Passing } from "./gate.ts";
import type { Job } from "./jobs.ts";
import type { Log } from "./log.ts";
import type { AnyOperation } from "./operation.ts";
import type { KernelServices } from "./services.ts";
import { validate } from "./text-values.ts";

export interface ResumptionParts {
  services: Pick<KernelServices, "jobs" | "registry" | "pause">;
  log: Log;
  contextOf(op: AnyOperation, job: Job): AnyContext;
  /** Run a job again that was begun before. */
  run(passing: Passing, jobId: string): Promise<unknown>;
}

const MAX_TRIES_AFTER_CRASH = 3;
/** Between two looks at a world that cannot be compared yet; a minute in all. */
const COMPARE_PAUSES_MS = [100, 250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

/** Goes on with what a dead process was at: changed world = done, unchanged = again, nothing to compare = nobody knows. */
export class Resumption {
  readonly #parts: ResumptionParts;

  constructor(parts: ResumptionParts) {
    this.#parts = parts;
  }

  /** Side by side: one that takes long must not keep the others waiting for the next start. */
  async resume(interrupted: readonly Job[]): Promise<void> {
    await Promise.all(
      interrupted.map(async (job) => {
        try {
          await this.#resumeOne(job);
        } catch (error) {
          const about = { job: job.id, operation: job.operation, reason: messageOf(error) };
          this.#parts.log.warn(about, "an interrupted job could not be resumed");
        }
      }),
    );
  }

  async #resumeOne(job: Job): Promise<void> {
    const { jobs, registry, pause } = this.#parts.services;
    const op = registry.operations.get(job.operation);
    const unknownEnd = (why: string): Promise<void> => jobs.end(job, "interrupted", why);
    if (op === undefined) return unknownEnd("the operation no longer exists");
    if (job.tries > MAX_TRIES_AFTER_CRASH) return unknownEnd(`stopped ${job.tries - 1} times while running; not tried again`);
    if (op.upload !== undefined) return unknownEnd("Hydra was stopped while this ran, and the bytes that came with it are gone");
    if (op.before === undefined || job.stateBefore === null) return unknownEnd("Hydra was stopped while this ran");
    const ctx = this.#parts.contextOf(op, job);
    const input = validate(op.input, job.input);
    const now = await worldNow(op, input, ctx);
    if (now === null) return unknownEnd("Hydra was stopped while this ran, and what it was about is not to be found");
    if (now !== job.stateBefore) return jobs.end(job, "done", "found done after a restart of Hydra");
    const subject = (await op.subject?.(input, ctx)) ?? null;
    if (job.caller.kind === "hydra" && pause.state().paused) return unknownEnd("Hydra was stopped before this was done, and is paused now");
    const { caller, door, stateBefore } = job;
    await this.#parts.run({ op, input, caller, door, cause: null, ctx, leave: null, subject, stateBefore }, job.id);
  }
}

/**
 * The world as the operation compares it. Right after a start it may not have been looked at yet, so that whatever the job
 * is about seems to be gone. Null: it stays so.
 *
 * @throws what the look threw when Hydra is stopped before it is known
 */
async function worldNow(op: AnyOperation, input: unknown, ctx: AnyContext): Promise<string | null> {
  for (const pauseMs of [...COMPARE_PAUSES_MS, null]) {
    try {
      return canonicalJson((await op.before?.(input, ctx)) ?? null);
    } catch (error) {
      if (!(error instanceof HydraError) || ctx.stopping.aborted) throw error;
      if (pauseMs !== null) await sleep(pauseMs, undefined, { signal: ctx.stopping });
    }
  }
  return null;
}
