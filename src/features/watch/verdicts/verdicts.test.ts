import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { containerFacts, fakeDocker, type FakeDocker } from "../../../integrations/docker/fake.ts";
import { containers } from "../containers/index.ts";
import { list as listContainers } from "../containers/operations.ts";
import { WAIT, Watched } from "../containers/testing/watched.ts";
import { inventory } from "../inventory/index.ts";
import { monitors } from "../monitors/index.ts";
import { systemClock } from "../../../kernel/clock.ts";
import { verdicts } from "./index.ts";
import { explain, findings, list } from "./operations.ts";
import { keepStanding, listFindings } from "./store.ts";

const CHECK = { test: ["CMD", "am-i-well"], intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 1 };
const FEATURES = [inventory, containers, monitors, verdicts];

interface Group {
  cause: string;
  verdict: string;
  title: string;
  containers: { name: string; wasIllAtFirstSight: boolean; since: string }[];
}

let docker: FakeDocker;
let watched: Watched;
beforeEach(async () => {
  // Still connecting: first sight is over only once the engine has shown everything.
  docker = fakeDocker({ isConnecting: true });
  watched = await new Watched(FEATURES, { engines: [docker] }).start();
});
afterEach(() => watched[Symbol.asyncDispose]());

function unhealthy(name: string) {
  const run = { startedAt: 0, endedAt: 1, exitCode: -1, output: 'exec: "am-i-well": executable file not found in $PATH' };
  return containerFacts({ name, health: "unhealthy", healthCheck: CHECK, healthRuns: [run], failingStreak: 3, networks: [] });
}

async function verdictOf(name: string): Promise<[string, string]> {
  const { ruling } = (await watched.call(explain, { name })) as { ruling: { verdict: string; cause: string } };
  return [ruling.verdict, ruling.cause];
}

async function fresh(name: string): Promise<Record<string, unknown>> {
  return (await watched.call(explain, { name, fresh: true }))["ruling"] as Record<string, unknown>;
}

async function until(name: string, verdict: string, cause: string): Promise<void> {
  await vi.waitFor(async () => expect(await verdictOf(name)).toEqual([verdict, cause]), WAIT);
}

async function groups(): Promise<Group[]> {
  return (await watched.call(findings))["findings"] as Group[];
}

describe("a verdict", () => {
  test("is reached for each container, told once, and stands in the list of containers", async () => {
    docker.add(containerFacts({ name: "web", health: "healthy", healthCheck: CHECK }), unhealthy("api"));
    docker.regain();
    await until("web", "well", "healthy");
    await until("api", "broken-check", "check_command_missing");
    await vi.waitFor(async () => expect((await watched.call(list))["firstSightAt"]).not.toBeNull(), WAIT);
    const listed = (await watched.call(listContainers))["containers"] as { name: string; verdict: string }[];
    expect(listed.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["api", "broken-check"],
      ["web", "well"],
    ]);
    expect((await watched.told("verdict.reached")).map(({ data }) => [data["name"], data["before"]]).toSorted()).toEqual([
      ["api", null],
      ["web", null],
    ]);
    expect((await watched.call(list, { verdict: "well" }))["verdicts"]).toHaveLength(1);
    await expect(watched.call(explain, { name: "nobody" })).rejects.toMatchObject({ code: "not_found" });
  });

  test("is unsure while the engine is lost, and comes back with it", async () => {
    docker.add(containerFacts({ name: "web", health: "healthy", healthCheck: CHECK }));
    docker.regain();
    await until("web", "well", "healthy");
    docker.lose("the cable was pulled");
    await until("web", "unsure", "engine_lost");
    docker.regain();
    await until("web", "well", "healthy");
    await vi.waitFor(async () => {
      const told = await watched.told("verdict.reached");
      expect(told.map(({ data }) => data["cause"])).toEqual(["healthy", "engine_lost", "healthy"]);
    }, WAIT);
  });

  test("of what somebody stopped is off, and of what is gone nobody asks", async () => {
    docker.add(containerFacts({ name: "web", health: "healthy", healthCheck: CHECK }));
    docker.regain();
    await until("web", "well", "healthy");
    docker.stop("web", 143);
    await until("web", "off", "stopped_by_person");
    docker.remove("web");
    await vi.waitFor(async () => expect((await watched.call(list))["verdicts"]).toEqual([]), WAIT);
  });

  test("is not left behind by a container that went while it was looked at", async () => {
    const isAsked = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    vi.spyOn(docker, "searchPath").mockImplementation(async () => {
      isAsked.resolve();
      await mayAnswer.promise;
      return ["/bin"];
    });
    docker.add(unhealthy("api"));
    docker.regain();
    await isAsked.promise;
    docker.remove("api");
    await vi.waitFor(async () => expect(await watched.told("container.removed")).toHaveLength(1), WAIT);
    mayAnswer.resolve();
    await vi.waitFor(async () => expect((await watched.call(list))["firstSightAt"]).not.toBeNull(), WAIT);
    expect((await watched.call(list))["verdicts"]).toEqual([]);
    expect(await groups()).toEqual([]);
  });
});

