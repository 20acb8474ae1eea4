import { z } from "zod";
import type { Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { putBack, recreate, restart } from "../../../watch/containers/operations.ts";
import type { Attempt } from "../../incidents/events.ts";
import type { KeptAttempt } from "../store/attempts.ts";

/** What whoever acted saw of it. */
export interface Verified {
  /** Null: it has no check and stayed up. */
  healthy: boolean | null;
  by: string;
  undo: Attempt["undo"];
}

/** The part of an answer that healing reads, as it came or as it was kept with an approval. */
const Answer = z.looseObject({
  verified: z.looseObject({ healthy: z.boolean().nullable(), by: z.string() }),
  asideId: z.string().optional(),
});

type Target = Pick<KeptAttempt, "remedy" | "name" | "node" | "cause">;

/**
 * Carry out one remedy as whoever `call` speaks for.
 * @param imageId the image to go back to, for a rollback
 * @throws HydraError whatever the operation throws; conflict when there is no image to go back to
 */
export async function perform(call: Host["call"], target: Target, imageId: string | null): Promise<Verified> {
  const { remedy, name, node, cause } = target;
  if (remedy !== "rollback") return readVerified(target, await call(restart, { name, node }, { cause }));
  if (imageId === null) throw new HydraError("conflict", `There is no image from before for ${name}.`);
  return readVerified(target, await call(recreate, { name, node, imageId }, { cause }));
}

/** How it went, by the answer of the operation. A recreation can be taken back: the old container stands aside. */
export function readVerified({ name, node }: Pick<Target, "name" | "node">, answer: unknown): Verified {
  const { verified, asideId } = Answer.parse(answer);
  const undo = asideId === undefined ? null : { operation: putBack.name, input: { name, node, asideId } };
  return { healthy: verified.healthy, by: verified.by, undo };
}
