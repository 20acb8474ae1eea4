import type { Evidence } from "./evidence.ts";
import type { Opinion } from "./judge.ts";
import { ago, spoken } from "./durations.ts";

/** A start that waits for others (compose) stays in `created` for a while; after that nobody meant to start it. */
const WAITING_TO_START_MS = 600_000;
/** An engine that starts brings back what it ended, one after the other. */
const COMING_BACK_MS = 120_000;
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
        evidence: [`created ${spoken(waited)} ago, not started yet`],
      };
    return {
      verdict: "off",
      cause: "never_started",
      sentence: "It was created and never started.",
      evidence: [`created ${ago(now - createdAt)}`],
    };
  }
  const when = finishedAt === null ? "" : ` ${ago(now - finishedAt)}`;
  const code = exitCode ?? 0;
  if (stoppedBy === "person")
    return {
      verdict: "off",
      cause: "stopped_by_person",
      sentence: `Somebody stopped it${when}.`,
      evidence: ["a stop or kill came through Docker before it ended"],
    };
  if (stoppedBy === "docker") return judgeStoppedByDocker(evidence, when);
  if (oomKilled)
    return {
      verdict: "down",
      cause: "out_of_memory",
      sentence: `It ran out of memory${when}.`,
      evidence: [`exit code ${code}`, "the kernel killed it for its memory"],
    };
  if (restartPolicy === "always" || restartPolicy === "unless-stopped") {
    return {
      verdict: "off",
      cause: "stopped_by_person",
      sentence: `Somebody stopped it${when}.`,
      evidence: [`its restart policy ${restartPolicy} would have brought it back, had nobody asked for the stop`],
    };
  }
  if (code === 0)
    return {
      verdict: "off",
      cause: "finished",
      sentence: `It finished${when}.`,
      evidence: ["exit code 0", `restart policy ${restartPolicy}`],
    };
  const signal = SIGNAL_NAMES[code];
  if (signal !== undefined && stoppedBy !== "itself") {
    return {
      verdict: "off",
      cause: "ended",
      sentence: `It was ended by ${signal}${when}; who sent it is not known.`,
      evidence: [`exit code ${code}`],
    };
  }
  if (isJob(evidence))
    return {
      verdict: "off",
      cause: "job_failed",
      sentence: `A job that ended with an error${when}.`,
      evidence: [`exit code ${code}`, "no check, no port, no restart policy, a short life"],
    };
  const gaveUp = restartPolicy === "on-failure" ? ["Docker tried again and gave up"] : [];
  return {
    verdict: "down",
    cause: "crashed",
    sentence: `It crashed${when} and nobody restarted it.`,
    evidence: [`exit code ${code}`, ...gaveUp],
  };
}

/** Nobody wanted this end: until Docker brings it back it is missing. */
function judgeStoppedByDocker({ restartPolicy, finishedAt, now }: Evidence, when: string): Opinion {
  const comesBack = restartPolicy === "always" || restartPolicy === "unless-stopped";
  const evidence = ["Docker ended it because Docker itself stopped", `restart policy ${restartPolicy}`];
  const cause = "stopped_by_docker";
  if (comesBack && (finishedAt === null || now - finishedAt < COMING_BACK_MS))
    return { verdict: "unsure", cause, sentence: `Docker stopped${when} and ended it; it comes back with Docker.`, evidence };
  return { verdict: "down", cause, sentence: `Docker stopped${when} and ended it; nothing started it again.`, evidence };
}

function isJob({ restartPolicy, healthCheck, hasPorts, startedAt, finishedAt }: Evidence): boolean {
  const lived = startedAt === null || finishedAt === null ? 0 : finishedAt - startedAt;
  return restartPolicy === "no" && healthCheck === null && !hasPorts && lived < SHORT_LIFE_MS;
}
