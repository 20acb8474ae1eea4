import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { containerFacts } from "../../../../integrations/docker/fake.ts";
import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import { personCaller } from "../../../../kernel/caller.ts";
import { ManualClock } from "../../../../kernel/clock.ts";
import { inventory } from "../../inventory/index.ts";
import { correct } from "../../inventory/operations.ts";
import { containers } from "../index.ts";
import { dropAside, mainProcess, preview, putBack, recreate, show, start, stop } from "../operations.ts";
import { WAIT, Watched } from "../testing/watched.ts";

const GOOD = `sha256:${"a".repeat(64)}`;
const CHECK = { test: ["CMD", "/check"], intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 1 };
const LABELS = {
  "com.docker.compose.project": "shop",
  "com.docker.compose.service": "web",
  "com.docker.compose.project.config_files": "/srv/shop/compose.yaml,/srv/shop/override.yaml",
};

let clock: ManualClock;
let watched: Watched;
let web: ContainerFacts;
beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 5, 1));
  watched = await new Watched([inventory, containers], { clock }).start();
  web = containerFacts({ name: "web", labels: LABELS, healthCheck: CHECK, health: "healthy" });
  watched.docker.add(web).addImage(GOOD, `sha256:${"d".repeat(64)}`);
  clock.advance(60_000);
});
afterEach(() => watched[Symbol.asyncDispose]());

/** Every container that is started gets well at once. */
function healAll(): () => void {
  return watched.docker.listen({
    onChange: ({ after }) => {
      if (after?.state === "running" && after.health === "starting") setImmediate(() => watched.docker.flipHealth(after.id, "healthy"));
    },
  });
}

function named(name: string): ContainerFacts | undefined {
  return [...watched.docker.containers.values()].find((facts) => facts.name === name);
}

async function toldOf(): Promise<string[]> {
  return (await watched.told())
    .filter(({ type }) => /^container\.(appeared|started|exited|removed)$/.test(type))
    .map(({ type, data }) => `${type.slice(10)} ${String(data["name"])} ${String(data["actedBy"])}`);
}

describe("a container that is recreated", () => {
  test("stands beside nothing: the old one is aside, the new one has its identity, and undo is one call", async () => {
    healAll();
    const made = await watched.call(recreate, { name: "web", imageId: GOOD });
    expect(made).toMatchObject({ name: "web", asideId: web.id, verified: { healthy: true }, followers: [] });
    expect(named("web")).toMatchObject({ id: made["id"], imageId: GOOD, state: "running" });
    expect(watched.docker.containers.get(web.id)).toMatchObject({ state: "exited", name: `web.hydra-before-${web.id.slice(0, 12)}` });
    expect(await watched.call(show, { name: "web" })).toMatchObject({ key: "home/shop/web", recreations: 1, recentDeaths: 0 });
    expect(await watched.call(show, { name: web.id })).toMatchObject({
      container: { isAside: true, project: null, service: null },
      recentDeaths: 0,
    });
    const back = await watched.call(putBack, { name: "web", asideId: web.id });
    expect(back).toMatchObject({ name: "web", id: web.id, verified: { healthy: true } });
    expect(watched.docker.containers.size).toBe(1);
    expect(named("web")).toMatchObject({ id: web.id, imageId: web.imageId, state: "running" });
    await vi.waitFor(async () => expect(await toldOf()).toHaveLength(7), WAIT);
    expect(await toldOf()).toEqual([
      "appeared web null",
      `exited web.hydra-before-${web.id.slice(0, 12)} person:owner`,
      "appeared web person:owner",
      "started web person:owner",
      "exited web person:owner",
      "removed web person:owner",
      "started web person:owner",
    ]);
  });

  test("that cannot be created is as it was", async () => {
    watched.docker.failNextWrite("no room left on the disk");
    await expect(watched.call(recreate, { name: "web", imageId: GOOD })).rejects.toMatchObject({ code: "upstream_failed" });
    expect(named("web")).toMatchObject({ id: web.id, state: "running" });
    await expect(watched.call(recreate, { name: "web", imageId: "sha256:gone" })).rejects.toMatchObject({ code: "conflict" });
    expect(watched.docker.containers.size).toBe(1);
  });

  test("takes those along that share its network", async () => {
    healAll();
    watched.docker.add(containerFacts({ name: "torrent", networkMode: `container:${web.id}` }));
    // Whose network others use is protected; here the person said that it is not.
    await watched.call(correct, { key: "home/shop/web", isProtected: false });
    const made = await watched.call(recreate, { name: "web", imageId: GOOD });
    expect(made["followers"]).toEqual([{ name: "torrent", id: named("torrent")?.id, asideId: expect.any(String) }]);
    expect(named("torrent")?.networkMode).toBe(`container:${String(made["id"])}`);
    await watched.call(putBack, { name: "web", asideId: web.id });
    expect(named("torrent")?.networkMode).toBe(`container:${web.id}`);
    expect(watched.docker.containers.size).toBe(2);
  });

  test("is put back also when its successor was removed, and only from what stands aside for it", async () => {
    healAll();
    await watched.call(recreate, { name: "web", imageId: GOOD });
    await expect(watched.call(putBack, { name: "web", asideId: "0".repeat(64) })).rejects.toMatchObject({ code: "not_found" });
    watched.docker.exit("web", 1).remove("web");
    expect(await watched.call(putBack, { name: "web", asideId: web.id })).toMatchObject({ id: web.id });
    expect(named("web")).toMatchObject({ id: web.id, state: "running" });
  });
});

