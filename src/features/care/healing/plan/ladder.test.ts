import { describe, expect, test } from "vitest";
import type { Trouble } from "../../incidents/events.ts";
import { planFor } from "./ladder.ts";
import type { Patient, Situation } from "./situation.ts";

const NOW = Date.UTC(2026, 0, 2);
const OLD = { imageId: `sha256:${"a".repeat(64)}`, changedAt: NOW - 3_600_000, diff: "image: new -> old", composePin: null };

function patient(more: Partial<Patient> = {}): Patient {
  return {
    id: "c1",
    name: "web",
    node: "home",
    state: "running",
    health: "unhealthy",
    restartPolicy: "no",
    stoppedBy: null,
    isOneOff: false,
    hasCheck: true,
    startedAt: NOW - 3_600_000,
    finishedAt: null,
    hasPassed: false,
    recentDeaths: 0,
    image: "web:2",
    imageId: "sha256:new",
    writableMounts: [],
    labels: {},
    ...more,
  };
}

function situation(more: Partial<Situation> = {}): Situation {
  return {
    now: NOW,
    subject: { kind: "container", key: "home//web", node: "home", project: null, name: "web" },
    trouble: "unhealthy",
    category: "unknown",
    confidence: 0.3,
    wasIllAtFirstSight: false,
    isSettled: true,
    isMaybeElsewhere: false,
    isPaused: false,
    patient: patient(),
    otherHealer: null,
    previousImage: null,
    attempts: [],
    records: [],
    ...more,
  };
}

const failedTry = (remedy: string) => ({ remedy, outcome: "failed", level: "acted", by: "hydra" }) as const;
const record = (remedy: "restart" | "rollback", worked: number, tried: number, retiredAt: number | null = null) => ({
  remedy,
  worked,
  tried,
  failedInRow: retiredAt === null ? 0 : 3,
  retiredAt,
  retiredBecause: retiredAt === null ? null : "it failed 3 times in a row",
});

