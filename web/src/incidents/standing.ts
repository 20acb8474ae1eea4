import type { Incident } from "../api/shapes.ts";

/** It is not over: Hydra is at it, or a person has to be. */
export function isStanding({ state }: Pick<Incident, "state">): boolean {
  return state === "open" || state === "escalated";
}
