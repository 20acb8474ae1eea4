import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ManualClock } from "../../../../kernel/clock.ts";
import { FakeMachine } from "../../../../integrations/machine/fake.ts";
import type { InstanceReading } from "../../../../integrations/prometheus/facts.ts";
import { fakeInstance, type FakeInstance } from "../../../../integrations/prometheus/fake.ts";
import { hostPart } from "./instances.ts";
import { mergeNodes, type NodeSources } from "./nodes.ts";

const AT = Date.UTC(2026, 5, 1);
const reading = await new FakeMachine("attic", new ManualClock(AT)).measure();
const GPU = {
  index: 0,
  uuid: "GPU-1",
  name: "RTX",
  usedPercent: 5,
  memoryUsedBytes: 1,
  memoryTotalBytes: 2,
  temperatureC: 40,
  powerW: null,
};

function instance(name: string, changes: Partial<FakeInstance> = {}): InstanceReading {
  return { ...fakeInstance(name, changes), measuredAt: AT, scrapeIntervalMs: 15_000 };
}

function names(sources: Partial<NodeSources>): string[] {
  return mergeNodes({ machine: null, engines: [], prometheus: null, ...sources }).map(({ name }) => name);
}

const here = { hostname: "attic", reading, usedPercent: 10 };
const tower = { name: "tower", address: "unix:///var/run/docker.sock", isLocal: true };
const ai = { name: "hydra-ai", address: "tcp://192.168.1.250:2376", isLocal: false };

function prometheus(
  instances: InstanceReading[],
  nodes: Record<string, string> = {},
  url = "http://tower:9090",
): NodeSources["prometheus"] {
  return { url, nodes, instances };
}

describe("one node, however many tell of it", () => {
  test("the machine bears the local engine's name, else its own", () => {
    expect(names({ machine: here, engines: [tower, ai] })).toEqual(["hydra-ai", "tower"]);
    expect(names({ machine: here })).toEqual(["attic"]);
    expect(mergeNodes({ machine: here, engines: [tower], prometheus: null })[0]).toMatchObject({
      name: "tower",
      source: "machine",
      cpu: { usedPercent: 10, cores: 8 },
    });
  });

  test("a remote engine that nobody measures is there, and unknown", () => {
    expect(mergeNodes({ machine: null, engines: [ai], prometheus: null })).toMatchObject([
      { name: "hydra-ai", measuredAt: null, cpu: null, memory: null, source: "none", failedUnits: null },
    ]);
  });

  test.each([
    ["the same host name", instance("hydra-ai:9100"), {}],
    ["the same host name in capitals and with a domain", instance("Hydra-AI.lan:9100"), {}],
    ["the address of its engine", instance("192.168.1.250:9100"), {}],
    ["what the machine calls itself", instance("10.0.0.9:9100", { nodeName: "hydra-ai" }), {}],
    ["a configured instance", instance("10.0.0.9:9100"), { "hydra-ai": "10.0.0.9:9100" }],
    ["a configured host", instance("10.0.0.9:9100"), { "hydra-ai": "10.0.0.9" }],
  ])("an instance joins its engine's node by %s", (_, told, mapping) => {
    const nodes = mergeNodes({ machine: null, engines: [ai], prometheus: prometheus([told], mapping) });
    expect(nodes).toMatchObject([{ name: "hydra-ai", source: `prometheus ${told.instance}`, cpu: { cores: 16 } }]);
  });

  test("node and GPU exporter of one host are one node, named as the machine names itself", () => {
    const told = [
      instance("192.168.1.203:9100", { nodeName: "hydra-compute", failedUnits: ["kokoro.service"] }),
      instance("192.168.1.203:9835", { cpu: null, memory: null, load: null, disks: [], gpus: [GPU], failedUnits: null }),
    ];
    expect(mergeNodes({ machine: null, engines: [], prometheus: prometheus(told) })).toMatchObject([
      { name: "hydra-compute", gpus: [GPU], failedUnits: ["kokoro.service"], cpu: { cores: 16 } },
    ]);
  });

  test("two machines that call themselves the same stay two", () => {
    const told = ["10.0.0.1:9100", "10.0.0.2:9100"].map((address) => instance(address, { nodeName: "nixos" }));
    expect(names({ prometheus: prometheus(told) })).toEqual(["10.0.0.1", "10.0.0.2"]);
  });

  test("a loopback instance is this machine only for a Prometheus that runs here", () => {
    const told = [instance("localhost:9100")];
    expect(names({ machine: here, prometheus: prometheus(told, {}, "http://127.0.0.1:9090") })).toEqual(["attic"]);
    expect(names({ machine: here, prometheus: prometheus(told, {}, "http://elsewhere:9090") })).toEqual(["attic", "localhost"]);
  });

  test("the machine's own word goes first, exporters fill what it does not know", () => {
    const told = [instance("attic:9100", { gpus: [GPU], failedUnits: ["x.service"] })];
    expect(mergeNodes({ machine: here, engines: [], prometheus: prometheus(told) })).toMatchObject([
      { source: "machine, prometheus attic:9100", cpu: { usedPercent: 10, cores: 8 }, gpus: [GPU], failedUnits: ["x.service"] },
    ]);
  });

  test("no node is told of twice, and no instance is lost", () => {
    const anyInstance = fc.record({
      host: fc.constantFrom("a", "b", "tower", "10.0.0.1", "localhost", "[::1]", "fd00::1"),
      port: fc.constantFrom(":9100", ":9835", ""),
      nodeName: fc.option(fc.constantFrom("a", "tower", "attic", "nixos")),
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyInstance, { selector: ({ host, port }) => host + port }), (told) => {
        const instances = told.map(({ host, port, nodeName }) => instance(host + port, { nodeName }));
        const nodes = mergeNodes({ machine: here, engines: [tower, ai], prometheus: prometheus(instances) });
        expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
        const named = nodes.flatMap(({ source }) => source.split(", ")).filter((source) => source.startsWith("prometheus "));
        expect(named.toSorted()).toEqual(instances.map((one) => `prometheus ${one.instance}`).toSorted());
      }),
    );
  });

  test("the host of an instance", () => {
    expect(["hydra-ai:9100", "10.0.0.1:9100", "Plain", "[FD00::1]:9100", "fd00::1"].map(hostPart)).toEqual([
      "hydra-ai",
      "10.0.0.1",
      "plain",
      "fd00::1",
      "fd00::1",
    ]);
  });
});
