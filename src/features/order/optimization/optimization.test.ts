import { describe, expect, test, vi } from "vitest";
import { containerFacts } from "../../../integrations/docker/fake.ts";
import { fakeInstance } from "../../../integrations/prometheus/fake.ts";
import { fakeModel } from "../../../integrations/upstreams/fake.ts";
import { GIB, madeUpGpu } from "./testing/made-up-world.ts";
import { Home, patternsOf, suggested } from "./testing/home.ts";

const WAIT = { timeout: 25_000, interval: 20 };

describe("nothing measured", () => {
  test("no suggestion, no pattern, no time: never a constant", async () => {
    const home = new Home();
    home.machine = undefined;
    await using test = await home.open();
    expect(await suggested(test)).toEqual({ suggestions: [], measuredAt: null, sources: [] });
    await home.live(test, 1);
    const patterns = await patternsOf(test);
    expect(patterns.map(({ node, resource, kind, average, peak, samples }) => ({ node, resource, kind, average, peak, samples }))).toEqual(
      ["cpu", "memory"].map((resource) => ({ node: "tower", resource, kind: "unknown", average: null, peak: null, samples: 0 })),
    );
    expect((await suggested(test)).suggestions).toEqual([]);
  });
});

describe("how things are used", () => {
  test("nodes, disks, GPUs and containers by what was measured; a node that vanished is unknown", async () => {
    const home = new Home();
    home.engine.add(containerFacts({ name: "web", state: "running" }));
    const busy = madeUpGpu({ usedPercent: 98 });
    home.prometheus.scrape("ai:9100", fakeInstance("ai:9100", { nodeName: "ai", gpus: [busy] }));
    await using test = await home.open();
    await home.live(test, 30, (index) => {
      if (home.machine !== undefined) home.machine.busyShare = index % 3 === 0 ? 0.8 : 0.02;
    });
    const kinds = async (input = {}): Promise<string[]> =>
      (await patternsOf(test, input)).map(({ node, resource, subject, kind }) => [node, resource, subject, kind].filter(Boolean).join(" "));
    expect(await kinds()).toEqual([
      "ai cpu consistent",
      "ai memory consistent",
      "ai gpu GPU-aa overloaded",
      "ai gpu GPU-aa idle",
      "ai disk / consistent",
      "tower cpu bursty",
      "tower memory consistent",
      "tower disk / consistent",
    ]);
    expect(await kinds({ node: "tower", resource: "cpu", containers: true })).toEqual(["tower cpu bursty", "tower cpu web idle"]);
    expect(await kinds({ node: "nowhere" })).toEqual([]);
    home.prometheus.isDown = true;
    await home.live(test, 1);
    expect(await kinds({ node: "ai" })).toEqual(["ai cpu unknown", "ai memory unknown"]);
    expect(await patternsOf(test, { node: "ai", resource: "cpu" })).toMatchObject([{ average: 12.5 }]);
  });
});

