import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Caller } from "../../../kernel/caller.ts";
import { containerFacts, fakeDocker, type FakeDocker } from "../../../integrations/docker/fake.ts";
import { WAIT } from "../../watch/containers/testing/watched.ts";
import { start } from "../../watch/containers/operations.ts";
import { list as listChanges } from "../../watch/changes/operations.ts";
import { list as listVerdicts } from "../../watch/verdicts/operations.ts";
import { dismiss, figures, list, reopen, show } from "./operations.ts";
import { attemptNoted, planMade } from "./events.ts";
import { startCare, type Care } from "./testing/care.ts";

const CHECK = { test: ["CMD", "am-i-well"], intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 1 };
const PORT = [{ containerPort: 8080, protocol: "tcp" as const, hostIp: null, hostPort: null }];

const RESTARTED = {
  id: "a1",
  by: "hydra",
  remedy: "restart",
  operation: "containers.restart",
  subject: "web",
  level: "acted",
  outcome: "proven",
  verifiedBy: "containers.restart itself",
  durationMs: 10,
  approvalId: null,
  detail: null,
  undo: null,
} as const;

let docker: FakeDocker;
let care: Care;
beforeEach(async () => {
  docker = fakeDocker({ isConnecting: true });
  care = await startCare(docker);
});
afterEach(() => care[Symbol.asyncDispose]());

function served(name: string, more: Parameters<typeof containerFacts>[0] = {}) {
  return containerFacts({ name, restartPolicy: "no", ports: PORT, networks: [], ...more });
}

function composed(service: string) {
  return { "com.docker.compose.project": "shop", "com.docker.compose.service": service };
}

describe("an end", () => {
  test("that nobody asked for opens one incident, at once", async () => {
    docker.add(served("web"));
    await care.firstSight();
    docker.exit("web", 1);
    const incident = await care.only();
    expect(incident).toMatchObject({
      state: "open",
      trouble: "crashed",
      subject: { key: "home//web", name: "web" },
      wasIllAtFirstSight: false,
    });
    expect(incident.id).toMatch(/^web-\d+$/);
    await vi.waitFor(
      async () => expect((await care.told("incident.opened"))[0]).toMatchObject({ id: incident.id, trouble: "crashed" }),
      WAIT,
    );
    await vi.waitFor(async () => expect(await care.told("incident.settled")).toHaveLength(1), WAIT);
    expect(await care.told("incident.opened")).toHaveLength(1);
  });

  test("by a person opens none, and keeps the project quiet until it is known what stays down", async () => {
    await care.restart({ quietSeconds: 1 });
    docker.add(served("shop-web", { labels: composed("web") }), served("shop-db", { labels: composed("db") }));
    await care.firstSight();
    docker.stop("shop-db", 137);
    docker.exit("shop-web", 1);
    const incident = await care.only();
    expect(incident.subject.name).toBe("shop-web");
    expect(incident.openedAt - incident.happenedAt).toBeGreaterThan(500);
  });

  test.each([
    ["a job", { ports: [], startedAt: Date.now() - 5_000 }, 1],
    ["an errand of compose run", { labels: { "com.docker.compose.oneoff": "True" } }, 1],
    ["done", {}, 0],
  ])("of %s opens none", async (_what, facts, exitCode) => {
    docker.add(served("job", facts), served("web"));
    await care.firstSight();
    docker.exit("job", exitCode);
    docker.exit("web", 1);
    expect((await care.only()).subject.name).toBe("web");
  });
});

