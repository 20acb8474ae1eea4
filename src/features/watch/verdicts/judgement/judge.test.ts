import { describe, expect, test } from "vitest";
import type { Evidence, ProbeLook } from "./evidence.ts";
import { judge } from "./judge.ts";

const NOW = Date.UTC(2026, 0, 2);

function evidence(patch: Partial<Evidence> = {}): Evidence {
  return {
    isEngineAnswering: true,
    engineAnswersSince: null,
    state: "running",
    health: "unchecked",
    healthCheck: null,
    healthRuns: [],
    hasPassed: false,
    isProgramStopped: null,
    exitCode: null,
    oomKilled: false,
    stateError: "",
    stoppedBy: null,
    restartPolicy: "unless-stopped",
    recentDeaths: 0,
    createdAt: NOW - 7_200_000,
    startedAt: NOW - 3_600_000,
    finishedAt: null,
    hasPorts: true,
    programs: [],
    declaredPorts: [8080],
    probes: [],
    now: NOW,
    ...patch,
  };
}

function look(patch: Partial<ProbeLook> = {}): ProbeLook {
  return {
    target: "http://10.0.0.2:8080/",
    port: 8080,
    outcome: "up",
    detail: "200",
    statusCode: 200,
    isPromised: false,
    isAskedByCheck: false,
    ...patch,
  };
}

/** Unhealthy by this check with this output, and what a probe saw. */
function unhealthy(test: string[], output: string, exitCode: number, probes: ProbeLook[], patch: Partial<Evidence> = {}): Evidence {
  return evidence({
    health: "unhealthy",
    healthCheck: { test, intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 3 },
    healthRuns: [{ startedAt: NOW - 2_000, endedAt: NOW - 1_000, exitCode, output }],
    probes,
    ...patch,
  });
}

const CURL = ["CMD-SHELL", "curl -f http://localhost:8080/health || exit 1"];
const REFUSED = "curl: (7) Failed to connect to localhost port 9999: Connection refused";
const ended = { state: "exited", stoppedBy: "itself", finishedAt: NOW - 60_000 } as const;

