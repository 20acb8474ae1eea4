import type { Aspect, Behaviour } from "./behaviour.ts";
import type { Deviation } from "./deviation.ts";
import type { CallGraph } from "./graph.ts";

/** What one component's trouble amounts to, and how much of it is its own. */
export interface Blame {
  deviation: Deviation | null;
  /** Trouble in all of its requests together, beyond chance: seconds waited, or requests failed. */
  trouble: number;
  /** The part that nothing it calls explains. */
  own: number;
  /** The callee that explains most of the rest. */
  explainedBy: string | null;
}

/** At so many usual strayings, half of an excess is put down to chance. */
const HALF_BELIEVED = 2;

/** How much of the trouble each component made, and how much it only suffered from those that it calls. */
export function blameAll(behaviours: ReadonlyMap<string, Behaviour>, graph: CallGraph, aspect: Aspect): Map<string, Blame> {
  const measured = new Map([...behaviours].map(([node, behaviour]) => [node, troubleOf(behaviour, aspect)]));
  const trouble = aspect === "strained" ? measured : withSilence(measured, behaviours, graph);
  return new Map(
    [...behaviours].map(([node, behaviour]) => {
      const total = trouble.get(node) ?? 0;
      // What was never called before is a symptom of whoever calls it now.
      const callees = aspect === "strained" ? [] : [...graph.calleesOf(node)].filter((callee) => behaviours.get(callee)?.isNew !== true);
      const explained = callees.reduce((sum, callee) => sum + (trouble.get(callee) ?? 0), 0);
      const [worst = null] = callees.toSorted((a, b) => (trouble.get(b) ?? 0) - (trouble.get(a) ?? 0));
      const isSymptom = behaviour.isNew && graph.callersOf(node).size > 0;
      const own = isSymptom ? 0 : Math.max(0, total - explained);
      return [node, { deviation: behaviour.deviations[aspect], trouble: total, own, explainedBy: explained > 0 ? worst : null }];
    }),
  );
}

function troubleOf({ deviations, requests }: Behaviour, aspect: Aspect): number {
  const deviation = deviations[aspect];
  if (deviation === null || deviation.sigmas <= 0) return 0;
  const believed = 1 / (1 + (HALF_BELIEVED / deviation.sigmas) ** 3);
  // Units of other metrics have nothing in common: what counts is how unusual they are.
  if (aspect === "strained") return deviation.sigmas * believed;
  return deviation.excess * believed * (deviation.kind === "failures" ? 1 : (requests ?? 1));
}

/** What fell silent says nothing more about itself: the trouble of those who call it speaks for it. */
function withSilence(
  trouble: ReadonlyMap<string, number>,
  behaviours: ReadonlyMap<string, Behaviour>,
  graph: CallGraph,
): ReadonlyMap<string, number> {
  return new Map(
    [...trouble].map(([node, own]) => {
      if (behaviours.get(node)?.isSilent !== true) return [node, own];
      return [node, Math.max(own, ...[...graph.callersOf(node)].map((caller) => trouble.get(caller) ?? 0))];
    }),
  );
}
