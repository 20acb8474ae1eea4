import { describe, expect, test } from "vitest";
import { peer } from "../../../../tests/peers/peers.ts";
import { ExportedMachine, isInstalled } from "./testing/exported-machine.ts";
import { Home, patternsOf, suggested } from "./testing/home.ts";

// With required peers a machine without them fails by name instead of skipping.
describe.skipIf(!isInstalled && peer("prometheus") === null)("Debian's Prometheus with node-exporter and its textfiles", () => {
  test("a GPU with too much to do, at its power limit; relieved, what came of it stands beside", { timeout: 90_000 }, async () => {
    const home = new Home();
    await using exported = await ExportedMachine.start(home.clock, "ai");
    home.realPrometheus = exported.client;
    await using hydra = await home.open();
    await exported.exportGpu(0.97, 441);
    await home.live(hydra, 20);
    const gpu = async () => (await patternsOf(hydra, { node: "ai", resource: "gpu" }))[0];
    expect(await gpu()).toMatchObject({ kind: "overloaded", average: 97, peak: 97, unit: "percent", samples: 20 });
    const busy = await suggested(hydra, { node: "ai" });
    const ofGpu = busy.suggestions.filter(({ resource }) => resource === "gpu");
    expect(ofGpu).toMatchObject([
      { id: "gpu-overloaded/ai/GPU-aa", priority: "high", measuredEffect: null },
      { id: "gpu-power/ai/GPU-aa", expectedEffect: { value: -81, unit: "W while busy" } },
    ]);
    expect(busy.sources).toContainEqual(
      expect.objectContaining({ name: expect.stringMatching(/^prometheus 127\.0\.0\.1:\d+$/) as string }),
    );

    // What is no number is no measurement, also in the middle of others.
    await exported.exportGpu("NaN", 300);
    await home.live(hydra, 3);
    await exported.exportGpu("+Inf", 301);
    await home.live(hydra, 3);
    expect(await gpu()).toMatchObject({ kind: "overloaded", average: 97, peak: 97, samples: 20 });

    await exported.exportGpu(0.3, 150);
    await home.live(hydra, 65);
    expect(await gpu()).toMatchObject({ kind: "bursty" });
    const { suggestions } = await suggested(hydra, { node: "ai" });
    const done = suggestions.find(({ id }) => id === "gpu-overloaded/ai/GPU-aa");
    expect(done).toMatchObject({ state: "applied", measuredEffect: { before: 100, unit: "percent of the time above 90 % use" } });
    expect(done?.measuredEffect?.value).toBeLessThan(-70);
  });
});