describe("a suggestion", () => {
  test("about a GPU names its sources, and goes with the node that vanished", async () => {
    const home = new Home();
    home.prometheus.scrape("ai:9100", fakeInstance("ai:9100", { nodeName: "ai", gpus: [madeUpGpu({ usedPercent: 98 })] }));
    await using test = await home.open();
    await home.live(test, 20);
    const { suggestions, measuredAt, sources } = await suggested(test);
    expect(suggestions).toMatchObject([
      { id: "gpu-overloaded/ai/GPU-aa", resource: "gpu", subject: "GPU-aa", priority: "high", measuredEffect: null, state: "open" },
    ]);
    expect(measuredAt).toBe(new Date(home.clock.now()).toISOString());
    expect(sources.map(({ name }) => name)).toEqual(expect.arrayContaining(["machine", "prometheus ai:9100"]));
    expect((await suggested(test, { node: "tower" })).suggestions).toEqual([]);
    home.prometheus.isDown = true;
    await home.live(test, 1);
    expect((await suggested(test)).suggestions).toEqual([]);
  });

  test("to lower a limit that is far too large: once it is lowered, what came of it stands beside, also after a restart", async () => {
    const home = new Home();
    home.engine.add(containerFacts({ name: "web", state: "running", memoryLimitBytes: 16 * GIB }));
    const first = await home.open();
    await home.live(first, 300, () => home.engine.setUsage("web", { memoryBytes: GIB / 2, memoryLimitBytes: 16 * GIB }));
    const open = (await suggested(first)).suggestions;
    expect(open).toMatchObject([{ resource: "memory", subject: "web", measuredEffect: null, expectedEffect: { value: -15 * GIB } }]);
    await home.live(first, 1, () => home.engine.setUsage("web", { memoryBytes: GIB / 2, memoryLimitBytes: GIB }));
    const effect = { value: -15 * GIB, unit: "bytes", before: 16 * GIB, after: GIB };
    const done = [{ id: open[0]?.id, state: "applied", measuredEffect: effect }];
    expect((await suggested(first)).suggestions).toMatchObject(done);
    await first.kernel.stop();
    home.clock.advance(1);
    await using second = await home.open(first.home);
    await home.live(second, 1, () => home.engine.setUsage("web", { memoryBytes: GIB / 2, memoryLimitBytes: GIB }));
    expect((await suggested(second)).suggestions).toMatchObject(done);
  });

  test("to free a disk: once that was done, how much it was stands beside", async () => {
    const home = new Home();
    await using test = await home.open();
    const fill = (usedGib: number): void => {
      if (home.machine === undefined) return;
      const disk = { mount: "/", device: "/dev/sda", fileSystem: "ext4", totalBytes: 1_000 * GIB };
      const bytes = { usedBytes: usedGib * GIB, availableBytes: (1_000 - usedGib) * GIB };
      home.machine.facts = { ...home.machine.facts, disks: [{ ...disk, ...bytes }] };
    };
    await home.live(test, 100, (index) => fill(850 + index));
    const [full] = (await suggested(test)).suggestions;
    expect(full).toMatchObject({
      resource: "disk",
      subject: "/",
      priority: "critical",
      forecast: { fillsAt: expect.any(String) as string },
    });
    expect(full?.evidence.join(" ")).toMatch(/Grows by 288 GiB a day/);
    await home.live(test, 13, () => fill(300));
    expect((await suggested(test)).suggestions).toMatchObject([
      { id: full?.id, state: "applied", measuredEffect: { value: (949 - 300) * GIB, unit: "bytes free" } },
    ]);
  });

  test("about a limit that kills: what Docker tells of kills is counted, what a person stopped is not", { timeout: 60_000 }, async () => {
    const home = new Home();
    home.engine.add(containerFacts({ name: "web", state: "running" }), containerFacts({ name: "calm", state: "running" }));
    home.engine.setUsage("web", { memoryBytes: GIB, memoryLimitBytes: GIB });
    await using test = await home.open();
    await home.live(test, 2);
    for (let kill = 0; kill < 3; kill += 1) {
      home.clock.advance(60_000);
      home.engine.exit("web", 137, { oomKilled: true });
      home.engine.start("web");
      home.engine.stop("calm");
      home.engine.start("calm");
    }
    await vi.waitFor(async () => {
      await home.live(test, 1);
      expect((await suggested(test)).suggestions).toMatchObject([
        { id: expect.stringContaining("memory-kills/") as string, priority: "high", expectedEffect: { value: -3 } },
      ]);
    }, WAIT);
  });

  test("about models that push each other out", async () => {
    const home = new Home();
    const [small, large] = [fakeModel("qwen-32b-q4", { parametersB: 32 }), fakeModel("llama-70b-q4", { parametersB: 70 })];
    vi.spyOn(home.upstreams, "states").mockReturnValue([
      { name: "fake", kind: "ollama", url: "http://fake.test", gpu: "ai:0", circuit: "closed", retryInMs: 0, ageMs: 0, failure: null },
    ]);
    home.prometheus.scrape("ai:9100", fakeInstance("ai:9100", { nodeName: "ai", gpus: [madeUpGpu({ usedPercent: 40 })] }));
    await using test = await home.open();
    for (let turn = 0; turn < 12; turn += 1) {
      home.upstreams.list = [
        { ...small, isLoaded: turn % 2 === 0 },
        { ...large, isLoaded: turn % 2 === 1 },
      ];
      await home.live(test, 1);
      await suggested(test);
    }
    const { suggestions, sources } = await suggested(test);
    expect(suggestions).toMatchObject([{ id: "models/ai:0", node: "ai", resource: "gpu", subject: "ai:0" }]);
    expect(suggestions[0]?.evidence.join(" ")).toContain("the card has 24 GiB");
    expect(sources).toContainEqual(expect.objectContaining({ name: "upstream fake", of: "loaded models" }));
  });

  test("a wall clock that jumps a day back or ahead loses none and invents none", async () => {
    const home = new Home();
    home.prometheus.scrape("ai:9100", fakeInstance("ai:9100", { nodeName: "ai", gpus: [madeUpGpu({ usedPercent: 98 })] }));
    await using test = await home.open();
    await home.live(test, 20);
    for (const jump of [-86_400_000, 2 * 86_400_000]) {
      home.clock.jump(jump);
      await home.live(test, 14);
      expect((await suggested(test)).suggestions.map(({ id }) => id)).toEqual(["gpu-overloaded/ai/GPU-aa"]);
    }
  });
});
