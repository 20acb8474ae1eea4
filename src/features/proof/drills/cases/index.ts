import { HydraError } from "../../../../kernel/errors.ts";
import { didYouMean } from "../../../../kernel/suggest.ts";
import type { DrillCase } from "./case.ts";
import { brokenCheck, failing } from "./checks.ts";
import { crashLoop, killed, outOfMemory } from "./crashes.ts";
import { hungStore, namesGone } from "./dependencies.ts";
import { diskFull, portTaken } from "./resources.ts";
import { badUpdate } from "./update.ts";

/** Everything that is drilled. The longest goes first: the others are done beside it. */
export const CASES: readonly DrillCase[] = [
  badUpdate,
  killed,
  outOfMemory,
  failing,
  brokenCheck,
  crashLoop,
  hungStore,
  diskFull,
  namesGone,
  portTaken,
];

/** Those with these ids, or all. @throws HydraError invalid_input for an id that no case has */
export function casesNamed(ids: readonly string[] | undefined): DrillCase[] {
  if (ids === undefined || ids.length === 0) return [...CASES];
  const known = CASES.map(({ id }) => id);
  const strange = ids.find((id) => !known.includes(id));
  if (strange !== undefined)
    throw new HydraError(
      "invalid_input",
      `cases: there is no case "${strange}".${didYouMean(strange, known)} They are: ${known.join(", ")}.`,
    );
  return CASES.filter(({ id }) => ids.includes(id));
}
