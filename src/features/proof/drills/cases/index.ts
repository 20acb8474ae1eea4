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

export const CASE_IDS: readonly string[] = CASES.map(({ id }) => id);

/** Those with these ids, or all. */
export function casesNamed(ids: readonly string[] | undefined): DrillCase[] {
  return ids === undefined || ids.length === 0 ? [...CASES] : CASES.filter(({ id }) => ids.includes(id));
}