test("what stands aside is removed for good only after a person confirmed it, and nothing else is", async () => {
  const unlisten = healAll();
  const made = await watched.call(recreate, { name: "web", imageId: GOOD });
  const { kernel } = watched.test;
  const confirmed = async (asideId: string): Promise<unknown> => {
    const refused: unknown = await watched.call(dropAside, { name: "web", asideId }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "approval_required" });
    expect(watched.docker.containers.size).toBe(2);
    return kernel.services.runApproved((refused as { detail: { approvalId: string } }).detail.approvalId, personCaller("owner"));
  };
  expect(await confirmed(String(made["id"]))).toMatchObject({ state: "failed", error: { code: "not_found" } });
  expect(await confirmed(web.id)).toMatchObject({ state: "done" });
  expect([...watched.docker.containers.values()].map(({ id }) => id)).toEqual([made["id"]]);
  unlisten();
});

describe("before it is done", () => {
  test("the preview says what changes, what may have been written, what to pin, and from what it came", async () => {
    const nothing = await watched.call(preview, { name: "web" });
    expect(nothing).toMatchObject({ imageId: null, previousImageId: null, isImageHere: null, diff: null });
    watched.docker.change("web", {
      mounts: [
        { kind: "volume", source: "data", target: "/data", isWritable: true },
        { kind: "bind", source: "/etc/localtime", target: "/etc/localtime", isWritable: false },
        { kind: "tmpfs", source: "", target: "/tmp", isWritable: true },
      ],
    });
    const answer = await watched.call(preview, { name: "web", imageId: GOOD });
    expect(answer).toMatchObject({
      isImageHere: true,
      writableVolumes: [{ kind: "volume", source: "data", target: "/data" }],
      composePin: {
        service: "web",
        files: ["/srv/shop/compose.yaml", "/srv/shop/override.yaml"],
        before: "image: registry.example/web:1.0",
        after: `image: registry.example/web@sha256:${"d".repeat(64)}`,
      },
    });
    expect((answer["diff"] as string[])[0]).toMatch(/^image: /);
    healAll();
    await watched.call(recreate, { name: "web", imageId: GOOD });
    await vi.waitFor(async () => expect((await watched.call(preview, { name: "web" }))["previousImageId"]).toBe(web.imageId), WAIT);
    expect(await watched.call(preview, { name: "web" })).toMatchObject({
      isImageHere: true,
      imageChangedAt: new Date(clock.now()).toISOString(),
    });
  });

  test("a first process that a signal stopped is told from one that sleeps", async () => {
    expect(await watched.call(mainProcess, { name: "web" })).toMatchObject({ state: "S" });
    watched.docker.setProcess("web", "T");
    expect(await watched.call(mainProcess, { name: "web" })).toMatchObject({ state: "T", detail: expect.stringContaining("hangs") });
    watched.docker.exit("web", 0);
    expect(await watched.call(mainProcess, { name: "web" })).toMatchObject({ state: null, detail: null });
  });
});

test("stop and start take each other back; a person's stop stays a person's", async () => {
  healAll();
  expect(await watched.call(stop, { name: "web" })).toEqual({ name: "web", stopped: true, exitCode: 143 });
  expect(await watched.call(show, { name: "web" })).toMatchObject({ stoppedBy: "person" });
  expect(await watched.call(stop, { name: "web" })).toMatchObject({ stopped: false });
  expect(await watched.call(start, { name: "web" })).toMatchObject({ name: "web", started: true, verified: { healthy: true } });
  expect(await watched.call(start, { name: "web" })).toMatchObject({ started: false });
});
