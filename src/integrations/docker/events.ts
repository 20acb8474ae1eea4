import type { ContainerEvent, HealthState } from "./facts.ts";
import { EventAnswer } from "./wire.ts";

/**
 * What the engine is asked for. `health_status` matches each `health_status: ...`, and as long as no `exec_*` is in the
 * list the two or three events that every health check makes never leave the engine.
 */
export const LISTENED_ACTIONS = [
  "create",
  "start",
  "kill",
  "stop",
  "die",
  "oom",
  "restart",
  "pause",
  "unpause",
  "rename",
  "update",
  "destroy",
  "health_status",
] as const satisfies readonly ContainerEvent["action"][];

export const EVENT_FILTERS = JSON.stringify({ type: ["container"], event: LISTENED_ACTIONS });

/** One line of the event stream; null for what Hydra does not listen to and what cannot be read. */
export function parseEvent(line: string): ContainerEvent | null {
  const answer = EventAnswer.safeParse(parseJson(line));
  if (!answer.success) return null;
  const { Type: type, Action: said, Actor: actor, timeNano, time } = answer.data;
  const [action = "", detail = ""] = said.split(/: ?/, 2);
  if ((type ?? "container") !== "container" || !isListened(action)) return null;
  const attributes = actor.Attributes ?? {};
  return {
    at: timeNano === null || timeNano === undefined ? (time ?? 0) * 1_000 : Math.floor(timeNano / 1e6),
    containerId: actor.ID,
    name: attributes["name"] ?? "",
    action,
    exitCode: action === "die" ? wholeNumber(attributes["exitCode"]) : null,
    signal: action === "kill" ? wholeNumber(attributes["signal"]) : null,
    health: action === "health_status" ? healthOf(detail) : null,
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isListened(action: string): action is ContainerEvent["action"] {
  return (LISTENED_ACTIONS as readonly string[]).includes(action);
}

function wholeNumber(text: string | null | undefined): number | null {
  return /^-?\d{1,10}$/.test(text ?? "") ? Number(text) : null;
}

function healthOf(detail: string): HealthState | null {
  return detail === "healthy" || detail === "unhealthy" || detail === "starting" ? detail : null;
}

/** An engine keeps its last 256 events: it cannot repeat more. */
const REMEMBERED = 512;

/** After a gap the engine is asked again for what overlaps: this tells which events were heard before. */
export class EventMemory {
  readonly #heard = new Set<string>();
  #lastAt: number | null = null;

  /** True the first time. */
  isNew(event: ContainerEvent, line: string): boolean {
    // A JavaScript number cannot hold today's nanoseconds; the text can.
    const moment = /"timeNano":(\d+)/.exec(line)?.[1] ?? event.at;
    const key = `${moment} ${event.containerId} ${event.action} ${event.signal}`;
    if (this.#heard.has(key)) return false;
    // A Set keeps its order: the oldest goes first.
    this.#heard.add(key);
    if (this.#heard.size > REMEMBERED) this.#heard.delete(this.#heard.values().next().value as string);
    this.#lastAt = Math.max(this.#lastAt ?? 0, event.at);
    return true;
  }

  /** Epoch ms of the newest event, null before the first. */
  get lastAt(): number | null {
    return this.#lastAt;
  }
}
