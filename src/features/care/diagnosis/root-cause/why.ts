import type { Behaviour } from "./behaviour.ts";
import type { Blame } from "./blame.ts";
import type { Deviation } from "./deviation.ts";

/** Deviations below this are not worth a word. */
const TELLING_SIGMAS = 2;
const MOST_SIGMAS = 999;

/** A sentence that says why a component is suspected, or why not. */
export function whyOf({ isNew, isSilent }: Behaviour, blames: readonly (Blame | undefined)[], isReached: boolean): string {
  const told = blames.flatMap((blame) => (blame === undefined ? [] : deviationInWords(blame)));
  if (isSilent) told.push("it was used all the time and is not any more");
  if (isNew) told.push("it was never used before: whoever calls it now has changed");
  if (told.length === 0) told.push("nothing about it was unusual");
  if (!isReached) told.push("no chain of calls leads to it");
  return told.join("; ");
}

/** A sentence about a target that did what it always does. */
export function calmInWords(node: string, { metric, before, during }: Deviation): string {
  return `Nothing about ${node} was unusual then: ${metric} was ${short(during)}, usually ${short(before)}.`;
}

function deviationInWords({ deviation, trouble, own, explainedBy }: Blame): string[] {
  if (deviation === null || deviation.sigmas < TELLING_SIGMAS) return [];
  const { metric, before, during, sigmas } = deviation;
  const change = `${metric} went from ${short(before)} to ${short(during)} (${Math.min(MOST_SIGMAS, Math.round(sigmas))} times its usual straying)`;
  const part = trouble > 0 ? Math.round((100 * (trouble - own)) / trouble) : 0;
  if (explainedBy === null || part === 0) return [`${change}, and nothing that it calls explains that`];
  return [
    part >= 99
      ? `${change}, which ${explainedBy} explains`
      : `${change}; what it calls, above all ${explainedBy}, explains ${part} % of that`,
  ];
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
