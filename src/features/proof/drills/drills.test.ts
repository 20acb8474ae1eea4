import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakeDocker, type FakeDocker } from "../../../integrations/docker/fake.ts";
import type { DockerWrites } from "../../../integrations/docker/hosts.ts";
import type { DockerSandbox } from "../../../integrations/docker/sandbox.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { approvals } from "../../self/approvals/index.ts";
import { grants } from "../../self/grants/index.ts";
import { notifications } from "../../self/notifications/index.ts";
import { changes } from "../../watch/changes/index.ts";
import { containers } from "../../watch/containers/index.ts";
import { Watched, WAIT } from "../../watch/containers/testing/watched.ts";
import { dependencies } from "../../watch/dependencies/index.ts";
import { inventory } from "../../watch/inventory/index.ts";
import { logs } from "../../watch/logs/index.ts";
import { monitors } from "../../watch/monitors/index.ts";
import { telemetry } from "../../watch/telemetry/index.ts";
import { verdicts } from "../../watch/verdicts/index.ts";
import { diagnosis } from "../../care/diagnosis/index.ts";
import { healing } from "../../care/healing/index.ts";
import { incidents } from "../../care/incidents/index.ts";
import { drills } from "./index.ts";
import { labelOf } from "./run/heal.ts";
import type { DrillItem } from "./shapes.ts";
import { beginRun } from "./store.ts";

const CARE = [approvals, grants, notifications, inventory, containers, dependencies, telemetry, logs, monitors, verdicts, changes];
const FEATURES = [...CARE, diagnosis, incidents, healing, drills];

/** The sandbox of the pretended engine with a program in each container: it has a good check, and dies when it is told to. */
function actOut(docker: FakeDocker): DockerSandbox {
  const sandbox = docker.sandbox as DockerSandbox;
  sandbox.exec = async (id, argv) => {
    if (argv.join(" ") === "touch /fault") docker.exit(id, 137);
    return { exitCode: 0, output: "" };
  };
  docker.listen({
    onChange: ({ after }) => {
      if (after?.health === "starting") setImmediate(() => docker.containers.has(after.id) && docker.flipHealth(after.id, "healthy"));
    },
  });
  return sandbox;
}