describe("the ladder", () => {
  test("what ends for its memory again and again, though Docker starts it each time, is for a person", () => {
    const looping = patient({ state: "restarting", restartPolicy: "always", recentDeaths: 3, finishedAt: NOW });
    const plan = planFor(situation({ trouble: "out_of_memory", category: "out_of_memory", confidence: 0.95, patient: looping }));
    expect(plan).toMatchObject({ next: null, holdBack: null, isEscalated: true, forPerson: expect.stringContaining("memory") });
  });
  test("a start that Docker failed at is tried once more, unless it would only fail again", () => {
    const failed = { trouble: "cannot_start", patient: patient({ state: "exited" }) } as const;
    expect(planFor(situation(failed)).next).toMatchObject({ remedy: "restart" });
    expect(planFor(situation({ ...failed, attempts: [failedTry("restart")] })).next).toBeNull();
    expect(planFor(situation({ ...failed, category: "port_conflict", confidence: 0.5 })).next).toBeNull();
  });
  test("what Docker gave up on gets its chance once more, and then a person", () => {
    const gaveUp = { trouble: "crash_loop", patient: patient({ state: "exited", restartPolicy: "on-failure" }) } as const;
    expect(planFor(situation(gaveUp)).next).toMatchObject({ remedy: "restart" });
    expect(planFor(situation({ ...gaveUp, attempts: [failedTry("restart")] }))).toMatchObject({ next: null, isEscalated: true });
    expect(planFor(situation({ ...gaveUp, patient: patient({ state: "restarting", restartPolicy: "always" }) })).next).toBeNull();
    expect(planFor(situation({ ...gaveUp, category: "config_error", confidence: 0.9 })).next).toBeNull();
  });

  test.each<[Trouble, string[]]>([
    ["crashed", ["restart"]],
    ["hung", ["restart"]],
    ["unhealthy", ["restart"]],
    ["out_of_memory", ["restart"]],
    ["crash_loop", []],
    ["cannot_start", ["restart"]],
    ["error_burst", []],
  ])("for %s without another image is %j", (trouble, remedies) => {
    const plan = planFor(situation({ trouble }));
    expect(plan.rungs.map(({ remedy }) => remedy)).toEqual(remedies);
    expect(plan.isEscalated).toBe(remedies.length === 0);
    expect(plan.forPerson === null).toBe(remedies.length > 0);
  });

  test.each<[Trouble, string[]]>([
    ["unhealthy", ["restart", "rollback"]],
    ["crash_loop", ["rollback"]],
    ["cannot_start", ["rollback"]],
  ])("for %s after the image changed within a day is %j", (trouble, remedies) => {
    const plan = planFor(situation({ trouble, previousImage: OLD }));
    expect(plan.rungs.map(({ remedy }) => remedy)).toEqual(remedies);
    expect(plan.rungs.at(-1)).toMatchObject({ operation: "containers.recreate", isAutomatic: true, diff: "image: new -> old" });
  });

  test("never goes back by itself where something writable is mounted, and says how a person can", () => {
    const written = patient({ writableMounts: ["volume data"] });
    const plan = planFor(situation({ trouble: "crash_loop", previousImage: OLD, patient: written }));
    expect(plan).toMatchObject({ next: null, isEscalated: true, rungs: [{ remedy: "rollback", isAutomatic: false }] });
    expect(plan.forPerson).toContain("hydra heal web --remedy rollback");
    expect(planFor(situation({ trouble: "crash_loop", previousImage: OLD, patient: written }), { remedy: null }).next).toMatchObject({
      remedy: "rollback",
    });
  });

  test("a restart that did not help is followed by the image from before, then by a restart once more", () => {
    const previousImage = OLD;
    expect(planFor(situation({ previousImage })).next?.remedy).toBe("restart");
    const once = [failedTry("restart")];
    expect(planFor(situation({ previousImage, attempts: once })).next?.remedy).toBe("rollback");
    const both = [...once, failedTry("rollback")];
    expect(planFor(situation({ previousImage, attempts: both })).next?.remedy).toBe("restart");
    const all = [...both, failedTry("restart"), failedTry("restart")];
    expect(planFor(situation({ previousImage, attempts: all }))).toMatchObject({ next: null, isEscalated: true });
  });

  test("what has clearly the better record goes first, what retired is not tried", () => {
    const previousImage = OLD;
    const records = [record("restart", 0, 2), record("rollback", 5, 5)];
    expect(planFor(situation({ previousImage, records })).next?.remedy).toBe("rollback");
    const even = [record("restart", 4, 5), record("rollback", 5, 5)];
    expect(planFor(situation({ previousImage, records: even })).next?.remedy).toBe("restart");
    expect(planFor(situation({ records: [record("restart", 0, 3, NOW)] }))).toMatchObject({ next: null, isEscalated: true });
  });

  test.each([
    "port_conflict",
    "disk_full",
    "config_error",
    "auth_failed",
    "permission",
    "platform_mismatch",
    "tls_cert",
    "model_missing",
    "corrupt_data",
  ])("%s is a person's when that is sure, and a restart's when it is a guess", (category) => {
    const sure = planFor(situation({ category, confidence: 0.9 }));
    expect(sure).toMatchObject({ rungs: [], next: null, isEscalated: true });
    expect(sure.forPerson).toMatch(/^[A-Z].*\.$/);
    expect(planFor(situation({ category, confidence: 0.5 })).next?.remedy).toBe("restart");
  });

  test.each(["node_lost", "disk_full", "certificate_ending", "target_gone"] as const)("%s is a person's", (trouble) => {
    const subject = { kind: "node", key: "node/home", node: "home", project: null, name: "home" } as const;
    expect(planFor(situation({ trouble, subject, patient: null }))).toMatchObject({ rungs: [], isEscalated: true, holdBack: null });
  });
});