describe("what is told", () => {
  test("a thousand times at once is one incident, and every container has its own", async () => {
    const names = Array.from({ length: 20 }, (_, number) => `c${number}`);
    docker.add(...names.map((name) => served(name)));
    await care.firstSight();
    for (let round = 0; round < 50; round += 1)
      for (const name of names) {
        docker.exit(name, 1);
        if (round < 49) docker.start(name);
      }
    await vi.waitFor(async () => expect(await care.all()).toHaveLength(20), WAIT);
    expect(new Set((await care.all()).map(({ id }) => id)).size).toBe(20);
    expect(new Set((await care.all()).map(({ subject }) => subject.key)).size).toBe(20);
    await vi.waitFor(async () => expect((await care.all()).every(({ trouble }) => trouble === "crash_loop")).toBe(true), WAIT);
  });

  test("an unhealthy container whose check is broken is none; one that is down is", async () => {
    const run = { startedAt: 0, endedAt: 1, exitCode: -1, output: 'exec: "am-i-well": executable file not found in $PATH' };
    docker.add(served("broken", { health: "healthy", healthCheck: CHECK }), served("web", { health: "healthy", healthCheck: CHECK }));
    docker.setPaths("web", ["/bin/am-i-well"]);
    await care.firstSight();
    docker.flipHealth("broken", "unhealthy", { healthRuns: [run], failingStreak: 3 });
    const refused = { startedAt: 0, endedAt: 1, exitCode: 1, output: "connection refused" };
    docker.flipHealth("web", "unhealthy", { healthRuns: [refused], failingStreak: 3 });
    expect(await care.only()).toMatchObject({ trouble: "unhealthy", subject: { name: "web" } });
    docker.flipHealth("web", "healthy", { healthRuns: [], failingStreak: 0 });
    await vi.waitFor(async () => expect((await care.all())[0]).toMatchObject({ state: "resolved", healedBy: "itself" }), WAIT);
  });
});

test("a check that got no answer in time does not make the check the cause", async () => {
  docker.add(served("web", { health: "healthy", healthCheck: CHECK })).setPaths("web", ["/bin/am-i-well"]);
  await care.firstSight();
  const late = { startedAt: 0, endedAt: 1, exitCode: -1, output: "Health check exceeded timeout (1s)" };
  docker.log("web", "waiting for a lock", { stream: "stderr" });
  docker.flipHealth("web", "unhealthy", { healthRuns: [late], failingStreak: 3 });
  const { id } = await care.only();
  await vi.waitFor(async () => expect(await care.told("incident.settled")).toHaveLength(1), WAIT);
  expect(await care.call(show, { id })).toMatchObject({ state: "open", cause: { category: "unknown" } });
});

test("a verdict that comes late closes what Docker's word alone opened, as a false finding", async () => {
  const run = { startedAt: 0, endedAt: 1, exitCode: -1, output: 'exec: "am-i-well": executable file not found in $PATH' };
  docker.add(served("web", { health: "healthy", healthCheck: CHECK }));
  await care.firstSight();
  const mayAnswer = Promise.withResolvers<void>();
  vi.spyOn(docker, "searchPath").mockImplementation(async () => {
    await mayAnswer.promise;
    return ["/bin"];
  });
  docker.flipHealth("web", "unhealthy", { healthRuns: [run], failingStreak: 3 });
  expect(await care.only()).toMatchObject({ state: "open", trouble: "unhealthy" });
  mayAnswer.resolve();
  await vi.waitFor(
    async () => expect((await care.all())[0]).toMatchObject({ state: "dismissed", reason: expect.stringContaining("check") }),
    WAIT,
  );
  expect(await care.call(figures, { weeks: 1 })).toMatchObject({ weeks: [{ opened: 1, false: 1 }], open: 0 });
});

test("containers without space left are one incident at the disk", async () => {
  docker.add(...["db", "photos"].map((name) => served(name, { startedAt: Date.now() - 60_000 })));
  await care.firstSight();
  for (const name of ["db", "photos"]) {
    docker.log(name, "write /data: no space left on device", { stream: "stderr" });
    docker.exit(name, 1);
  }
  await vi.waitFor(async () => {
    const standing = (await care.all()).filter(({ state }) => state === "open");
    expect(standing).toMatchObject([{ subject: { kind: "disk", node: "home" }, cause: { category: "disk_full" } }]);
    expect(standing[0]?.affected.toSorted()).toEqual(["db", "photos"]);
  }, WAIT);
});

