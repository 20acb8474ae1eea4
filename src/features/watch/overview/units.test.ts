import { expect, test, vi } from "vitest";
import { containerFacts, fakeDocker, fakeDockerIntegration } from "../../../integrations/docker/fake.ts";
import type { ScrapedUnit, UnitState } from "../../../integrations/prometheus/facts.ts";
import { fakeInstance, FakePrometheus, fakePrometheusIntegration, fakeUnit } from "../../../integrations/prometheus/fake.ts";
import { machine } from "../../../integrations/machine/index.ts";
import { systemClock } from "../../../kernel/clock.ts";
import type { Integration } from "../../../kernel/integration.ts";
import { openTestKernel, type TestKernel } from "../../../kernel/testing.ts";
import { WAIT } from "../containers/testing/watched.ts";
import { watch } from "../index.ts";
import { cluster, services } from "./operations.ts";
import { unitServices } from "./units.ts";

const NO_MACHINE = { ...machine, connect: () => Promise.resolve(null) } as unknown as Integration;
const GPU = {
  index: 0,
  uuid: "GPU-1",
  name: "RTX 4090",
  usedPercent: 5,
  memoryUsedBytes: 1,
  memoryTotalBytes: 2,
  temperatureC: 40,
  powerW: null,
};

/** Hydra beside a Docker engine `home` with one container, and a GPU node that only a Prometheus knows. */
async function beside(units: readonly ScrapedUnit[]): Promise<TestKernel> {
  const docker = fakeDocker().add(containerFacts({ name: "web", networks: [] }));
  const prometheus = new FakePrometheus(systemClock);
  prometheus.scrape("hydra-ai:9100", fakeInstance("hydra-ai:9100", { gpus: [GPU], units }));
  await prometheus.poll();
  return openTestKernel({
    features: watch.features,
    integrations: [fakeDockerIntegration(docker), fakePrometheusIntegration(prometheus), NO_MACHINE],
    clock: systemClock,
  });
}

test("systemd services of a node that Prometheus watches stand beside the containers", async () => {
  await using hydra = await beside([
    fakeUnit("ollama.service", "failed"),
    fakeUnit("kokoro.service", "active", { startedAt: Date.UTC(2026, 0, 2) }),
    fakeUnit("whisper.service", "activating"),
  ]);
  await vi.waitFor(async () => {
    const answer = await hydra.kernel.callAsOwner(services, {});
    const beside = { node: "hydra-ai", project: null, probe: "systemd, by Prometheus", latencyMs: null, dependsOn: [] };
    expect(answer).toEqual({
      services: [
        expect.objectContaining({ name: "web", node: "home" }),
        { name: "kokoro", status: "up", since: "2026-01-02T00:00:00.000Z", ...beside },
        { name: "ollama", status: "down", since: expect.any(String), ...beside },
        { name: "whisper", status: "degraded", since: expect.any(String), ...beside },
      ],
    });
  }, WAIT);
});

test("a node that only Prometheus knows is one of the cluster, with its GPUs and without containers", async () => {
  await using hydra = await beside([]);
  await vi.waitFor(async () => {
    const { nodes } = (await hydra.kernel.callAsOwner(cluster, {})) as { nodes: unknown[] };
    expect(nodes).toEqual([
      expect.objectContaining({ name: "home" }),
      {
        name: "hydra-ai",
        status: "well",
        cpu: { usedPercent: 12.5, cores: 16 },
        memory: { usedBytes: 21_474_836_480, totalBytes: 68_719_476_736 },
        disks: [{ mount: "/", usedBytes: 107_374_182_400, availableBytes: 418_759_311_360, totalBytes: 536_870_912_000 }],
        gpus: [{ name: "RTX 4090", usedPercent: 5, memoryUsedBytes: 1, memoryTotalBytes: 2, temperatureC: 40, powerW: null }],
        containers: { healthy: 0, unhealthy: 0, starting: 0, unchecked: 0, stopped: 0 },
        measuredAt: expect.any(String),
      },
    ]);
  }, WAIT);
});

const AT = "2026-01-01T00:00:00.000Z";
type Unit = Parameters<typeof unitServices>[0][number];

function unit(lastState: UnitState, changes: Partial<Unit> = {}): Unit {
  const told = { node: "ai", unit: "ollama.service", lastState, state: lastState, since: AT, measuredAt: AT };
  return { ...told, kind: "daemon", hasRun: false, ...changes };
}

test.each<[string, Unit, string | undefined]>([
  ["a daemon that stopped is down", unit("inactive", { hasRun: true }), "down"],
  ["one that nobody started is no service", unit("inactive"), undefined],
  ["what is triggered is up while it runs", unit("active", { kind: "triggered" }), "up"],
  ["and no service while it rests", unit("inactive", { kind: "triggered", hasRun: true }), undefined],
  ["a step of the boot is no service", unit("active", { kind: "oneshot" }), undefined],
  ["unless it failed", unit("failed", { kind: "oneshot" }), "down"],
  ["one that ends just now is degraded", unit("deactivating"), "degraded"],
  ["of which nobody tells now, it is unknown", unit("active", { state: "unknown" }), "unknown"],
  ["also when it had failed", unit("failed", { state: "unknown" }), "unknown"],
  ["and what was none before, is none", unit("inactive", { state: "unknown" }), undefined],
])("%s", (_what, told, status) => {
  expect(unitServices([told])[0]?.status).toBe(status);
});