describe("a check that says unhealthy", () => {
  test.each<[string, Evidence, string, string]>([
    [
      "lacks its command, and the service answers",
      unhealthy(CURL, "/bin/sh: curl: not found", 127, [look()], { programs: [{ program: "curl", exists: false }] }),
      "broken-check",
      "check_command_missing",
    ],
    [
      "lacks its command, and nobody can be asked",
      unhealthy(CURL, "/bin/sh: curl: not found", 127, [], { programs: [{ program: "curl", exists: false }] }),
      "broken-check",
      "check_command_missing",
    ],
    [
      "lacks its command, and the service does not answer either",
      unhealthy(CURL, "/bin/sh: curl: not found", 127, [look({ outcome: "down", detail: "refused" })]),
      "down",
      "not_answering",
    ],
    [
      "lacks its command, and only its own question gets no answer",
      unhealthy(["CMD", "curl", "http://localhost/"], "", 127, [look({ outcome: "down", detail: "refused", isAskedByCheck: true })], {
        programs: [{ program: "curl", exists: false }],
      }),
      "broken-check",
      "check_command_missing",
    ],
    [
      "lacks a shell",
      unhealthy(CURL, 'exec: "/bin/sh": stat /bin/sh: no such file or directory', -1, [look()]),
      "broken-check",
      "check_shell_missing",
    ],
    ["asks a wrong port", unhealthy(["CMD", "curl", "http://localhost:9999/"], REFUSED, 7, [look()]), "broken-check", "check_wrong_port"],
    ["asks the right port at the wrong address", unhealthy(CURL, REFUSED, 7, [look()]), "broken-check", "check_wrong_address"],
    [
      "asks a wrong path",
      unhealthy(CURL, "returned error: 404", 22, [look({ statusCode: 404, isAskedByCheck: true, detail: "404" })]),
      "broken-check",
      "check_wrong_path",
    ],
    ["has too little time", unhealthy(CURL, "Health check exceeded timeout (1s)", -1, [look()]), "broken-check", "check_too_slow"],
    ["is right: nothing answers", unhealthy(CURL, REFUSED, 7, [look({ outcome: "down" })]), "down", "not_answering"],
    [
      "is right: the service says so itself",
      unhealthy(CURL, "returned error: 503", 22, [look({ outcome: "down", statusCode: 503, isAskedByCheck: true }), look()]),
      "down",
      "says_unwell",
    ],
    ["cannot be verified", unhealthy(["CMD", "my-check"], "no", 1, []), "unsure", "unverified"],
    [
      "asks a declared port that is down while another answers",
      unhealthy(CURL, REFUSED, 7, [look({ outcome: "down" }), look({ port: 9000, target: "http://10.0.0.2:9000/" })]),
      "unsure",
      "unverified",
    ],
    [
      "passed before, and nobody else can be asked",
      unhealthy(["CMD", "my-check"], "no", 1, [], { hasPassed: true }),
      "down",
      "check_fails",
    ],
    [
      "passed before, and is refused its question now",
      unhealthy(CURL, "returned error: 401", 22, [], { hasPassed: true }),
      "unsure",
      "unverified",
    ],
    [
      "passed before, with its command gone",
      unhealthy(CURL, "/bin/sh: curl: not found", 127, [], { hasPassed: true }),
      "broken-check",
      "check_command_missing",
    ],
    [
      "passed only just in time, and runs out of it now",
      unhealthy(CURL, "Health check exceeded timeout (1s)", -1, [], {
        hasPassed: true,
        healthRuns: [
          { startedAt: NOW - 5_000, endedAt: NOW - 4_100, exitCode: 0, output: "" },
          { startedAt: NOW - 3_000, endedAt: NOW - 2_000, exitCode: -1, output: "Health check exceeded timeout (1s)" },
        ],
      }),
      "unsure",
      "unverified",
    ],
    [
      "passed quickly, and runs out of time now",
      unhealthy(CURL, "Health check exceeded timeout (1s)", -1, [], {
        hasPassed: true,
        healthRuns: [
          { startedAt: NOW - 5_000, endedAt: NOW - 4_980, exitCode: 0, output: "" },
          { startedAt: NOW - 3_000, endedAt: NOW - 2_000, exitCode: -1, output: "Health check exceeded timeout (1s)" },
        ],
      }),
      "down",
      "check_fails",
    ],
    [
      "belongs to a program that is stopped, though the kernel takes connections for it",
      unhealthy(CURL, "Health check exceeded timeout (1s)", -1, [look()], { isProgramStopped: true }),
      "down",
      "hung",
    ],
    ["belongs to a program that runs", unhealthy(["CMD", "my-check"], "no", 1, [], { isProgramStopped: false }), "unsure", "unverified"],
  ])("%s", (_name, given, verdict, cause) => {
    expect(judge(given)).toMatchObject({ verdict, cause });
  });

  test("tells the line that says it", () => {
    expect(judge(unhealthy(CURL, "/bin/sh: curl: not found", 127, [look()])).evidence).toContain(
      "its check says: /bin/sh: curl: not found",
    );
  });
});

