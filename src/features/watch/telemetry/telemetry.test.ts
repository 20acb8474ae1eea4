import { describe, expect, test, vi } from "vitest";
import { containerFacts, containerUsage, fakeDocker, fakeDockerIntegration, fakeHosts } from "../../../integrations/docker/fake.ts";
import type { DockerHosts } from "../../../integrations/docker/hosts.ts";
import { FakeMachine } from "../../../integrations/machine/fake.ts";
import { machineSettings } from "../../../integrations/machine/index.ts";
import { fakeInstance, FakePrometheus, fakeUnit } from "../../../integrations/prometheus/fake.ts";
import { prometheusSettings } from "../../../integrations/prometheus/index.ts";
import { ManualClock } from "../../../kernel/clock.ts";
import type { IntegrationClients } from "../../../kernel/context.ts";
import { feature } from "../../../kernel/feature.ts";
import type { Integration } from "../../../kernel/integration.ts";
import { openTestKernel, type TestKernel } from "../../../kernel/testing.ts";
import { telemetryBoard } from "./board.ts";
import { telemetryMeasured } from "./events.ts";
import { telemetry } from "./index.ts";
import { containers, history, nodes, series, targets, units } from "./operations.ts";
import type { ContainerTelemetry, NodeTelemetry } from "./shapes.ts";

const ROUND_MS = 10_000;

/** The feature without its own clockwork: the test says when a round is. */
const paced = feature({
  ...telemetry,
  start: async (host) => host.part(telemetryBoard).open(),
});

function given<Name extends "machine" | "prometheus">(name: Name, client: IntegrationClients[Name] | undefined): Integration {
  const settings = name === "machine" ? machineSettings : prometheusSettings;
  const connected = { client, probe: async () => ({ status: "well", detail: "" }) as const, close: async () => undefined };
  return {
    name,
    about: "for a test",
    settings,
    hint: "",
    connect: async () => (client === undefined ? null : connected),
  } as unknown as Integration;
}

class Home {
  readonly clock = new ManualClock();
  readonly machine = new FakeMachine("attic", this.clock);
  readonly engine = fakeDocker({ name: "tower", clock: this.clock });
  prometheus: FakePrometheus | undefined = undefined;
  hosts: DockerHosts = fakeHosts(this.engine);

  open(home?: string): Promise<TestKernel> {
    return openTestKernel({
      features: [paced],
      integrations: [fakeDockerIntegration(this.hosts), given("machine", this.machine), given("prometheus", this.prometheus)],
      clock: this.clock,
      ...(home === undefined ? {} : { home }),
    });
  }
}

async function rounds({ kernel }: TestKernel, clock: ManualClock, count: number, between?: (round: number) => void): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    clock.advance(ROUND_MS);
    between?.(round);
    await kernel.hostOf("telemetry").part(telemetryBoard).round(new AbortController().signal);
  }
}

async function nodesOf({ kernel }: TestKernel): Promise<NodeTelemetry[]> {
  return ((await kernel.callAsOwner(nodes, {})) as { nodes: NodeTelemetry[] }).nodes;
}

async function containersOf({ kernel }: TestKernel, node?: string): Promise<ContainerTelemetry[]> {
  return ((await kernel.callAsOwner(containers, { node })) as { containers: ContainerTelemetry[] }).containers;
}

interface SeriesResult {
  unit: string;
  stepSeconds: number;
  points: { at: string; average: number | null; maximum: number | null }[];
}

function seriesOf({ kernel }: TestKernel, input: Record<string, unknown>): Promise<SeriesResult> {
  return kernel.callAsOwner(series, input) as Promise<SeriesResult>;
}

const averages = ({ points }: SeriesResult): (number | null)[] => points.map(({ average }) => average);

