import type { Transition } from "../store.ts";

/** So much longer than ever before it may take, and still be on its way. */
const SLACK = 1.5;
const SLACK_MS = 2_000;

/**
 * How long it may take from its start until its check passes, ms: from the starts that were seen. Zero when none was, or
 * when its check never has to be waited for. Pure.
 * @param transitions newest first
 */
export function mayStartMs(transitions: readonly Pick<Transition, "at" | "containerId" | "state" | "health">[]): number {
  let longestMs = 0;
  for (const [index, { at, containerId, state, health }] of transitions.entries()) {
    if (state !== "running" || health !== "healthy") continue;
    // Back to where this life began: a program whose check has no start period is unhealthy until it is ready.
    const life = transitions.slice(index + 1);
    const end = life.findIndex((each) => each.containerId !== containerId || each.state !== "running" || each.health === "healthy");
    const began = life.slice(0, end === -1 ? life.length : end).findLast((each) => each.health === "starting");
    if (began !== undefined) longestMs = Math.max(longestMs, at - began.at);
  }
  return longestMs === 0 ? 0 : Math.round(longestMs * SLACK) + SLACK_MS;
}