describe("nothing is done", () => {
  const autoheal = { name: "autoheal", chosenBy: "autoheal" };
  test.each<[string, Partial<Situation>]>([
    ["it was so when Hydra first looked", { wasIllAtFirstSight: true }],
    ["Hydra is paused", { isPaused: true }],
    ["is gone", { patient: null }],
    ["somebody stopped it", { patient: patient({ state: "exited", stoppedBy: "person" }) }],
    ["somebody paused it", { patient: patient({ state: "paused" }) }],
    ["it is a job", { patient: patient({ isOneOff: true }) }],
    ["autoheal manages it", { otherHealer: autoheal, patient: patient({ labels: { autoheal: "true" } }) }],
    ["watcher manages it", { otherHealer: { name: "watcher", chosenBy: "all" } }],
    ["Docker Swarm manages it", { patient: patient({ labels: { "com.docker.swarm.service.id": "x" } }) }],
    ["Kubernetes manages it", { patient: patient({ labels: { "io.kubernetes.pod.name": "x" } }) }],
    ["Nomad manages it", { patient: patient({ labels: { "com.hashicorp.nomad.alloc_id": "x" } }) }],
    ["systemd manages it", { patient: patient({ labels: { PODMAN_SYSTEMD_UNIT: "web.service" } }) }],
    ["started only just now", { patient: patient({ startedAt: NOW - 5_000 }) }],
    ["Docker starts it again itself", { trouble: "crashed", patient: patient({ state: "restarting", restartPolicy: "always" }) }],
    [
      "Docker starts it again itself",
      {
        trouble: "crashed",
        patient: patient({ state: "exited", restartPolicy: "on-failure", finishedAt: NOW - 1_000, stoppedBy: "itself" }),
      },
    ],
    ["the cause may be what it depends on", { isSettled: false, isMaybeElsewhere: true }],
  ])("because %s", (reason, more) => {
    const plan = planFor(situation(more));
    expect(plan).toMatchObject({ next: null, isEscalated: false, holdBack: { reason: expect.stringContaining(reason) } });
  });

  test("but a person who asks for it gets it", () => {
    expect(planFor(situation({ wasIllAtFirstSight: true }), { remedy: null }).next?.remedy).toBe("restart");
    expect(planFor(situation({ wasIllAtFirstSight: true }), { remedy: "rollback" }).next).toBeNull();
  });

  test("autoheal leaves alone what has not its label, and what it does not watch", () => {
    expect(planFor(situation({ otherHealer: autoheal })).next?.remedy).toBe("restart");
    const leftOut = patient({ labels: { autoheal: "false" } });
    expect(planFor(situation({ otherHealer: { name: "watcher", chosenBy: "all" }, patient: leftOut })).next?.remedy).toBe("restart");
    const other = { name: "watcher", chosenBy: "keep-well" };
    expect(planFor(situation({ otherHealer: other, patient: patient({ labels: { autoheal: "true" } }) })).next?.remedy).toBe("restart");
    expect(planFor(situation({ otherHealer: other, patient: patient({ labels: { "keep-well": "true" } }) })).next).toBeNull();
    const labelled = patient({ state: "exited", labels: { autoheal: "true" } });
    expect(planFor(situation({ trouble: "crashed", otherHealer: autoheal, patient: labelled })).next?.remedy).toBe("restart");
  });

  test("what was well in this run, or failed after a restart of Hydra's, is not starting any more", () => {
    const young = { startedAt: NOW - 5_000 };
    expect(planFor(situation({ patient: patient({ ...young, hasPassed: true }) })).next?.remedy).toBe("restart");
    expect(planFor(situation({ patient: patient(young), attempts: [failedTry("restart")] })).next?.remedy).toBe("restart");
    expect(planFor(situation({ trouble: "hung", patient: patient(young) })).next?.remedy).toBe("restart");
  });

  test("Docker gave up: then it is Hydra's turn", () => {
    const left = patient({ state: "exited", restartPolicy: "on-failure", finishedAt: NOW - 60_000, stoppedBy: "itself" });
    expect(planFor(situation({ trouble: "crashed", patient: left })).next?.remedy).toBe("restart");
  });
});