describe("a drill on a pretended engine", () => {
  let docker: FakeDocker;
  let sandbox: DockerSandbox;
  let home: Watched;

  beforeEach(async () => {
    docker = fakeDocker();
    sandbox = actOut(docker);
    home = await new Watched(FEATURES, { engines: [docker] }).start();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  const heal = (input: object): Promise<AsyncGenerator<DrillItem>> =>
    home.test.kernel.callAsOwner("drills.heal", input) as Promise<AsyncGenerator<DrillItem>>;
  const listed = async (operation: string, field: string): Promise<Record<string, unknown>[]> =>
    ((await home.test.kernel.callAsOwner(operation, {})) as Record<string, Record<string, unknown>[]>)[field] ?? [];
  const nothingIsLeft = async (): Promise<void> => {
    expect(await sandbox.leftovers()).toEqual({ containers: [], networks: [], volumes: [], images: [] });
    expect(await listed("grants.list", "grants")).toEqual([]);
  };

  test("says what it will do, what happened and how it ended, and leaves nothing behind", { timeout: 60_000 }, async () => {
    const items: DrillItem[] = [];
    const states: unknown[] = [];
    for await (const item of await heal({ cases: ["kill"], patienceSeconds: 40 })) {
      items.push(item);
      states.push((await listed("drills.list", "drills"))[0]?.["state"]);
    }
    expect(items).toMatchObject([
      { kind: "plan", cases: ["kill"], patienceSeconds: 40, node: "home", image: "busybox:latest" },
      {
        kind: "case",
        case: "kill",
        status: "passed",
        said: "crashed",
        isCauseRight: true,
        root: "app",
        did: [{ remedy: "restart", service: "app", outcome: "proven" }],
        ended: "healed",
        wrongs: [],
      },
      { kind: "summary", passed: 1, failed: 0, skipped: 0 },
    ]);
    expect(states).toEqual(["running", "running", "running"]);
    await nothingIsLeft();
    const [run] = await listed("drills.list", "drills");
    expect(run).toMatchObject({ state: "done", passed: 1, failed: 0, by: "person:owner" });
    expect(await home.test.kernel.callAsOwner("drills.show", { id: run?.["id"] })).toMatchObject({ cases: [{ case: "kill" }] });
    // The rest of the house knows nothing of it: no notice, no record, no figure.
    expect(await home.told("notice.raised")).toEqual([]);
    await vi.waitFor(async () => expect(await home.told("deed.judged")).not.toEqual([]), WAIT);
    expect(await listed("grants.deeds", "deeds")).toEqual([]);
    expect(await home.test.kernel.callAsOwner("incidents.figures", { weeks: 1 })).toMatchObject({ weeks: [{ opened: 0 }] });
    expect(await home.test.kernel.callAsOwner("healing.limits", {})).toMatchObject({ everything: { acts: 0 } });
  });

  test("a rule that was broken is told", { timeout: 60_000 }, async () => {
    // The engine refuses the restart: it never becomes well in time.
    const engine = docker.write as DockerWrites;
    engine.restart = () => Promise.reject(new HydraError("upstream_failed", "the engine refuses"));
    const items: DrillItem[] = [];
    for await (const item of await heal({ cases: ["kill"], patienceSeconds: 8 })) items.push(item);
    expect(items.at(1)).toMatchObject({ status: "failed", isCauseRight: true, toWellMs: null });
    expect(items.at(1)).toMatchObject({ wrongs: [expect.stringContaining("it had to end healed and proven")] });
    expect(items.at(-1)).toMatchObject({ kind: "summary", failed: 1 });
    await nothingIsLeft();
  });

  test("whoever goes away in the midst of it leaves nothing behind", { timeout: 60_000 }, async () => {
    const drill = await heal({ cases: ["kill", "failing-service", "crash-loop", "oom", "broken-check"], patienceSeconds: 5 });
    expect(await drill.next()).toMatchObject({ value: { kind: "plan" } });
    const second = await drill.next();
    expect(second).toMatchObject({ value: { kind: "case" } });
    await expect(heal({})).rejects.toMatchObject({ code: "conflict" });
    await drill.return(undefined);
    await nothingIsLeft();
    expect(await listed("drills.list", "drills")).toMatchObject([{ state: "stopped" }]);
  });

  test("what a killed process left is taken back at the next start, and nothing else", { timeout: 60_000 }, async () => {
    const host = home.test.kernel.hostOf("drills");
    const id = "drill_01m840cutoff1";
    await beginRun(host, { id, startedAt: host.clock.now(), node: "home", by: "person:owner" });
    const left = { image: "busybox:latest", drill: labelOf(id) };
    await sandbox.start(await sandbox.create({ ...left, name: "hydra-drill-left-app" }));
    await sandbox.createNetwork("hydra-drill-left-net", labelOf(id));
    const other = await sandbox.create({ image: "busybox:latest", drill: "of-another-hydra", name: "hydra-drill-other-app" });
    for (const name of ["hydra-drill-left-kill", "shop"])
      await home.test.kernel.callAsOwner("grants.put", { operation: "containers.restart", scope: { kind: "project", name }, level: "act" });
    await home.restart();
    await vi.waitFor(async () => expect((await sandbox.leftovers()).containers).toMatchObject([{ id: other }]), WAIT);
    expect((await sandbox.leftovers()).networks).toEqual([]);
    expect(await listed("grants.list", "grants")).toMatchObject([{ scope: { name: "shop" } }]);
    expect(await listed("drills.list", "drills")).toMatchObject([{ id, state: "stopped" }]);
  });

  test("without an image that has a shell it says so", async () => {
    sandbox.images = () => Promise.resolve([]);
    sandbox.pull = () => Promise.reject(new HydraError("upstream_failed", "the registry does not answer"));
    const drill = await heal({ cases: ["kill"] });
    await expect(drill.next()).rejects.toMatchObject({
      code: "not_configured",
      message: expect.stringContaining("No image with a shell is here, and none can be pulled"),
    });
    await nothingIsLeft();
  });

  test("refuses what cannot be", async () => {
    await expect(heal({ cases: ["kil"] })).rejects.toMatchObject({ code: "invalid_input", message: expect.stringContaining("kill") });
    await expect(heal({ node: "nowhere" })).rejects.toMatchObject({ code: "not_found" });
    home.test.kernel.services.pause.set(null, "a test");
    await expect(heal({})).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("paused") });
  });
});

test("where nothing may be changed, nothing is begun", async () => {
  await using home = await new Watched(FEATURES, { engines: [fakeDocker({ watchOnly: true })] }).start();
  await expect(home.test.kernel.callAsOwner("drills.heal", {})).rejects.toMatchObject({ code: "conflict" });
});
