import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { containerFacts, fakeDocker, type FakeDocker } from "../../../integrations/docker/fake.ts";
import { changes } from "../changes/index.ts";
import { containers } from "../containers/index.ts";
import { WAIT, Watched } from "../containers/testing/watched.ts";
import { inventory } from "../inventory/index.ts";
import { monitors } from "../monitors/index.ts";
import { telemetry } from "../telemetry/index.ts";
import { verdicts } from "../verdicts/index.ts";
import { overview } from "./index.ts";
import { cluster, report, services, show } from "./operations.ts";

const FEATURES = [inventory, containers, telemetry, monitors, changes, verdicts, overview];
const CHECK = { test: ["CMD", "am-i-well"], intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 1 };
const FAILED = [{ startedAt: 0, endedAt: 1, exitCode: -1, output: 'exec: "am-i-well": executable file not found in $PATH' }];
const well = { health: "healthy", healthCheck: CHECK, networks: [] } as const;
const lying = { health: "unhealthy", healthCheck: CHECK, healthRuns: FAILED, networks: [] } as const;

let docker: FakeDocker;
let watched: Watched;
beforeEach(async () => {
  docker = fakeDocker({ isConnecting: true });
  watched = await new Watched(FEATURES, { engines: [docker] }).start();
});
afterEach(() => watched[Symbol.asyncDispose]());

async function untilSaid(sentence: string): Promise<void> {
  await vi.waitFor(async () => expect((await watched.call(show))["sentence"]).toBe(sentence), WAIT);
}

async function written(input: object = {}): Promise<string> {
  return String((await watched.call(report, input))["body"]);
}

describe("the sentence", () => {
  test("does not claim to know before everything was seen", async () => {
    expect(await watched.call(show)).toMatchObject({
      sentence: "Looking around for the first time.",
      counts: { well: 0, down: 0 },
      waiting: 0,
      paused: false,
    });
  });

  test("says that there is nothing, when there is nothing", async () => {
    docker.regain();
    await untilSaid("No containers yet.");
    expect(await watched.call(show)).toMatchObject({ colour: "off" });
  });

  test("counts each container once, and follows what happens", async () => {
    docker.add(containerFacts({ name: "a", ...well }), containerFacts({ name: "b", ...lying }), containerFacts({ name: "c", ...well }));
    docker.regain();
    await untilSaid("3 containers: 2 are well, 1 says unhealthy. 1 of those has a check that can never pass.");
    expect(await watched.call(show)).toMatchObject({
      colour: "unsure",
      counts: { well: 2, brokenCheck: 1, down: 0, unsure: 0, unchecked: 0, off: 0 },
    });
    docker.stop("c", 0);
    await untilSaid("3 containers: 1 is well, 1 is off, 1 says unhealthy. 1 of those has a check that can never pass.");
    docker.lose("away");
    await untilSaid("3 containers: 3 are out of sight. Docker does not answer.");
  });

  test("says that Hydra is paused", async () => {
    watched.test.kernel.services.pause.set(null, "guests");
    expect(await watched.call(show)).toMatchObject({ paused: true });
  });
});

test("services are up, degraded or down by their verdict; finished jobs are none; a person's word on dependencies counts", async () => {
  const labels = {
    "com.docker.compose.project": "shop",
    "com.docker.compose.service": "web",
    "com.docker.compose.depends_on": "db:service_healthy:false",
  };
  docker.add(
    containerFacts({ name: "shop-web-1", ...well, labels }),
    containerFacts({ name: "api", ...lying }),
    containerFacts({ name: "db", state: "exited", exitCode: 1, restartPolicy: "on-failure" }),
    containerFacts({ name: "import", state: "exited", exitCode: 0, restartPolicy: "no" }),
  );
  docker.regain();
  const all = async () =>
    (await watched.call(services))["services"] as { name: string; status: string; dependsOn: string[]; project: string | null }[];
  await vi.waitFor(
    async () =>
      expect((await all()).map(({ name, status }) => `${name} ${status}`).toSorted()).toEqual(["api degraded", "db down", "web up"]),
    WAIT,
  );
  expect((await all()).find(({ name }) => name === "web")).toMatchObject({
    project: "shop",
    dependsOn: ["db"],
    probe: null,
    latencyMs: null,
  });
  await watched.test.kernel.callAsOwner("inventory.correct", { key: "home/shop/web", dependsOn: ["cache"] });
  expect((await all()).find(({ name }) => name === "web")?.dependsOn).toEqual(["cache"]);
});

test("the cluster shows each node's containers by health, and unknown where nothing was measured", async () => {
  docker.add(
    containerFacts({ name: "a", ...well }),
    containerFacts({ name: "b", networks: [] }),
    containerFacts({ name: "c", ...lying }),
    containerFacts({ name: "d", state: "exited", exitCode: 1, restartPolicy: "on-failure" }),
  );
  expect(await watched.call(cluster)).toMatchObject({
    status: "unknown",
    nodes: [{ status: "unknown", cpu: null, memory: null, gpus: [] }],
  });
  docker.regain();
  await vi.waitFor(async () => expect(await watched.call(cluster)).toMatchObject({ status: "degraded", incidents: { open: 1 } }), WAIT);
  const { nodes } = await watched.call(cluster);
  expect(nodes).toEqual([
    expect.objectContaining({
      name: "home",
      status: "degraded",
      containers: { healthy: 1, unhealthy: 1, starting: 0, unchecked: 1, stopped: 1 },
    }),
  ]);
  docker.lose("away");
  await vi.waitFor(
    async () => expect(await watched.call(cluster)).toMatchObject({ status: "unknown", nodes: [{ status: "unknown" }] }),
    WAIT,
  );
});

describe("the report", () => {
  const HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "](javascript:alert(1)) **bold** `code`",
    "\u001b[31mred\u001b[0m",
    "\u202egpj.exe",
    "x".repeat(1_000_000),
  ];

  test("shows hostile names as text, in both forms, and stays a page that can be read", async () => {
    for (const [index, name] of HOSTILE.entries())
      docker.add(containerFacts({ id: String(index).repeat(64), name, image: name, ...lying }));
    docker.regain();
    await vi.waitFor(async () => expect(await watched.call(show)).toMatchObject({ counts: { brokenCheck: HOSTILE.length } }), WAIT);
    const html = await written({ format: "html" });
    expect(html).not.toMatch(/<img|<script|<a /);
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
    const markdown = await written();
    expect(markdown).toContain("\\<img src=x");
    expect(markdown).not.toMatch(/[^\\]\]\(javascript/);
    for (const text of [html, markdown]) {
      expect(text).not.toContain("\u001b");
      expect(text).not.toContain("\u202e");
      expect(text.length).toBeLessThan(50_000);
    }
  });

  test("to be shared names nobody", async () => {
    docker.add(containerFacts({ name: "annas-diary", image: "registry.anna.example/diary:latest", ...lying }));
    docker.regain();
    await vi.waitFor(async () => expect(await written()).toContain("annas-diary"), WAIT);
    for (const format of ["markdown", "html"]) {
      const shared = await written({ format, share: true });
      expect(shared).not.toMatch(/anna|diary|home\b|am-i-well/);
      expect(shared).toContain("container-1");
    }
  });

  test("is written also when a container goes while it is written", async () => {
    docker.add(containerFacts({ name: "a", ...well }), containerFacts({ name: "b", ...lying }));
    docker.regain();
    await untilSaid("2 containers: 1 is well, 1 says unhealthy. 1 of those has a check that can never pass.");
    const writing = written();
    docker.remove("b").remove("a");
    expect(await writing).toContain("# How the containers really are");
  });
});
