import { z } from "zod";
import type { Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { restart } from "../../../watch/containers/operations.ts";
import type { Attempt, Remedy } from "../../incidents/events.ts";
import type { KeptAttempt } from "../store/attempts.ts";

/** What whoever acted saw of it. */
export interface Verified {
  /** Null: it has no check and stayed up. */
  healthy: boolean | null;
  by: string;
  undo: Attempt["undo"];
}

/** The part of an answer that both remedies share; what was stored with an approval is read by it too. */
const Answer = z.looseObject({ verified: z.looseObject({ healthy: z.boolean().nullable(), by: z.string() }) });

/**
 * Carry out one remedy as whoever `call` speaks for.
 * @throws HydraError whatever the operation throws
 */
export async function perform(
  call: Host["call"],
  { remedy, name, node, cause }: Pick<KeptAttempt, "remedy" | "name" | "node" | "cause">,
  _reference: string | null,
): Promise<Verified> {
  if (remedy === "rollback") throw new HydraError("not_configured", "There is no way back to an earlier image here.");
  return readVerified(remedy, await call(restart, { name, node }, { cause }));
}

/** Read how it went from the answer of the operation, as it came or as it was kept. */
export function readVerified(_remedy: Remedy, answer: unknown): Verified {
  const { verified } = Answer.parse(answer);
  return { healthy: verified.healthy, by: verified.by, undo: null };
}
