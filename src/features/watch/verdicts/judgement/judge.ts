import { readCheckCommand } from "./check-command.ts";
import { readCheckRuns, type CheckFailed } from "./check-output.ts";
import type { Evidence, ProbeLook } from "./evidence.ts";
import { judgeEnded } from "./judge-ended.ts";
import { moment, spoken } from "./durations.ts";

/** Why a verdict is what it is: a stable word that findings are grouped by. */
export const CAUSES = [
  "healthy",
  "answers",
  "unchecked",
  "starting",
  "paused_by_person",
  "stopped_by_person",
  "stopped_by_docker",
  "finished",
  "job_failed",
  "never_started",
  "engine_lost",
  "check_command_missing",
  "check_shell_missing",
  "check_not_executable",
  "check_too_slow",
  "check_wrong_port",
  "check_wrong_path",
  "check_wrong_address",
  "check_unauthorized",
  "check_tls",
  "check_syntax",
  "check_broken",
  "crash_loop",
  "crashed",
  "out_of_memory",
  "cannot_start",
  "hung",
  "not_answering",
  "check_fails",
  "says_unwell",
  "unverified",
  "ended",
] as const;
export type Cause = (typeof CAUSES)[number];

export interface Judgement {
  verdict: "well" | "broken-check" | "down" | "unsure" | "off";
  cause: Cause;
  /** Somebody else than its own check asked it and got an answer (true) or none (false); null when nobody could. */
  answers: boolean | null;
  /** One sentence for a person. */
  sentence: string;
  /** What it rests on, most important first. */
  evidence: readonly string[];
}

/** How long after its start an unchecked container is still coming up. */
const SETTLING_MS = 20_000;
/** So many deaths in ten minutes that nobody asked for are a loop. */
export const LOOP_DEATHS = 3;

/** A judgement before it is said whether anybody else got an answer. */
export type Opinion = Omit<Judgement, "answers">;

/** Make up one's mind. Pure: the same evidence always gives the same judgement. */
export function judge(evidence: Evidence): Judgement {
  const asked = evidence.probes.filter(({ outcome }) => outcome !== "unknown");
  return { ...opinionOn(evidence), answers: asked.length === 0 ? null : asked.some(isUp) };
}

function opinionOn(evidence: Evidence): Opinion {
  const { state } = evidence;
  if (!evidence.isEngineAnswering)
    return { verdict: "unsure", cause: "engine_lost", sentence: "Its engine does not answer, so nobody knows.", evidence: [] };
  if (state === "restarting" || (evidence.recentDeaths >= LOOP_DEATHS && evidence.stoppedBy !== "person")) return judgeLoop(evidence);
  if (state === "paused")
    return {
      verdict: "off",
      cause: "paused_by_person",
      sentence: "Somebody paused it.",
      evidence: ["state paused: only a person or program does that"],
    };
  if (state !== "running") return judgeEnded(evidence);
  // The kernel still takes connections for a program that is stopped: its state outweighs whatever a probe saw.
  if (evidence.isProgramStopped === true) return STOPPED;
  if (evidence.health === "starting") return judgeStarting(evidence);
  if (evidence.health === "unhealthy") return judgeUnhealthy(evidence);
  return evidence.health === "healthy" ? judgeHealthy(evidence) : judgeUnchecked(evidence);
}

const STOPPED: Opinion = {
  verdict: "down",
  cause: "hung",
  sentence: "It hangs: its program is stopped in its tracks.",
  evidence: ["its main process is in state T: it got a stop signal and waits to be continued"],
};

function judgeLoop({ recentDeaths, exitCode, oomKilled, state }: Evidence): Opinion {
  const deaths = recentDeaths > 0 ? `it ended ${recentDeaths} times in ten minutes` : `Docker is about to start it again (state ${state})`;
  if (oomKilled)
    return {
      verdict: "down",
      cause: "out_of_memory",
      sentence: "It runs out of memory again and again.",
      evidence: [deaths, "the kernel killed it for its memory"],
    };
  return {
    verdict: "down",
    cause: "crash_loop",
    sentence: "It crashes again and again.",
    evidence: [deaths, ...(exitCode === null ? [] : [`last exit code ${exitCode}`])],
  };
}

