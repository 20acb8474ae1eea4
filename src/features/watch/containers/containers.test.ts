import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { containerFacts, fakeDocker } from "../../../integrations/docker/fake.ts";
import { ManualClock } from "../../../kernel/clock.ts";
import { inventory } from "../inventory/index.ts";
import { WAIT, Watched } from "./testing/watched.ts";
import { containers } from "./index.ts";
import { list, nodes, show } from "./operations.ts";
import type { ListedContainer } from "./shapes.ts";

const MINUTE_MS = 60_000;
const COMPOSE = { "com.docker.compose.project": "shop", "com.docker.compose.service": "web" };
const CHECK = { test: ["CMD", "/check"], intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 1 };

let clock: ManualClock;
let watched: Watched;
beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 5, 1));
  watched = await new Watched([inventory, containers], { clock }).start();
});
afterEach(() => watched[Symbol.asyncDispose]());

async function listed(input: object = {}): Promise<ListedContainer[]> {
  return (await watched.call(list, input))["containers"] as ListedContainer[];
}

async function named(name: string): Promise<ListedContainer | undefined> {
  return (await listed()).find((container) => container.name === name);
}

async function stoppers(): Promise<Record<string, string | null>> {
  return Object.fromEntries((await listed()).map(({ name, stoppedBy }) => [name, stoppedBy]));
}

/** Wait until so many container events were stored, then name them all: none may come twice. */
async function story(length: number): Promise<string[]> {
  await vi.waitFor(async () => expect((await events()).length).toBeGreaterThanOrEqual(length), WAIT);
  return events();
}

async function events(): Promise<string[]> {
  return (await watched.told())
    .filter(({ type }) => type.startsWith("container."))
    .map(({ type, data }) => `${type.slice(10)} ${String(data["name"])}`);
}

describe("what happens to a container", () => {
  test("is told once and in order, from its appearing to its end", async () => {
    const { docker } = watched;
    docker.add(containerFacts({ name: "web", state: "created", healthCheck: CHECK }));
    clock.advance(1_000);
    docker.start("web");
    docker.flipHealth("web", "healthy");
    docker.flipHealth("web", "unhealthy");
    clock.advance(1_000);
    docker.exit("web", 3);
    docker.remove("web");
    expect(await story(7)).toEqual([
      "appeared web",
      "started web",
      "healthChanged web",
      "healthChanged web",
      "healthChanged web",
      "exited web",
      "removed web",
    ]);
    const told = await watched.told("container.healthChanged");
    expect(told.map(({ data }) => [data["healthBefore"], data["health"]])).toEqual([
      ["unchecked", "starting"],
      ["starting", "healthy"],
      ["healthy", "unhealthy"],
    ]);
    expect((await watched.told("container.exited"))[0]?.data).toMatchObject({
      exitCode: 3,
      oomKilled: false,
      state: "exited",
      happenedAt: clock.now(),
    });
    expect(await listed()).toEqual([]);
  });

  test("that was there when Hydra came is told as such", async () => {
    const early = fakeDocker({ clock, isConnecting: true });
    early.add(containerFacts({ name: "old" }));
    await using other = await new Watched([inventory, containers], { clock, engines: [early] }).start();
    early.regain();
    early.add(containerFacts({ name: "new" }));
    await vi.waitFor(async () => expect(await other.told("container.appeared")).toHaveLength(2), WAIT);
    expect((await other.told("container.appeared")).map(({ data }) => [data["name"], data["wasThereBefore"]])).toEqual([
      ["old", true],
      ["new", false],
    ]);
  });

  test("unseen, a restart that only the comparison finds, is an end and then a start", async () => {
    watched.docker.add(containerFacts({ name: "web" }));
    watched.docker.change("web", { startedAt: clock.now() });
    expect(await story(3)).toEqual(["appeared web", "exited web", "started web"]);
    expect((await watched.told("container.exited"))[0]?.data).toMatchObject({ stoppedBy: "unknown" });
  });

  test("without an event of its own is a change; pausing is no end", async () => {
    watched.docker.add(containerFacts({ name: "web" }));
    watched.docker.change("web", { memoryLimitBytes: 1 });
    watched.docker.change("web", { cpuLimit: 1 });
    watched.docker.change("web", { restartPolicy: "no" });
    watched.docker.change("web", { state: "paused" }, { action: "pause" });
    watched.docker.change("web", { state: "running" }, { action: "unpause" });
    watched.docker.change("web", { name: "shop" }, { action: "rename" });
    expect(await story(7)).toEqual(["appeared web", ...Array.from({ length: 5 }, () => "changed web"), "changed shop"]);
    expect(await named("shop")).toMatchObject({ state: "running", stoppedBy: null });
  });

  test("that came with an exit code and memory is kept as it was", async () => {
    watched.docker.add(containerFacts({ name: "web" }));
    watched.docker.exit("web", 137, { oomKilled: true });
    expect(await named("web")).toMatchObject({ state: "exited", exitCode: 137, oomKilled: true });
  });
});