test("what Docker brings back is an incident that Docker healed; again within ten minutes it is the same", async () => {
  docker.add(served("web", { restartPolicy: "always", health: "healthy", healthCheck: CHECK }));
  await care.firstSight();
  docker.exit("web", 1, { state: "restarting" });
  const { id } = await care.only();
  docker.start("web");
  docker.flipHealth("web", "healthy");
  await vi.waitFor(async () => expect((await care.all())[0]).toMatchObject({ state: "resolved", healedBy: "docker" }), WAIT);
  expect((await care.story(id)).attempts).toMatchObject([{ by: "docker", outcome: "proven", level: "acted" }]);
  const before = await care.story(id);
  await sleep(1_200);
  docker.exit("web", 1, { state: "restarting" });
  await vi.waitFor(async () => expect((await care.all())[0]).toMatchObject({ id, state: "open" }), WAIT);
  expect(await care.all()).toHaveLength(1);
  const again = await care.story(id);
  const cameAgainAt = Date.parse(again.timeline.find(({ what }) => what.startsWith("It came again"))?.at ?? "");
  expect(cameAgainAt).toBeGreaterThanOrEqual(Date.parse(before.resolvedAt ?? "") + 1_000);
  expect(again.againAt).toBe(new Date(cameAgainAt).toISOString());
  expect(again).toMatchObject({ openedAt: before.openedAt, detectedMs: before.detectedMs });
  docker.start("web");
  docker.flipHealth("web", "healthy");
  await vi.waitFor(async () => expect((await care.all())[0]).toMatchObject({ state: "resolved" }), WAIT);
  const { illMs, openedAt, resolvedAt } = await care.story(id);
  expect(illMs).toBeLessThanOrEqual(Date.parse(resolvedAt ?? "") - Date.parse(openedAt) - 1_000);
});

test("what a person started through Hydra was put right by a person, whatever Hydra tried before", async () => {
  await care.restart({ quietSeconds: 0 });
  docker.add(served("web", { healthCheck: CHECK, health: "healthy" }));
  await care.firstSight();
  docker.exit("web", 1);
  const { id } = await care.only();
  await care.emit(attemptNoted, { incidentId: id, attempt: { ...RESTARTED, startedAt: Date.now() } });
  await vi.waitFor(async () => expect((await care.story(id)).attempts).toHaveLength(1), WAIT);
  const started = care.call(start, { name: "web" });
  await vi.waitUntil(() => [...docker.containers.values()].find(({ name }) => name === "web")?.state === "running", WAIT);
  docker.flipHealth("web", "healthy");
  await started;
  await vi.waitFor(async () => expect((await care.all())[0]).toMatchObject({ state: "resolved", healedBy: "person" }), WAIT);
});

test("what was ill when Hydra came is an incident that nobody is told of", async () => {
  docker.add(served("web", { state: "exited", exitCode: 1 }));
  await care.firstSight();
  expect(await care.only()).toMatchObject({ wasIllAtFirstSight: true, trouble: "crashed" });
});

test("what was ill when Hydra came, became well and fell ill again is news", async () => {
  docker.add(served("web", { state: "exited", exitCode: 1, healthCheck: CHECK }));
  await care.firstSight();
  const { id } = await care.only();
  docker.start("web").flipHealth("web", "healthy");
  await vi.waitFor(async () => expect((await care.all())[0]).toMatchObject({ id, state: "resolved", wasIllAtFirstSight: true }), WAIT);
  docker.exit("web", 1);
  await vi.waitFor(async () => expect((await care.all())[0]).toMatchObject({ id, state: "open", wasIllAtFirstSight: false }), WAIT);
  await vi.waitFor(async () => expect((await care.told("incident.settled")).at(-1)).toMatchObject({ id, wasIllAtFirstSight: false }), WAIT);
});

