import type { Answer } from "../adapters/adapter.ts";
import type { End } from "../case.ts";
import type { Act } from "./acts.ts";

/** What is known at the end of a case. Containers are called as the case calls them. */
export interface Facts {
  acts: readonly Act[];
  /** Everything that is to be well at the end is, and stayed so. */
  isWell: boolean;
  /** The root runs from the image that it had before the fault, and the fault had given it another. */
  isImageBack: boolean;
  answer: Answer;
}

/** Did it end so? Docker's facts first; the tool's word only for what Docker cannot know: asked, proposed, escalated. */
export function endsAs(end: End, facts: Facts, roots: readonly string[]): boolean {
  const { acts, isWell, isImageBack, answer } = facts;
  const isAboutRoot = (container: string): boolean => roots.includes(container);
  switch (end) {
    case "healed":
      return isWell && acts.length > 0;
    case "healed-by-docker":
      return isWell && acts.length === 0;
    case "left-alone":
      return acts.length === 0 && answer.asks.length === 0;
    case "asked":
      return acts.length === 0 && answer.asks.some(isAboutRoot);
    case "escalated":
      // It is in a person's hands: told so, or asked for leave to go on after what was tried did not help.
      return (
        answer.told.some(({ isEscalated, root }) => isEscalated && isAboutRoot(root)) || (acts.length > 0 && answer.asks.some(isAboutRoot))
      );
    case "rolled-back":
      return isWell && isImageBack;
    case "proposed":
      return answer.proposals.some(isAboutRoot) && !acts.some(({ kind }) => kind === "recreate");
  }
}

/** In one word, for the table: how it looks from outside. */
export function describeEnd(facts: Facts): string {
  const { acts, isWell, isImageBack, answer } = facts;
  if (isImageBack && isWell) return "rolled-back";
  if (isWell && acts.length > 0) return "healed";
  if (answer.proposals.length > 0) return "proposed";
  if (answer.told.some(({ isEscalated }) => isEscalated)) return "escalated";
  if (answer.asks.length > 0) return "asked";
  if (isWell) return "well, untouched";
  return acts.length === 0 ? "ill, untouched" : "ill, tried";
}