describe("who stopped it", () => {
  beforeEach(() => {
    watched.docker.add(containerFacts({ name: "web" }));
    // Long enough that a kill would have been seen.
    clock.advance(2 * MINUTE_MS);
  });

  test("a person, when a kill came before the end", async () => {
    watched.docker.stop("web", 143);
    expect(await named("web")).toMatchObject({ state: "exited", stoppedBy: "person" });
    await story(2);
    expect((await watched.told("container.exited"))[0]?.data).toMatchObject({ stoppedBy: "person", exitCode: 143 });
  });

  test("itself, when nobody asked", async () => {
    watched.docker.exit("web", 1);
    expect(await named("web")).toMatchObject({ stoppedBy: "itself" });
  });

  test("itself too, when the signal only told it something", async () => {
    watched.docker.emit({ containerId: "web", action: "kill", signal: 1 }).exit("web", 1);
    expect(await named("web")).toMatchObject({ stoppedBy: "itself" });
  });

  test("itself, when the kill was for an earlier end", async () => {
    watched.docker.stop("web").start("web");
    expect(await named("web")).toMatchObject({ stoppedBy: null });
    clock.advance(5 * MINUTE_MS);
    watched.docker.exit("web", 1);
    expect(await named("web")).toMatchObject({ stoppedBy: "itself" });
  });

  test("unknown, when the engine was lost shortly before", async () => {
    watched.docker.lose("gone");
    clock.advance(1_000);
    watched.docker.regain();
    clock.advance(1_000);
    watched.docker.exit("web", 1);
    expect(await named("web")).toMatchObject({ stoppedBy: "unknown" });
  });

  test("unknown, when it ended before Hydra looked", async () => {
    watched.docker.add(containerFacts({ name: "job", state: "exited", exitCode: 0 }));
    expect(await named("job")).toMatchObject({ stoppedBy: "unknown" });
  });

  test("nobody, while it runs or was never started", async () => {
    watched.docker.add(containerFacts({ name: "later", state: "created" }));
    expect((await listed()).map(({ name, stoppedBy }) => [name, stoppedBy])).toEqual([
      ["later", null],
      ["web", null],
    ]);
  });
});