function judgeStarting({ startedAt, healthCheck }: Evidence): Opinion {
  const period =
    healthCheck === null || healthCheck.startPeriodMs === 0 ? [] : [`its check has a start period of ${spoken(healthCheck.startPeriodMs)}`];
  return {
    verdict: "unsure",
    cause: "starting",
    sentence: "It is starting.",
    evidence: [
      "its check has not passed or failed for good yet",
      ...period,
      ...(startedAt === null ? [] : [`started at ${moment(startedAt)}`]),
    ],
  };
}

function judgeHealthy(evidence: Evidence): Opinion {
  const told = evidence.probes.filter(({ isPromised }) => isPromised);
  if (told.length > 0 && told.every(({ outcome }) => outcome === "down")) {
    return {
      verdict: "down",
      cause: "not_answering",
      sentence: "Its own check passes, but it does not answer where people use it.",
      evidence: told.map(looked),
    };
  }
  return {
    verdict: "well",
    cause: "healthy",
    sentence: "Its check passes.",
    evidence: ["its own health check passes", ...evidence.probes.filter(isUp).map(looked)],
  };
}

function judgeUnchecked(evidence: Evidence): Opinion {
  const { probes, startedAt, now } = evidence;
  if (probes.some(isUp))
    return {
      verdict: "well",
      cause: "answers",
      sentence: "It answers. Nothing checks it but Hydra.",
      evidence: probes.filter(isUp).map(looked),
    };
  // A start that is still to come was before the clock was put back: nobody knows how long.
  if (startedAt !== null && Math.abs(now - startedAt) < SETTLING_MS)
    return { verdict: "unsure", cause: "starting", sentence: "It has just started.", evidence: [`started at ${moment(startedAt)}`] };
  const down = probes.filter(({ outcome }) => outcome === "down");
  const told = down.filter(({ isPromised }) => isPromised);
  if (told.length > 0)
    return { verdict: "down", cause: "not_answering", sentence: "It does not answer where it should.", evidence: told.map(looked) };
  if (down.length > 0)
    return {
      verdict: "unsure",
      cause: "unverified",
      sentence: "It runs, but does not answer on the ports that Hydra guessed.",
      evidence: down.map(looked),
    };
  return {
    verdict: "unsure",
    cause: "unchecked",
    sentence: "It runs. Nothing checks it, and it has no address to ask.",
    evidence: ["no health check, no port, no label with an address"],
  };
}

/** Docker says unhealthy: is it the service or its check? */
function judgeUnhealthy(evidence: Evidence): Opinion {
  const reading = readCheckRuns(evidence.healthRuns);
  const command = readCheckCommand(evidence.healthCheck?.test ?? []);
  const missing = evidence.programs.filter(({ exists }) => exists === false).map(({ program }) => program);
  const asked = command?.target ?? null;
  const up = evidence.probes.filter(isUp);
  const down = evidence.probes.filter(({ outcome }) => outcome === "down");
  const says = [...(reading === null ? [] : [checkSays(reading)]), ...missing.map((program) => `${program} does not exist in its image`)];

  // The service itself, asked the same question, says that it is not well: then the check is right.
  const sameQuestion = asked === null ? [] : evidence.probes.filter(({ port, isAskedByCheck }) => port === asked.port && isAskedByCheck);
  const admits = sameQuestion.find(({ statusCode }) => statusCode !== null && statusCode >= 500);
  if (admits !== undefined)
    return {
      verdict: "down",
      cause: "says_unwell",
      sentence: "It answers that it is not well itself.",
      evidence: [looked(admits), ...says],
    };

  if (up.length > 0) {
    const askedPortIsDown = asked !== null && down.some(({ port }) => port === asked.port) && !up.some(({ port }) => port === asked.port);
    if (askedPortIsDown && evidence.declaredPorts.includes(asked.port)) {
      return {
        verdict: "unsure",
        cause: "unverified",
        sentence: `It answers, but not on port ${asked.port}, which its image declares.`,
        evidence: [...up.map(looked), ...down.map(looked), ...says],
      };
    }
    const cause = brokenBecause(reading, missing, command?.form ?? null, asked?.port ?? null, up);
    return {
      verdict: "broken-check",
      cause,
      sentence: `It answers; ${SENTENCES[cause] ?? "its check is broken"}.`,
      evidence: [...says, ...up.map(looked)],
    };
  }
  const isHopeless = canNeverPass(reading, missing);
  // An address that stands only in a check that cannot even run is no place where it ever answered.
  const silent = isHopeless ? down.filter(({ isPromised, isAskedByCheck }) => isPromised || !isAskedByCheck) : down;
  if (silent.length > 0)
    return {
      verdict: "down",
      cause: "not_answering",
      sentence: "It does not answer, and its check says so.",
      evidence: [...silent.map(looked), ...says],
    };

  // Nobody else can be asked: only a check that could never pass is known to be broken.
  if (isHopeless) {
    const cause = brokenBecause(reading, missing, command?.form ?? null, null, []);
    return { verdict: "broken-check", cause, sentence: `Its check can never pass: ${SENTENCES[cause] ?? "it is broken"}.`, evidence: says };
  }
  if (isTrusted(evidence, reading))
    return {
      verdict: "down",
      cause: "check_fails",
      sentence: "Its check passed before and fails now, and there is no other way to ask it.",
      evidence: [...says, "the same check passed earlier in this run: it can pass"],
    };
  return { verdict: "unsure", cause: "unverified", sentence: "Its check fails, and there is no other way to ask it.", evidence: says };
}