test("what was ill when Hydra came and was healed is news when it falls ill again before its incident ended", async () => {
  docker.add(served("web", { state: "exited", exitCode: 1, restartPolicy: "no" }));
  await care.firstSight();
  const { id } = await care.only();
  docker.start("web");
  await care.emit(attemptNoted, { incidentId: id, attempt: { ...RESTARTED, startedAt: Date.now() } });
  await vi.waitFor(async () => expect((await care.story(id)).attempts).toHaveLength(1), WAIT);
  docker.exit("web", 1);
  await vi.waitFor(async () => expect((await care.all())[0]).toMatchObject({ id, state: "open", wasIllAtFirstSight: false }), WAIT);
  await vi.waitFor(async () => expect((await care.told("incident.settled")).at(-1)).toMatchObject({ id, wasIllAtFirstSight: false }), WAIT);
});

test("a loop that is caught alive at first sight is no news either", async () => {
  docker.add(served("loop", { restartPolicy: "always", restarts: 57, startedAt: Date.now() }));
  await care.firstSight();
  docker.exit("loop", 1, { state: "restarting" });
  expect(await care.only()).toMatchObject({ wasIllAtFirstSight: true });
});

test("what died while Hydra was away is found; what stood is not opened twice", async () => {
  docker.add(served("web"), served("api"));
  await care.firstSight();
  docker.exit("web", 1);
  await care.only();
  await care.stop();
  docker.exit("api", 1);
  await care.start();
  await vi.waitFor(async () => expect(await care.all()).toHaveLength(2), WAIT);
  expect((await care.all()).map(({ subject, wasIllAtFirstSight }) => [subject.name, wasIllAtFirstSight])).toEqual([
    ["api", false],
    ["web", false],
  ]);
});

test("what was killed under Hydra's eyes is down, also for the next Hydra", async () => {
  docker.add(served("web", { state: "created" }));
  await care.firstSight();
  docker.start("web").exit("web", 137);
  const { id } = await care.only();
  await care.restart();
  await vi.waitFor(
    async () => expect((await care.call(listVerdicts))["verdicts"]).toMatchObject([{ name: "web", verdict: "down", cause: "crashed" }]),
    WAIT,
  );
  expect(await care.only()).toMatchObject({ id, state: "open" });
});

test("a start of Hydra ends nothing: what stands goes on as it was, however long the start takes", async () => {
  docker.add(served("web"), served("api", { health: "healthy", healthCheck: CHECK }), served("gone"));
  docker.setPaths("api", ["/bin/am-i-well"]);
  await care.firstSight();
  const refused = { startedAt: 0, endedAt: 1, exitCode: 1, output: "connection refused" };
  docker.flipHealth("api", "unhealthy", { healthRuns: [refused], failingStreak: 3 });
  docker.log("web", "write /data/db: no space left on device", { stream: "stderr" });
  for (const name of ["web", "gone"]) docker.exit(name, 1);
  await vi.waitFor(async () => expect(await care.told("incident.settled")).toHaveLength(3), WAIT);
  const storiesOf = async () => {
    const all = (await care.all()).filter(({ subject }) => subject.name !== "gone");
    const stories = await Promise.all(all.map(({ id }) => care.story(id)));
    // That it is still ill may be said once more; how long it was, goes on.
    return stories.map((story) => ({ ...story, illMs: null, signals: null, signalCount: null }));
  };
  await vi.waitFor(async () => expect((await storiesOf()).map(({ diagnosis }) => diagnosis.category)).toContain("disk_full"), WAIT);
  const before = await storiesOf();
  await care.stop();
  docker.remove("gone");
  await care.start({ isSlow: true });
  // What really went away meanwhile is over: by then every one was looked at.
  await vi.waitFor(async () => expect((await care.told("incident.closed")).map(({ reason }) => reason)).toEqual(["It was removed."]), WAIT);
  await vi.waitFor(async () => expect((await care.call(listVerdicts))["firstSightAt"]).not.toBeNull(), WAIT);
  expect(await storiesOf()).toEqual(before);
});