describe("what is used now", () => {
  test("the machine under its engine's name, the containers with their rates", async () => {
    const home = new Home();
    home.engine.add(containerFacts({ name: "web", state: "running" }));
    home.engine.add(containerFacts({ name: "done", state: "exited" }));
    await using test = await home.open();
    await rounds(test, home.clock, 3, (round) => {
      home.engine.setUsage("web", { cpuTotalNs: round * 5e9, networkReceivedBytes: round * 20_000, memoryBytes: 1_000 });
    });
    expect(await nodesOf(test)).toMatchObject([
      {
        name: "tower",
        state: "measured",
        source: "machine",
        cpu: { usedPercent: 25, cores: 8 },
        gpus: [],
        gpuSource: "nvidia-smi is not installed",
      },
    ]);
    expect(await containersOf(test)).toMatchObject([
      { name: "web", node: "tower", cpuPercent: 50, networkReceivedBytesPerSecond: 2_000, memoryBytes: 1_000 },
    ]);
    expect(await containersOf(test, "elsewhere")).toEqual([]);
  });

  test("the answer is one frozen object until the next round", async () => {
    const home = new Home();
    await using test = await home.open();
    await rounds(test, home.clock, 1);
    const [first, again] = [await test.kernel.callAsOwner(nodes, {}), await test.kernel.callAsOwner(nodes, {})];
    expect(again).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
    await rounds(test, home.clock, 1);
    expect(await test.kernel.callAsOwner(nodes, {})).not.toBe(first);
  });

  test("an engine that is lost: values are unknown, with the time of the last", async () => {
    const home = new Home();
    home.engine.add(containerFacts({ name: "web", state: "running" }));
    await using test = await home.open();
    await rounds(test, home.clock, 2);
    const [{ measuredAt } = { measuredAt: null }] = await containersOf(test);
    home.engine.lose("the socket is gone");
    await rounds(test, home.clock, 5);
    expect(await containersOf(test)).toMatchObject([{ name: "web", memoryBytes: null, cpuPercent: null, measuredAt }]);
    expect(measuredAt).not.toBeNull();
  });

  test("a machine that cannot be read becomes unknown and says when it was measured last", async () => {
    const home = new Home();
    await using test = await home.open();
    await rounds(test, home.clock, 2);
    const [before] = await nodesOf(test);
    home.machine.isUnreadable = true;
    await rounds(test, home.clock, 5);
    expect(await nodesOf(test)).toMatchObject([
      { name: "tower", state: "unknown", cpu: null, measuredAt: before?.measuredAt, source: "none" },
    ]);
  });

  test("containers that vanish while they are asked are no failure, and the others are measured", async () => {
    const home = new Home();
    home.engine.add(containerFacts({ name: "web", state: "running" }));
    home.engine.add(containerFacts({ name: "gone", state: "running" }));
    const usage = home.engine.usage.bind(home.engine);
    vi.spyOn(home.engine, "usage").mockImplementation(async (id) => {
      if (home.engine.containers.get(id)?.name === "gone") {
        home.engine.remove("gone");
        throw new Error("no such container");
      }
      return usage(id);
    });
    await using test = await home.open();
    await rounds(test, home.clock, 2);
    expect(await containersOf(test)).toMatchObject([{ name: "web", measuredAt: expect.any(String) }]);
  });

  test("an engine that takes longer than a round is not asked a second time, and holds up nobody else", async () => {
    const home = new Home();
    const slow = fakeDocker({ name: "attic-nas", clock: home.clock, isLocal: false, address: "tcp://nas:2376" });
    slow.add(containerFacts({ name: "media", state: "running" }));
    home.engine.add(containerFacts({ name: "web", state: "running" }));
    home.hosts = fakeHosts(home.engine, slow);
    const { promise: answer, resolve } = Promise.withResolvers<void>();
    const asked = vi.spyOn(slow, "usage").mockImplementation(async () => {
      await answer;
      return containerUsage({ memoryBytes: 7 });
    });
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    try {
      await using test = await home.open();
      for (let round = 0; round < 3; round += 1) {
        const done = rounds(test, home.clock, 1);
        await vi.advanceTimersByTimeAsync(9_000);
        await done;
      }
      expect(asked).toHaveBeenCalledTimes(1);
      expect(await containersOf(test, "tower")).toMatchObject([{ name: "web", measuredAt: expect.any(String) }]);
      resolve();
      await rounds(test, home.clock, 1);
      expect(await containersOf(test, "attic-nas")).toMatchObject([{ name: "media", memoryBytes: 7 }]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a round tells the page, in few words", async () => {
    const home = new Home();
    await using test = await home.open();
    const heard: unknown[] = [];
    test.kernel.hostOf("telemetry").on(telemetryMeasured, (payload) => void heard.push(telemetryMeasured.schema.parse(payload)));
    await rounds(test, home.clock, 2);
    expect(heard).toMatchObject([
      { nodes: [{ name: "tower", cpuUsedPercent: null }] },
      { nodes: [{ name: "tower", cpuUsedPercent: 25, load1: 1.5 }] },
    ]);
  });
});

describe("through Prometheus", () => {
  test("its machines are nodes; one whose exporter stops becomes unknown and stays visible", async () => {
    const home = new Home();
    const prometheus = new FakePrometheus(home.clock);
    prometheus.scrape("hydra-ai:9100");
    home.prometheus = prometheus;
    await using test = await home.open();
    await prometheus.poll();
    await rounds(test, home.clock, 1);
    expect(await nodesOf(test)).toMatchObject([{ name: "hydra-ai", state: "measured", cpu: { usedPercent: 12.5 } }, { name: "tower" }]);
    prometheus.stopExporter("hydra-ai:9100");
    await prometheus.poll();
    await rounds(test, home.clock, 1);
    expect(await nodesOf(test)).toMatchObject([
      { name: "hydra-ai", state: "unknown", cpu: null, measuredAt: expect.any(String), reason: expect.stringContaining("does not answer") },
      { name: "tower", state: "measured" },
    ]);
    expect(await test.kernel.callAsOwner(targets, {})).toMatchObject({
      failure: null,
      targets: [{ instance: "hydra-ai:9100", health: "down" }],
    });
  });

  test("a Prometheus that does not answer: its nodes are unknown after a while, its targets have an age", async () => {
    const home = new Home();
    const prometheus = new FakePrometheus(home.clock);
    prometheus.scrape("hydra-ai:9100");
    home.prometheus = prometheus;
    await using test = await home.open();
    await prometheus.poll();
    prometheus.isDown = true;
    await expect(prometheus.poll()).rejects.toThrow(/no answer/);
    await rounds(test, home.clock, 6);
    expect(await nodesOf(test)).toMatchObject([{ name: "hydra-ai", state: "unknown", cpu: null }, { name: "tower" }]);
    expect(await test.kernel.callAsOwner(targets, {})).toMatchObject({ ageSeconds: 60, failure: expect.stringContaining("no answer") });
  });

  test("systemd services become visible; they are unknown once their machine is silent", async () => {
    const home = new Home();
    const prometheus = new FakePrometheus(home.clock);
    prometheus.scrape("hydra-ai:9100", fakeInstance("hydra-ai:9100", { units: [fakeUnit("ollama.service", "active")] }));
    prometheus.scrape("nas:9100", fakeInstance("nas:9100", { units: null, failedUnits: null }));
    home.prometheus = prometheus;
    await using test = await home.open();
    expect(await test.kernel.callAsOwner(units, {})).toEqual({ units: [], reason: `${prometheus.url} was not asked yet.` });
    await prometheus.poll();
    await rounds(test, home.clock, 1);
    const seenAt = new Date(prometheus.state().picture?.takenAt ?? 0).toISOString();
    const ollama = { node: "hydra-ai", unit: "ollama.service", lastState: "active", kind: "daemon", hasRun: true };
    expect(await test.kernel.callAsOwner(units, {})).toEqual({
      units: [{ ...ollama, state: "active", since: seenAt, measuredAt: seenAt }],
      reason: null,
    });
    expect(await test.kernel.callAsOwner(units, { node: "nas" })).toEqual({
      units: [],
      reason: expect.stringContaining("--collector.systemd") as string,
    });
    prometheus.stopExporter("hydra-ai:9100");
    await prometheus.poll();
    await rounds(test, home.clock, 1);
    expect(await test.kernel.callAsOwner(units, {})).toEqual({
      units: [{ ...ollama, state: "unknown", since: seenAt, measuredAt: seenAt }],
      reason: null,
    });
  });

  test("without one, there are no units and it is said why", async () => {
    await using test = await new Home().open();
    expect(await test.kernel.callAsOwner(units, {})).toEqual({ units: [], reason: expect.stringContaining("prometheus.url") as string });
  });

  test("without one, the targets say which setting connects it", async () => {
    const home = new Home();
    await using test = await home.open();
    await expect(test.kernel.callAsOwner(targets, {})).rejects.toMatchObject({ code: "not_configured" });
  });
});

describe("over time", () => {
  test("ten seconds within the hour; five minutes of all that was, from store and rings together", async () => {
    const home = new Home();
    home.engine.add(containerFacts({ name: "web", state: "running" }));
    await using test = await home.open();
    const began = home.clock.now();
    await rounds(test, home.clock, 400, (round) => home.engine.setUsage("web", { memoryBytes: round }));
    const fine = await seriesOf(test, { name: "web", metric: "memoryBytes" });
    expect(fine).toMatchObject({ unit: "bytes", stepSeconds: 10 });
    expect(averages(fine)).toEqual(Array.from({ length: 360 }, (_, slot) => slot + 40));
    const coarse = await seriesOf(test, { name: "web", metric: "memoryBytes", from: new Date(began).toISOString() });
    expect(coarse.stepSeconds).toBe(300);
    expect(coarse.points[0]).toEqual({ at: new Date(began).toISOString(), average: 14, maximum: 28 });
    expect(coarse.points).toHaveLength(14);
    expect(coarse.points.at(-1)?.maximum).toBe(399);
  });

  test("everything at once says the same as each series alone, in every step", async () => {
    const home = new Home();
    home.engine.add(containerFacts({ name: "web", state: "running" }), containerFacts({ name: "api", state: "running" }));
    await using test = await home.open();
    const from = new Date(home.clock.now()).toISOString();
    await rounds(test, home.clock, 400, (round) => home.engine.setUsage("web", { memoryBytes: round }));
    const metrics = ["memoryBytes"];
    const values = async (step: string): Promise<(number | null)[]> => {
      const many = (await test.kernel.callAsOwner(history, { metrics, step, hours: 2 })) as {
        series: { name: string; averages: (number | null)[] }[];
      };
      expect(many.series.map(({ name }) => name).toSorted()).toEqual(["api", "web"]);
      return (many.series.find(({ name }) => name === "web")?.averages ?? []).filter((value) => value !== null);
    };
    expect(await values("10s")).toEqual(averages(await seriesOf(test, { name: "web", metric: "memoryBytes" })));
    expect(await values("5m")).toEqual(averages(await seriesOf(test, { name: "web", metric: "memoryBytes", from })));
    // The first round comes ten seconds late: 359 of them fall into the first hour.
    expect(await values("1h")).toEqual([179, 379]);
    expect(await test.kernel.callAsOwner(history, { node: "nowhere" })).toMatchObject({ series: [] });
  });

  test("a recreated compose service goes on in the same series", async () => {
    const home = new Home();
    const labels = { "com.docker.compose.project": "home", "com.docker.compose.service": "web" };
    home.engine.add(containerFacts({ name: "home-web-1", state: "running", labels }));
    await using test = await home.open();
    await rounds(test, home.clock, 2);
    home.engine.remove("home-web-1");
    home.engine.add(containerFacts({ id: "f".repeat(64), name: "home-web-1", state: "running", labels }));
    await rounds(test, home.clock, 2);
    expect(averages(await seriesOf(test, { name: "tower/home/web", metric: "memoryBytes" }))).toHaveLength(4);
  });

  test("disks and nodes have series too", async () => {
    const home = new Home();
    await using test = await home.open();
    await rounds(test, home.clock, 2);
    expect(averages(await seriesOf(test, { kind: "node", name: "tower", metric: "cpuUsedPercent" }))).toEqual([25]);
    expect(averages(await seriesOf(test, { kind: "disk", name: "/", metric: "usedBytes" }))).toHaveLength(2);
  });

  test("a wrong name or metric is answered with the right one", async () => {
    const home = new Home();
    home.engine.add(containerFacts({ name: "postgres", state: "running" }));
    await using test = await home.open();
    await rounds(test, home.clock, 1);
    await expect(seriesOf(test, { name: "postgress", metric: "memoryBytes" })).rejects.toThrow(/Did you mean "postgres"/);
    await expect(seriesOf(test, { name: "postgres", metric: "memoryByte" })).rejects.toThrow(/Did you mean "memoryBytes"/);
    await expect(
      seriesOf(test, { name: "postgres", metric: "memoryBytes", from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" }),
    ).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("the wall clock jumps back an hour and a half: no value is lost, none is overwritten", async () => {
    const home = new Home();
    home.engine.add(containerFacts({ name: "web", state: "running" }));
    await using test = await home.open();
    await rounds(test, home.clock, 60, () => home.engine.setUsage("web", { memoryBytes: 100 }));
    home.clock.jump(-5_400_000);
    await rounds(test, home.clock, 60, () => home.engine.setUsage("web", { memoryBytes: 200 }));
    const day = { from: new Date(home.clock.now() - 86_400_000).toISOString(), to: new Date(home.clock.now() + 86_400_000).toISOString() };
    const all = averages(await seriesOf(test, { name: "web", metric: "memoryBytes", resolution: "10s", ...day }));
    expect(all.filter((value) => value !== null)).toHaveLength(120);
    const stored = averages(await seriesOf(test, { name: "web", metric: "memoryBytes", ...day })).filter((value) => value !== null);
    expect(new Set(stored)).toEqual(new Set([100, 200]));
  });

  test("a wall clock that jumps does not change a rate", async () => {
    const home = new Home();
    home.engine.add(containerFacts({ name: "web", state: "running" }));
    await using test = await home.open();
    await rounds(test, home.clock, 4, (round) => {
      if (round === 2) home.clock.jump(-3_600_000);
      home.engine.setUsage("web", { cpuTotalNs: round * 1e9 });
    });
    expect(
      averages(
        await seriesOf(test, {
          name: "web",
          metric: "cpuPercent",
          from: "2025-12-31T00:00:00Z",
          to: "2026-01-02T00:00:00Z",
          resolution: "10s",
        }),
      ),
    ).toEqual([10, 10, 10]);
  });
});

describe("over a restart of Hydra", () => {
  test("the last hour is still there, and the time away is a gap", async () => {
    const home = new Home();
    const first = await home.open();
    await rounds(first, home.clock, 5);
    await first.kernel.stop();
    home.clock.advance(60_000);
    await using second = await home.open(first.home);
    await rounds(second, home.clock, 2);
    const load = averages(await seriesOf(second, { kind: "node", name: "tower", metric: "load1" }));
    expect(load.slice(0, 5)).toEqual([1.5, 1.5, 1.5, 1.5, 1.5]);
    expect(load.slice(5, -2).every((value) => value === null)).toBe(true);
    expect(load.length).toBeGreaterThanOrEqual(12);
  });

  test("after a long absence the unfinished five minutes are kept, the rings start anew", async () => {
    const home = new Home();
    const first = await home.open();
    const began = home.clock.now();
    await rounds(first, home.clock, 5);
    await first.kernel.stop();
    home.clock.advance(7_200_000);
    await using second = await home.open(first.home);
    await rounds(second, home.clock, 1);
    const request = { kind: "node", name: "tower", metric: "load1", from: new Date(began).toISOString() };
    const { points } = await seriesOf(second, request);
    expect(points[0]).toEqual({ at: new Date(began).toISOString(), average: 1.5, maximum: 1.5 });
    expect(points.at(-1)?.average).toBe(1.5);
    expect(points.slice(1, -1).every(({ average }) => average === null)).toBe(true);
  });
});

describe("for a scraper", () => {
  test("nodes, disks and containers are gauges; what is unmeasured has no sample", async () => {
    const home = new Home();
    home.engine.add(containerFacts({ name: "web", state: "running" }));
    await using test = await openTestKernel({
      features: [telemetry],
      integrations: [fakeDockerIntegration(home.hosts), given("machine", home.machine), given("prometheus", undefined)],
      clock: home.clock,
    });
    await rounds(test, home.clock, 1);
    const text = await test.kernel.metrics.text();
    expect(text).toContain('hydra_node_memory_used_bytes{node="tower"} 12884901888');
    expect(text).toContain('hydra_node_disk_total_bytes{node="tower",mount="/"}');
    expect(text).toContain('hydra_container_memory_bytes{node="tower",container="web"} 67108864');
    expect(text).not.toContain("hydra_gpu_used_percent{");
    expect(text).not.toContain("NaN");
  });
});
