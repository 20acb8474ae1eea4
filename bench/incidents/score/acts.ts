import type { DockerEvent } from "../stage/docker-events.ts";

const KINDS = ["restart", "recreate", "start", "stop", "kill", "pause", "unpause", "remove", "rename", "update"] as const;

/** Something that was done to a container by neither the runner, nor Docker, nor its own program. */
export interface Act {
  at: number;
  kind: (typeof KINDS)[number];
  container: string;
}

/** The runner's own call on a container, from its beginning to its end, epoch ms. */
export interface OwnDeed {
  container: string;
  fromMs: number;
  toMs: number;
}

/** An event may be stamped this long after the call that caused it was answered. */
const STAMP_SLACK_MS = 300;
/** A tool that makes a container anew stops, renames, creates and starts within this time. */
const RECREATE_MS = 60_000;

/**
 * What a tool did in one case, read from Docker's own events. One restart is one act, though Docker tells it as kill,
 * die, stop, start, restart; making a container anew is one act too.
 * @param policies restart policy by container: a start after a death is Docker's where there is one
 */
export function readActs(events: readonly DockerEvent[], own: readonly OwnDeed[], policies: Readonly<Record<string, string>>): Act[] {
  const byContainer = Map.groupBy(events, ({ containerId }) => containerId);
  const acts = [...byContainer.values()].flatMap((told) => actsOnOne(told, own, policies));
  return foldRecreations(acts.toSorted((a, b) => a.at - b.at));
}

function isOwn({ at, container }: DockerEvent, own: readonly OwnDeed[]): boolean {
  return own.some((deed) => deed.container === container && at >= deed.fromMs - 1 && at <= deed.toMs + STAMP_SLACK_MS);
}

function actsOnOne(told: readonly DockerEvent[], own: readonly OwnDeed[], policies: Readonly<Record<string, string>>): Act[] {
  const acts: Act[] = [];
  // Kill, stop and start may be parts of a restart, which Docker tells last.
  let parts: Act[] = [];
  let isKilledByHand = false;
  let isStoppedByHand = false;
  for (const event of told) {
    const { action, at, container } = event;
    if (action === "die") {
      isStoppedByHand = isKilledByHand;
      isKilledByHand = false;
    }
    if (action === "kill") isKilledByHand = true;
    const kind = kindOf(action);
    const isDockers = action === "start" && !isStoppedByHand && parts.length === 0 && (policies[container] ?? "no") !== "no";
    if (action === "start") isStoppedByHand = false;
    if (kind === null || isDockers || isOwn(event, own)) continue;
    if (kind === "restart") {
      acts.push({ at: parts[0]?.at ?? at, kind, container });
      parts = [];
    } else if (kind === "kill" || kind === "stop" || kind === "start") parts.push({ at, kind, container });
    else acts.push({ at, kind, container });
  }
  return [...acts, ...parts.filter((act) => !isPartOfStop(act, parts))];
}

function kindOf(action: string): Act["kind"] | null {
  if (action === "create") return "recreate";
  if (action === "destroy") return "remove";
  return KINDS.find((kind) => kind === action) ?? null;
}

/** A stop is told as kill and stop. */
function isPartOfStop(act: Act, parts: readonly Act[]): boolean {
  return act.kind === "kill" && parts.some(({ kind, at }) => kind === "stop" && at >= act.at);
}

/** Stop, rename, start and removal around a creation are parts of it. */
function foldRecreations(acts: readonly Act[]): Act[] {
  const made = acts.filter(({ kind }) => kind === "recreate");
  return acts.filter(
    (act) =>
      act.kind === "recreate" ||
      act.kind === "restart" ||
      !made.some(({ container, at }) => container === act.container && Math.abs(act.at - at) <= RECREATE_MS),
  );
}
