import type { Evidence } from "./evidence.ts";
import type { Opinion } from "./judge.ts";
import { moment } from "./durations.ts";

/** A start that waits for others (compose) stays in `created` for a while; after that nobody meant to start it. */
const WAITING_TO_START_MS = 600_000;
/** An engine that stops comes back within this time, or for whoever waits it does not. */
const ENGINE_COMES_BACK_MS = 120_000;
/** An engine brings back what it ended before it answers; what is not there a moment later was forgotten. */
const CONTAINER_COMES_BACK_MS = 15_000;
/** A job is over soon. */
const SHORT_LIFE_MS = 3_600_000;
/** 128 + SIGINT, SIGKILL, SIGTERM. */
const SIGNAL_NAMES: Readonly<Record<number, string>> = { 130: "SIGINT", 137: "SIGKILL", 143: "SIGTERM" };

/** A container that does not run: did it end as it should? */
export function judgeEnded(evidence: Evidence): Opinion {
  const { state, exitCode, oomKilled, stoppedBy, stateError, restartPolicy, createdAt, finishedAt, now } = evidence;
  if (stateError !== "" && stoppedBy !== "person")
    return { verdict: "down", cause: "cannot_start", sentence: "Docker cannot start it.", evidence: [`Docker says: ${stateError}`] };
  if (state === "created") {
    const waited = now - createdAt;
    if (waited < WAITING_TO_START_MS)
      return {
        verdict: "unsure",
        cause: "starting",
        sentence: "It waits to be started.",
        evidence: [`created at ${moment(createdAt)}, not started yet`],
      };
    return {
      verdict: "off",
      cause: "never_started",
      sentence: "It was created and never started.",
      evidence: [`created at ${moment(createdAt)}`],
    };
  }
  const ended = finishedAt === null ? [] : [`ended at ${moment(finishedAt)}`];
  const code = exitCode ?? 0;
  if (stoppedBy === "person")
    return {
      verdict: "off",
      cause: "stopped_by_person",
      sentence: "Somebody stopped it.",
      evidence: ["a stop or kill came through Docker before it ended", ...ended],
    };
  if (stoppedBy === "docker") return judgeStoppedByDocker(evidence, ended);
  if (oomKilled)
    return {
      verdict: "down",
      cause: "out_of_memory",
      sentence: "It ran out of memory.",
      evidence: [`exit code ${code}`, "the kernel killed it for its memory", ...ended],
    };
  if (restartPolicy === "always" || restartPolicy === "unless-stopped") {
    return {
      verdict: "off",
      cause: "stopped_by_person",
      sentence: "Somebody stopped it.",
      evidence: [`its restart policy ${restartPolicy} would have brought it back, had nobody asked for the stop`, ...ended],
    };
  }
  if (code === 0)
    return {
      verdict: "off",
      cause: "finished",
      sentence: "It finished.",
      evidence: ["exit code 0", `restart policy ${restartPolicy}`, ...ended],
    };
  const signal = SIGNAL_NAMES[code];
  if (signal !== undefined && stoppedBy !== "itself") {
    return {
      verdict: "off",
      cause: "ended",
      sentence: `It was ended by ${signal}; who sent it is not known.`,
      evidence: [`exit code ${code}`, ...ended],
    };
  }
  if (isJob(evidence))
    return {
      verdict: "off",
      cause: "job_failed",
      sentence: "A job that ended with an error.",
      evidence: [`exit code ${code}`, "no check, no port, no restart policy, a short life", ...ended],
    };
  const gaveUp = restartPolicy === "on-failure" ? ["Docker tried again and gave up"] : [];
  return {
    verdict: "down",
    cause: "crashed",
    sentence: "It crashed and nobody restarted it.",
    evidence: [`exit code ${code}`, ...gaveUp, ...ended],
  };
}

/** Nobody wanted this end: until Docker brings it back it is missing. */
function judgeStoppedByDocker(evidence: Evidence, ended: readonly string[]): Opinion {
  const { restartPolicy } = evidence;
  const cause = "stopped_by_docker";
  const said = ["Docker ended it because Docker itself stopped", `restart policy ${restartPolicy}`, ...ended];
  if (mayComeBack(evidence))
    return { verdict: "unsure", cause, sentence: "Docker stopped and ended it; it comes back with Docker.", evidence: said };
  return { verdict: "down", cause, sentence: "Docker stopped and ended it; nothing started it again.", evidence: said };
}

function mayComeBack({ restartPolicy, finishedAt, engineAnswersSince, now }: Evidence): boolean {
  if (restartPolicy !== "always" && restartPolicy !== "unless-stopped") return false;
  if (finishedAt === null) return true;
  const isBack = engineAnswersSince !== null && engineAnswersSince > finishedAt;
  return isBack ? Math.abs(now - engineAnswersSince) < CONTAINER_COMES_BACK_MS : Math.abs(now - finishedAt) < ENGINE_COMES_BACK_MS;
}

function isJob({ restartPolicy, healthCheck, hasPorts, startedAt, finishedAt }: Evidence): boolean {
  const lived = startedAt === null || finishedAt === null ? 0 : finishedAt - startedAt;
  return restartPolicy === "no" && healthCheck === null && !hasPorts && lived < SHORT_LIFE_MS;
}