describe("identity", () => {
  test("stays over recreations and restarts of Hydra, with its history", async () => {
    const first = containerFacts({ id: "1".repeat(64), name: "shop-web-1", labels: COMPOSE });
    watched.docker.add(first);
    clock.advance(MINUTE_MS);
    watched.docker.exit("shop-web-1", 1);
    watched.docker.remove("shop-web-1");
    clock.advance(MINUTE_MS);
    watched.docker.add({ ...first, id: "2".repeat(64), startedAt: clock.now(), createdAt: clock.now() });
    await story(4);
    const seen = async () =>
      (await watched.call(show, { name: "shop-web-1" })) as {
        key: string;
        recreations: number;
        firstSeenAt: string;
        history: { containerId: string; state: string }[];
      };
    const before = await vi.waitFor(async () => {
      const shown = await seen();
      expect(shown.history).toHaveLength(3);
      return shown;
    }, WAIT);
    expect(before).toMatchObject({ key: "home/shop/web", recreations: 1, firstSeenAt: "2026-06-01T00:00:00.000Z" });
    expect(before.history.map(({ containerId, state }) => `${containerId[0]} ${state}`)).toEqual(["2 running", "1 exited", "1 running"]);
    clock.advance(MINUTE_MS);
    await watched.restart();
    await vi.waitFor(async () => expect(await watched.told("container.appeared")).toHaveLength(3), WAIT);
    // One write after those of the start: what they would have added stands now.
    await watched.test.kernel.store.commit(() => Promise.resolve());
    const after = await seen();
    expect(after).toMatchObject({ recreations: 1, firstSeenAt: before.firstSeenAt });
    expect(after.history).toEqual(before.history);
  });

  test("of who ended it outlives Hydra, as long as it is that end", async () => {
    const { docker } = watched;
    docker.add(...["killed", "stopped", "revived"].map((name) => containerFacts({ name, state: "created" })));
    for (const name of ["killed", "stopped", "revived"]) docker.start(name);
    clock.advance(MINUTE_MS);
    docker.exit("killed", 137).stop("stopped", 137).exit("revived", 137);
    expect(await stoppers()).toEqual({ killed: "itself", stopped: "person", revived: "itself" });
    await vi.waitFor(async () => expect(await watched.told("container.exited")).toHaveLength(3), WAIT);
    await watched.test.kernel.stop();
    clock.advance(MINUTE_MS);
    docker.start("revived").exit("revived", 137);
    await watched.start();
    expect(await stoppers()).toEqual({ killed: "itself", stopped: "person", revived: "unknown" });
    expect(await watched.call(show, { name: "killed" })).toMatchObject({ stoppedBy: "itself", recentDeaths: 1 });
  });

  test("of replicas and errands is their own", async () => {
    watched.docker.add(
      containerFacts({ name: "shop-web-2", labels: { ...COMPOSE, "com.docker.compose.container-number": "2" } }),
      containerFacts({ name: "shop-web-run-1", labels: { ...COMPOSE, "com.docker.compose.oneoff": "True" } }),
    );
    expect((await watched.call(show, { name: "shop-web-2" }))["key"]).toBe("home/shop/web#2");
    expect(await watched.call(show, { name: "shop-web-run-1" })).toMatchObject({ key: "home//shop-web-run-1", isOneOff: true });
  });
});

describe("an engine that is lost", () => {
  test("leaves its containers as they were last seen, and says since when that is old", async () => {
    watched.docker.add(containerFacts({ name: "web", health: "healthy", healthCheck: CHECK }));
    clock.advance(MINUTE_MS);
    watched.docker.lose("the socket is gone");
    expect(await named("web")).toMatchObject({ state: "running", health: "healthy", lostSince: new Date(clock.now()).toISOString() });
    expect((await watched.call(nodes))["nodes"]).toEqual([
      expect.objectContaining({ name: "home", status: "lost", reason: "the socket is gone" }),
    ]);
    watched.docker.regain();
    expect(await named("web")).not.toHaveProperty("lostSince");
    await vi.waitFor(async () => expect(await watched.told("node.found", "node.lost")).toHaveLength(3), WAIT);
    expect((await watched.told("node.found", "node.lost")).map(({ type }) => type)).toEqual(["node.found", "node.lost", "node.found"]);
  });
});

