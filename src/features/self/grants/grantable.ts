import type { Host } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { didYouMean } from "../../../kernel/suggest.ts";

type Registered = Pick<Host, "kernel">;

/** Why nobody can be granted this operation; null when somebody can. */
export function whyNotGrantable({ kernel }: Registered, operation: string): string | null {
  const { operations } = kernel.registry;
  const op = operations.get(operation);
  if (op === undefined) return `there is no "${operation}".${didYouMean(operation, operations.keys())}`;
  if (op.risk === "read") return `${op.name} is a read, which needs no grant.`;
  if (op.risk === "destroying") return `${op.name} is destroying, which always needs a person.`;
  return op.personOnly === true ? `${op.name} is for a person only.` : null;
}

/** @throws HydraError invalid_input */
export function requireGrantable(host: Registered, operation: string): void {
  const why = whyNotGrantable(host, operation);
  if (why !== null) throw new HydraError("invalid_input", `operation: ${why}`);
}
