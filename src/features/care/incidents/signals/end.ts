import { LOOP_DEATHS } from "../../../watch/verdicts/operations.ts";
import type { Trouble } from "../events.ts";

/** A container's end as the event tells it, with what is known of the container. Pure facts. */
export interface EndFacts {
  exitCode: number | null;
  oomKilled: boolean;
  stoppedBy: "person" | "docker" | "itself" | "unknown";
  actedBy: string | null;
  state: string;
  restartPolicy: string;
  isOneOff: boolean;
  hasCheck: boolean;
  hasPorts: boolean;
  /** How long it ran; null when that is not known. */
  livedMs: number | null;
  /** Deaths in the last ten minutes that nobody asked for, this one among them. */
  recentDeaths: number;
}

export type EndReading =
  | { isBad: false; why: "through Hydra" | "a person" | "Docker itself" | "finished" | "a job" | "unknown" }
  | { isBad: true; trouble: Trouble; isWithDocker: boolean; detail: string };

/** A job is over soon. */
const SHORT_LIFE_MS = 3_600_000;
/** 128 + SIGINT, SIGKILL, SIGTERM: somebody may have sent it while Hydra was not looking. */
const ENDED_BY_SIGNAL = new Set([130, 137, 143]);

/** Is this end something that nobody wanted? */
export function readEnd(end: EndFacts): EndReading {
  if (end.actedBy?.startsWith("hydra:") === true) return { isBad: false, why: "through Hydra" };
  if (end.stoppedBy === "person" || end.actedBy !== null) return { isBad: false, why: "a person" };
  if (end.stoppedBy === "docker") return { isBad: false, why: "Docker itself" };
  const code = end.exitCode ?? 0;
  if (end.stoppedBy === "unknown" && !end.oomKilled && ENDED_BY_SIGNAL.has(code)) return { isBad: false, why: "unknown" };
  if (isJob(end)) return { isBad: false, why: "a job" };
  const comesBackAlways = end.restartPolicy === "always" || end.restartPolicy === "unless-stopped";
  if (code === 0 && !comesBackAlways && !end.oomKilled) return { isBad: false, why: "finished" };
  const isLoop = end.recentDeaths >= LOOP_DEATHS;
  // Docker that gave up leaves it exited; while it still tries it is restarting or runs again.
  const isWithDocker = comesBackAlways || (end.restartPolicy === "on-failure" && end.state !== "exited" && end.state !== "dead");
  const ended = `it ended with exit code ${code}${end.oomKilled ? ", killed for its memory" : ""}`;
  const detail = isLoop ? `${ended}, for the ${end.recentDeaths}. time in ten minutes` : ended;
  return { isBad: true, trouble: end.oomKilled ? "out_of_memory" : isLoop ? "crash_loop" : "crashed", isWithDocker, detail };
}

/** Somebody's errand: `compose run`, or what ran briefly, serves nobody and is not to be brought back. */
function isJob({ restartPolicy, isOneOff, hasCheck, hasPorts, livedMs }: EndFacts): boolean {
  if (isOneOff) return true;
  return restartPolicy === "no" && !hasCheck && !hasPorts && livedMs !== null && livedMs < SHORT_LIFE_MS;
}
