import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import type { Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { explain } from "../../../watch/verdicts/operations.ts";

/** Two looks at once, neither of which is the event that started it: what the engine says now, and Hydra's own verdict. */
export interface Look {
  /** Null: nobody can say. */
  isIll: boolean | null;
  isGone: boolean;
  isBrokenCheck: boolean;
  /** It was stopped on purpose: neither ill nor well. */
  isOff: boolean;
  /** Hydra's own verdict alone says that it is down, perhaps of a life before this one. */
  isSaidDown: boolean;
  /** One sentence: what was seen. */
  sentence: string;
  containerId: string | null;
  startedAt: number | null;
}

type Ruling = Pick<Awaited<ReturnType<typeof askVerdict>>["ruling"], "verdict" | "cause" | "sentence">;
type Seen = Pick<ContainerFacts, "id" | "state" | "health" | "startedAt">;

/** Verdicts that hold only of a container that is not running, and such that rest on the word of its own check. */
const OF_THE_ENDED: ReadonlySet<string> = new Set(["crashed", "out_of_memory", "cannot_start", "stopped_by_docker"]);
const BY_ITS_CHECK: ReadonlySet<string> = new Set(["check_fails", "says_unwell", "unverified"]);

function askVerdict(host: Pick<Host, "call">, name: string, node: string) {
  return host.call(explain, { name, node, fresh: true });
}

/** Look at a container anew. */
export async function lookAt(host: Host, { name, node }: { name: string; node: string }): Promise<Look> {
  try {
    const { ruling } = await askVerdict(host, name, node);
    const seen = (await host.integration("docker")?.get(node)?.inspect(ruling.id)) ?? null;
    return seen === null ? gone(name) : weigh(ruling, seen);
  } catch (error) {
    if (!(error instanceof HydraError)) throw error;
    if (error.code === "not_found") return gone(name);
    return { ...NOTHING_KNOWN, sentence: error.message };
  }
}

const NOTHING_KNOWN = {
  isIll: null,
  isGone: false,
  isBrokenCheck: false,
  isOff: false,
  isSaidDown: false,
  containerId: null,
  startedAt: null,
} as const;

function gone(name: string): Look {
  return { ...NOTHING_KNOWN, isGone: true, sentence: `${name} is gone.` };
}

/** Put the two together: ill is only what both say. Pure. */
export function weigh(ruling: Ruling, seen: Seen): Look {
  return {
    isIll: isIll(ruling, seen),
    isGone: false,
    isBrokenCheck: ruling.verdict === "broken-check",
    isOff: ruling.verdict === "off",
    isSaidDown: ruling.verdict === "down",
    sentence: ruling.sentence,
    containerId: seen.id,
    startedAt: seen.startedAt,
  };
}

function isIll({ verdict, cause }: Ruling, { state, health }: Seen): boolean | null {
  const isRunning = state === "running";
  if (verdict === "well") return isRunning ? false : null;
  if (verdict === "broken-check" || verdict === "off") return false;
  if (verdict === "unsure") return cause === "unverified" && isRunning && health === "unhealthy" ? true : null;
  if (OF_THE_ENDED.has(cause)) return isRunning ? null : true;
  if (BY_ITS_CHECK.has(cause)) return isRunning && health === "unhealthy" ? true : null;
  return state === "paused" ? null : true;
}