describe("a list", () => {
  test("is filtered by node and state, and unknown words are refused", async () => {
    watched.docker.add(containerFacts({ name: "web" }), containerFacts({ name: "job", state: "exited", exitCode: 0 }));
    expect((await listed({ state: "exited" })).map(({ name }) => name)).toEqual(["job"]);
    expect(await listed({ node: "elsewhere" })).toEqual([]);
    await expect(listed({ state: "asleep" })).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("leaves out what carries hydra.ignore, and nothing touches that", async () => {
    watched.docker.add(containerFacts({ name: "private", labels: { "hydra.ignore": "true" } }));
    expect(await listed()).toEqual([]);
    for (const wish of [
      watched.call(show, { name: "private" }),
      watched.test.kernel.callAsOwner("containers.restart", { name: "private" }),
    ])
      await expect(wish).rejects.toMatchObject({ code: "not_found", message: expect.stringContaining("hydra.ignore") });
    expect(watched.docker.restarted).toEqual([]);
  });
});

describe("a name", () => {
  test("may be an id or its beginning; a wrong one is told the near one", async () => {
    const facts = containerFacts({ name: "jellyfin" });
    watched.docker.add(facts);
    for (const name of ["jellyfin", facts.id, facts.id.slice(0, 12)])
      expect(await watched.call(show, { name })).toMatchObject({ container: { name: "jellyfin" } });
    await expect(watched.call(show, { name: facts.id.slice(0, 11) })).rejects.toMatchObject({ code: "not_found" });
    await expect(watched.call(show, { name: "jelyfin" })).rejects.toMatchObject({
      message: 'There is no container "jelyfin". Did you mean "jellyfin"?',
    });
    await expect(watched.call(show, { name: "jellyfin", node: "attic" })).rejects.toMatchObject({
      message: 'There is no container "jellyfin" on attic.',
    });
  });

  test("that exists on two nodes asks which", async () => {
    const [home, attic] = [fakeDocker({ clock }), fakeDocker({ clock, name: "attic" })];
    await using both = await new Watched([inventory, containers], { clock, engines: [home, attic] }).start();
    home.add(containerFacts({ name: "web", id: "a".repeat(64) }));
    attic.add(containerFacts({ name: "web", id: "b".repeat(64) }));
    await expect(both.call(show, { name: "web" })).rejects.toMatchObject({
      code: "conflict",
      message: '"web" exists on home and attic: say which with node.',
    });
    expect(await both.call(show, { name: "web", node: "attic" })).toMatchObject({ container: { id: "b".repeat(64), node: "attic" } });
  });
});

describe("hostile text", () => {
  const HOSTILE = [
    '<img src=x onerror="alert(1)">',
    "\u001b[2J\u001b[31mred",
    "\u202egnp.exe",
    "__proto__",
    "constructor",
    "a'; drop table containers_history; --",
    "line\nbreak\r\n\0",
    "x".repeat(1_000_000),
  ];

  test("in names, labels and output is data: listed, shown and counted as it is", async () => {
    for (const [index, text] of HOSTILE.entries()) {
      watched.docker.add(
        containerFacts({
          id: String(index).repeat(64),
          name: text,
          image: text,
          labels: { [text]: text, "com.docker.compose.project": text, "com.docker.compose.service": text },
          stateError: text,
          command: [text],
          healthRuns: [{ startedAt: 0, endedAt: 1, exitCode: 1, output: text }],
        }),
      );
    }
    const all = await listed();
    expect(all.map(({ name }) => name).toSorted()).toEqual(HOSTILE.toSorted());
    for (const [index, text] of HOSTILE.entries()) {
      const shown = await watched.call(show, { name: String(index).repeat(64) });
      expect(shown).toMatchObject({ container: { name: text, project: text }, stateError: text });
    }
    expect(await story(HOSTILE.length)).toHaveLength(HOSTILE.length);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("that is a secret is shown to nobody", async () => {
    watched.docker.add(
      containerFacts({
        name: "web",
        command: ["--password=hunter2-hunter2"],
        labels: { "traefik.token": "s3cr3t-s3cr3t" },
        stateError: "password=hunter2-hunter2",
      }),
    );
    expect(JSON.stringify(await watched.call(show, { name: "web" }))).not.toMatch(/hunter2|s3cr3t/);
  });
});