/** What a check may say once it is known that it can pass; the other words speak of the question, not of who is asked. */
const SPEAKS_OF_THE_SERVICE: ReadonlySet<CheckFailed["failure"]> = new Set(["refused", "timed_out", "server_error", "other"]);

/** Is a check that nobody can confirm good enough alone? It passed in this very run, and not only just in time. */
function isTrusted({ hasPassed, healthRuns, healthCheck }: Evidence, reading: CheckFailed | null): boolean {
  if (!hasPassed || reading === null || !SPEAKS_OF_THE_SERVICE.has(reading.failure)) return false;
  if (reading.failure !== "timed_out") return true;
  const enoughMs = (healthCheck?.timeoutMs ?? 0) / 2;
  return healthRuns.every(({ exitCode, startedAt, endedAt }) => exitCode !== 0 || endedAt - startedAt < enoughMs);
}

function canNeverPass(reading: (CheckFailed & { isSteady: boolean }) | null, missing: readonly string[]): boolean {
  if (missing.length > 0) return true;
  return reading !== null && reading.isSteady && ["command_missing", "shell_missing", "not_executable", "syntax"].includes(reading.failure);
}

const SENTENCES: Partial<Record<Cause, string>> = {
  check_command_missing: "the command of its check does not exist in its image",
  check_shell_missing: "its check needs a shell, and its image has none",
  check_not_executable: "the command of its check may not be executed",
  check_too_slow: "its check is given too little time",
  check_wrong_port: "its check asks on a port where nothing listens",
  check_wrong_path: "its check asks for a path that does not exist",
  check_wrong_address: "its check asks under an address where it does not listen",
  check_unauthorized: "its check has no right to ask",
  check_tls: "its check does not accept its certificate",
  check_syntax: "the command of its check is not written correctly",
  check_broken: "its check is broken",
};

/** What is wrong with a check whose service answers. */
function brokenBecause(
  reading: CheckFailed | null,
  missing: readonly string[],
  form: "exec" | "shell" | null,
  askedPort: number | null,
  up: readonly ProbeLook[],
): Cause {
  if (reading?.failure === "shell_missing" || (form === "shell" && missing.includes("/bin/sh"))) return "check_shell_missing";
  if (missing.length > 0) return "check_command_missing";
  switch (reading?.failure) {
    case "command_missing":
      return "check_command_missing";
    case "not_executable":
      return "check_not_executable";
    case "timed_out":
      return "check_too_slow";
    case "not_found":
      return "check_wrong_path";
    case "unauthorized":
      return "check_unauthorized";
    case "tls":
      return "check_tls";
    case "syntax":
      return "check_syntax";
    case "name_not_resolved":
      return "check_wrong_address";
    case "refused":
      // The port answers from elsewhere, so the check asks another address of the container (often ::1).
      return askedPort !== null && up.some(({ port }) => port === askedPort) ? "check_wrong_address" : "check_wrong_port";
    default:
      return "check_broken";
  }
}

function checkSays({ failure, line, exitCode }: CheckFailed): string {
  if (line !== "") return `its check says: ${line}`;
  return failure === "timed_out" ? "its check ran out of time" : `its check ends with exit code ${exitCode} and says nothing`;
}

function isUp({ outcome }: ProbeLook): boolean {
  return outcome === "up";
}

function looked({ target, outcome, detail }: ProbeLook): string {
  return `${target} ${outcome === "up" ? "answers" : outcome === "down" ? "does not answer" : "could not be asked"}${detail === "" ? "" : ` (${detail})`}`;
}