test("what stands is listed before what is over, and never cut off", async () => {
  await care.restart({ quietSeconds: 0 });
  docker.add(served("web"), served("api"));
  await care.firstSight();
  docker.exit("web", 1);
  await care.only();
  docker.exit("api", 1);
  await vi.waitFor(async () => expect(await care.all()).toHaveLength(2), WAIT);
  docker.remove("api");
  await vi.waitFor(async () => expect((await care.all()).map(({ state }) => state)).toEqual(["open", "resolved"]), WAIT);
  const [first, ...more] = (await care.call(list, { limit: 1 }))["incidents"] as object[];
  expect(more).toEqual([]);
  expect(first).toMatchObject({ subject: { name: "web" }, state: "open" });
  expect(Object.keys(first ?? {}).slice(0, 3)).toEqual(["id", "sentence", "state"]);
});

test("what Hydra only asked for was never begun", async () => {
  docker.add(served("web"));
  await care.firstSight();
  docker.exit("web", 1);
  const { id } = await care.only();
  const begun = { ...RESTARTED, startedAt: Date.now(), outcome: "pending", verifiedBy: null, durationMs: null } as const;
  await care.emit(attemptNoted, { incidentId: id, attempt: begun });
  await vi.waitFor(
    async () => expect((await care.story(id)).timeline.map(({ what }) => what)).toContain("Hydra begins restart of web"),
    WAIT,
  );
  await care.emit(attemptNoted, { incidentId: id, attempt: { ...begun, level: "asked", approvalId: "approval_1" } });
  await vi.waitFor(
    async () => expect((await care.story(id)).timeline.map(({ what }) => what)).toContain("Hydra asks for restart of web"),
    WAIT,
  );
  expect((await care.story(id)).timeline.map(({ what }) => what)).not.toContain("Hydra begins restart of web");
});

test("what is removed is over, at work on it or not, and counts as put right by nobody", async () => {
  docker.add(served("web"));
  await care.firstSight();
  docker.exit("web", 1);
  const { id } = await care.only();
  docker.remove("web");
  await vi.waitFor(
    async () => expect((await care.all())[0]).toMatchObject({ state: "resolved", healedBy: null, reason: "It was removed." }),
    WAIT,
  );
  expect((await care.story(id)).sentence).toMatch(/^web was down for .*: it was removed$/);
  expect(await care.markdown(id)).toContain("It was removed.");
  expect(await care.call(figures, { weeks: 1 })).toMatchObject({
    weeks: [{ opened: 1, healedBy: { hydra: 0, docker: 0, person: 0, itself: 0 }, byPerson: 0, medianToWellMs: null }],
    open: 0,
  });
});

test("what was made anew is not over", async () => {
  docker.add(served("web"), served("later"));
  await care.firstSight();
  for (const name of ["web", "later"]) docker.exit(name, 1);
  await vi.waitFor(async () => expect(await care.all()).toHaveLength(2), WAIT);
  docker
    .remove("web")
    .remove("later")
    .add(served("web", { id: "f".repeat(64), state: "exited", exitCode: 1 }));
  // The other one is closed: by then its own time would have come and gone.
  await vi.waitFor(async () => expect(await care.told("incident.closed")).toMatchObject([{ subject: { name: "later" } }]), WAIT);
  const web = (await care.all()).find(({ subject }) => subject.name === "web");
  expect(web).toMatchObject({ state: "open", resolvedAt: null });
});