describe("a container that does not run", () => {
  test.each<[string, Partial<Evidence>, string, string]>([
    ["was stopped by somebody", { ...ended, stoppedBy: "person", exitCode: 0 }, "off", "stopped_by_person"],
    ["was killed by somebody though it had a policy", { ...ended, stoppedBy: "person", exitCode: 137 }, "off", "stopped_by_person"],
    ["would have been brought back, had nobody stopped it", { ...ended, stoppedBy: "unknown", exitCode: 143 }, "off", "stopped_by_person"],
    ["went with Docker and comes back with it", { ...ended, stoppedBy: "docker", exitCode: 143 }, "unsure", "stopped_by_docker"],
    [
      "went with Docker, which is back just now",
      { ...ended, stoppedBy: "docker", exitCode: 143, engineAnswersSince: NOW - 5_000 },
      "unsure",
      "stopped_by_docker",
    ],
    [
      "was forgotten by a Docker that is back",
      { ...ended, stoppedBy: "docker", exitCode: 143, engineAnswersSince: NOW - 20_000 },
      "down",
      "stopped_by_docker",
    ],
    [
      "went with Docker and did not come back",
      { ...ended, stoppedBy: "docker", exitCode: 143, finishedAt: NOW - 600_000 },
      "down",
      "stopped_by_docker",
    ],
    [
      "went with Docker and nothing starts it again",
      { ...ended, stoppedBy: "docker", restartPolicy: "no", exitCode: 0 },
      "down",
      "stopped_by_docker",
    ],
    ["finished its job", { ...ended, restartPolicy: "no", exitCode: 0 }, "off", "finished"],
    ["is a job that failed", { ...ended, restartPolicy: "no", exitCode: 3, hasPorts: false, startedAt: NOW - 70_000 }, "off", "job_failed"],
    ["crashed without a policy", { ...ended, restartPolicy: "no", exitCode: 3 }, "down", "crashed"],
    ["ran out of memory", { ...ended, restartPolicy: "no", exitCode: 137, oomKilled: true }, "down", "out_of_memory"],
    ["was ended by a signal of unknown origin", { ...ended, restartPolicy: "no", exitCode: 143, stoppedBy: "unknown" }, "off", "ended"],
    ["killed itself by a signal", { ...ended, restartPolicy: "no", exitCode: 137, stoppedBy: "itself" }, "down", "crashed"],
    ["cannot be started", { ...ended, exitCode: 128, stateError: "driver failed: port is already allocated" }, "down", "cannot_start"],
    ["waits for others to start", { state: "created", createdAt: NOW - 30_000, startedAt: null }, "unsure", "starting"],
    ["was never started", { state: "created", startedAt: null }, "off", "never_started"],
    ["is about to be restarted", { state: "restarting", exitCode: 1 }, "down", "crash_loop"],
    ["died three times in ten minutes", { ...ended, recentDeaths: 3, exitCode: 1 }, "down", "crash_loop"],
    ["was stopped after a crash loop", { ...ended, stoppedBy: "person", recentDeaths: 5, exitCode: 1 }, "off", "stopped_by_person"],
    ["is paused", { state: "paused" }, "off", "paused_by_person"],
  ])("%s", (_name, patch, verdict, cause) => {
    expect(judge(evidence(patch))).toMatchObject({ verdict, cause });
  });
});

describe("a container that runs", () => {
  test.each<[string, Partial<Evidence>, string, string]>([
    ["passes its check", { health: "healthy" }, "well", "healthy"],
    [
      "passes its check, and does not answer where its owner said",
      { health: "healthy", probes: [look({ outcome: "down", isPromised: true })] },
      "down",
      "not_answering",
    ],
    ["passes its check, and a guess does not answer", { health: "healthy", probes: [look({ outcome: "down" })] }, "well", "healthy"],
    ["is starting", { health: "starting" }, "unsure", "starting"],
    ["has no check and answers", { probes: [look()] }, "well", "answers"],
    ["has no check and no address", {}, "unsure", "unchecked"],
    ["has no check and a guess does not answer", { probes: [look({ outcome: "down" })] }, "unsure", "unverified"],
    [
      "has no check and does not answer where its owner said",
      { probes: [look({ outcome: "down", isPromised: true })] },
      "down",
      "not_answering",
    ],
    ["has just started", { startedAt: NOW - 1_000 }, "unsure", "starting"],
  ])("%s", (_name, patch, verdict, cause) => {
    expect(judge(evidence(patch))).toMatchObject({ verdict, cause });
  });

  test("is nobody's guess while its engine is lost", () => {
    expect(judge(evidence({ isEngineAnswering: false, health: "healthy" }))).toMatchObject({ verdict: "unsure", cause: "engine_lost" });
  });

  test("says whether anybody else got an answer", () => {
    expect(judge(evidence({ probes: [look()] })).answers).toBe(true);
    expect(judge(evidence({ probes: [look({ outcome: "down" })] })).answers).toBe(false);
    expect(judge(evidence({ probes: [look({ outcome: "unknown" })] })).answers).toBeNull();
  });
});