describe("a fresh look", () => {
  test("tells what is so now, notes and tells it, whatever the last look saw", async () => {
    docker.add(containerFacts({ name: "web", health: "healthy", healthCheck: CHECK, networks: [], restartPolicy: "on-failure" }));
    docker.regain();
    await until("web", "well", "healthy");
    docker.exit("web", 1);
    await vi.waitFor(async () => expect(await fresh("web")).toMatchObject({ verdict: "down", cause: "crashed" }), WAIT);
    expect(await verdictOf("web")).toEqual(["down", "crashed"]);
    expect((await watched.told("verdict.reached")).map(({ data }) => data["cause"])).toEqual(["healthy", "crashed"]);
    await expect(watched.call(explain, { name: "nobody", fresh: true })).rejects.toMatchObject({ code: "not_found" });
  });

  test("is not overruled by an older one that took longer", async () => {
    const isAsked = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    vi.spyOn(docker, "searchPath").mockImplementationOnce(async () => {
      isAsked.resolve();
      await mayAnswer.promise;
      return ["/bin"];
    });
    docker.add({ ...unhealthy("api"), restartPolicy: "on-failure" });
    docker.regain();
    await isAsked.promise;
    docker.exit("api", 1);
    await vi.waitFor(async () => expect(await fresh("api")).toMatchObject({ verdict: "down" }), WAIT);
    mayAnswer.resolve();
    await vi.waitFor(async () => expect((await watched.call(list))["firstSightAt"]).not.toBeNull(), WAIT);
    expect((await verdictOf("api"))[0]).toBe("down");
  });

  test("sees a program that is stopped in its tracks", async () => {
    docker.add(containerFacts({ name: "db", health: "healthy", healthCheck: CHECK, networks: [], ports: [] }));
    docker.regain();
    await until("db", "well", "healthy");
    docker.setProcess("db", "T");
    docker.flipHealth("db", "unhealthy");
    await until("db", "down", "hung");
    docker.setProcess("db", "S");
    docker.flipHealth("db", "healthy");
    await until("db", "well", "healthy");
    expect(await fresh("db")).toMatchObject({ verdict: "well" });
  });

  test("trusts a check that Hydra saw passing in this run", async () => {
    const check = { ...CHECK, test: ["CMD", "/am-i-well"] };
    vi.spyOn(docker, "hasPath").mockResolvedValue(true);
    docker.add(containerFacts({ name: "db", health: "healthy", healthCheck: check, networks: [], ports: [] }));
    docker.regain();
    await until("db", "well", "healthy");
    const run = { startedAt: Date.now(), endedAt: Date.now() + 1, exitCode: 1, output: "not ready" };
    docker.flipHealth("db", "unhealthy", { healthRuns: [run] });
    await until("db", "down", "check_fails");
    expect(await fresh("db")).toMatchObject({ answers: null });
  });
});

describe("findings", () => {
  test("stand once for each cause, the worst first, and close when their container is well", async () => {
    docker.add(unhealthy("api"), unhealthy("web"));
    docker.add(containerFacts({ name: "db", state: "exited", exitCode: 1, restartPolicy: "on-failure" }));
    docker.add(containerFacts({ name: "fine", health: "healthy", healthCheck: CHECK }));
    docker.regain();
    await vi.waitFor(async () => expect((await groups()).flatMap((group) => group.containers)).toHaveLength(3), WAIT);
    const [down, broken, ...more] = await groups();
    expect(more).toEqual([]);
    expect(down).toMatchObject({ cause: "crashed", verdict: "down", containers: [{ name: "db", wasIllAtFirstSight: true }] });
    expect(broken).toMatchObject({
      cause: "check_command_missing",
      verdict: "broken-check",
      title: expect.stringContaining("does not exist"),
    });
    expect(broken?.containers.map(({ name }) => name)).toEqual(["api", "web"]);
    docker.flipHealth("api", "healthy");
    await vi.waitFor(async () => expect((await groups())[1]?.containers.map(({ name }) => name)).toEqual(["web"]), WAIT);
    docker.remove("web");
    await vi.waitFor(async () => expect((await groups()).map(({ cause }) => cause)).toEqual(["crashed"]), WAIT);
  });

  test("remember since when over a restart of Hydra, and are not told as news again", async () => {
    docker.add(unhealthy("api"));
    docker.regain();
    await until("api", "broken-check", "check_command_missing");
    await vi.waitFor(async () => expect(await groups()).toHaveLength(1), WAIT);
    const before = await groups();
    await watched.restart();
    await vi.waitFor(async () => expect(await groups()).toEqual(before), WAIT);
  });
});

test("an illness of what could only not be verified at first sight is a new one", async () => {
  const { store } = watched.test.kernel;
  const about = { key: "home//api", node: "home", name: "api", isFinding: true } as const;
  const keep = (verdict: string, cause: string, wasIllAtFirstSight: boolean) =>
    keepStanding({ store, clock: systemClock }, { ...about, verdict, cause, wasIllAtFirstSight });
  const isOld = async () => (await listFindings({ db: () => store.tables() }))[0]?.wasIllAtFirstSight;
  await keep("unsure", "unverified", true);
  expect(await isOld()).toBe(true);
  await keep("down", "crashed", false);
  expect(await isOld()).toBe(false);
  await keep("down", "crash_loop", true);
  expect(await isOld()).toBe(false);
});

test("names and output of the worst kind change nothing but themselves", async () => {
  for (const [index, name] of [
    "__proto__",
    "<script>alert(1)</script>",
    "\u001b]0;owned\u0007",
    "\u202eevil",
    "x".repeat(100_000),
  ].entries())
    docker.add({ ...unhealthy(name), id: String(index).repeat(64) });
  docker.regain();
  await vi.waitFor(async () => expect((await groups()).flatMap((group) => group.containers)).toHaveLength(5), WAIT);
  expect(await verdictOf("__proto__")).toEqual(["broken-check", "check_command_missing"]);
});