test("attempts and plans are told by events; escalated is still watched; a person dismisses and takes it back", async () => {
  docker.add(served("web"));
  await care.firstSight();
  docker.exit("web", 1);
  const { id } = await care.only();
  const attempt = { ...RESTARTED, startedAt: Date.now(), level: "would", outcome: "pending", verifiedBy: null, durationMs: null } as const;
  await care.emit(attemptNoted, { incidentId: id, attempt });
  await care.emit(attemptNoted, { incidentId: id, attempt: { ...attempt, outcome: "needless" } });
  await care.emit(planMade, { incidentId: id, steps: [], holdBack: "only watching", forPerson: "Start it.", isEscalated: true });
  await vi.waitFor(
    async () => expect(await care.story(id)).toMatchObject({ state: "escalated", forPerson: "Start it.", holdBack: "only watching" }),
    WAIT,
  );
  expect((await care.story(id)).attempts).toMatchObject([{ id: "a1", outcome: "needless" }]);
  // What waits for a person is told first, however much was over since.
  await vi.waitFor(async () => expect((await care.call(list, { state: "open" }))["incidents"]).toEqual([]), WAIT);
  expect((await care.call(list, { state: "standing" }))["incidents"]).toMatchObject([{ id, state: "escalated" }]);
  expect(await care.call(dismiss, { id, reason: "mine" })).toMatchObject({ state: "dismissed", reason: expect.stringContaining("mine") });
  await expect(care.call(dismiss, { id })).rejects.toMatchObject({ code: "conflict" });
  expect(await care.call(reopen, { id })).toMatchObject({ state: "open" });
  expect((await care.call(list, { state: "open" }))["incidents"]).toHaveLength(1);
  await expect(care.call(show, { id: "nobody-1" })).rejects.toMatchObject({ code: "not_found" });
  docker.start("web");
  // Without a check it has to stay up for ten seconds.
  await vi.waitFor(async () => expect((await care.all())[0]).toMatchObject({ state: "resolved", healedBy: "person" }), {
    timeout: 40_000,
    interval: 50,
  });
}, 60_000);

test("an incident of a protected container is dismissed at once, and only what was dismissed is opened again", async () => {
  docker.add(served("db", { labels: { "hydra.protect": "true" } }));
  await care.firstSight();
  docker.exit("db", 1);
  const { id } = await care.only();
  // Every sign of it is heard by then.
  await vi.waitFor(async () => expect(await care.told("incident.settled")).toHaveLength(1), WAIT);
  const model: Caller = { kind: "model", id: "model:guest", userId: null, scopes: ["*"] };
  for (const caller of [null, model]) {
    const reopening = caller === null ? care.call(reopen, { id }) : care.kernel.callAs(caller, reopen.name, { id });
    await expect(reopening).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("only what was dismissed") });
  }
  expect(await care.call(dismiss, { id })).toMatchObject({ state: "dismissed" });
  await expect(care.kernel.callAs(model, dismiss.name, { id })).rejects.toMatchObject({ code: "conflict" });
  expect(await care.call(reopen, { id })).toMatchObject({ state: "open" });
});

test("the story says why, by what it wrote in this very run, what changed before, and what it was like before", async () => {
  docker.add(served("web", { startedAt: Date.now() - 60_000, labels: { "hydra.test": "1" } }));
  docker.log("web", "Error: listen EADDRINUSE: address already in use 0.0.0.0:8080", { at: Date.now() - 120_000 });
  await care.firstSight();
  docker.change("web", { memoryLimitBytes: 64 * 1_048_576 });
  await vi.waitFor(async () => expect((await care.call(listChanges))["changes"]).toHaveLength(1), WAIT);
  docker.log("web", "write /data/db: no space left on device", { stream: "stderr" });
  docker.exit("web", 1);
  const { id } = await care.only();
  await vi.waitFor(async () => expect((await care.story(id)).diagnosis).toMatchObject({ category: "disk_full", group: "resource" }), WAIT);
  const story = await care.story(id);
  expect(story.diagnosis.evidence.map(({ line }) => line)).toContain("write /data/db: no space left on device");
  expect(story.diagnosis.confidence).toBeGreaterThan(0.3);
  expect(story.changes).toMatchObject([{ name: "web", field: "memoryLimitBytes", why: expect.stringContaining("on itself") }]);
  expect(await care.markdown(id)).toContain("no space left");
});
