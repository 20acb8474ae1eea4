import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ScrapeTarget } from "./facts.ts";
import { readInstances, type Answers } from "./readings.ts";
import { followTargets } from "./targets.ts";
import { readUnits } from "./units.ts";
import { parseDuration, parseTime, samplesOf, type ActiveTarget, type Sample } from "./wire.ts";

const NOTHING: Answers = { values: [], idleCores: [], cores: [], unitStates: [], unitStarts: [] };
const AT = Date.UTC(2026, 5, 1);

function sample(name: string, value: number, labels: Record<string, string> = {}): Sample {
  return { name, value, labels: { instance: "ai:9100", ...labels } };
}

function unit(name: string, state: string, type = "simple"): Sample {
  return sample("node_systemd_unit_state", 1, { name, state, type });
}

function namesOf(states: Sample[]): string[] {
  return (readUnits(states, []) ?? []).map(({ name }) => name);
}

function disk(mountpoint: string, device: string, fstype = "ext4"): Sample[] {
  const labels = { mountpoint, device, fstype };
  return [
    sample("node_filesystem_size_bytes", 100, labels),
    sample("node_filesystem_free_bytes", 40, labels),
    sample("node_filesystem_avail_bytes", 35, labels),
  ];
}

describe("readings", () => {
  test("a machine in our words and units", () => {
    const uname = sample("node_uname_info", 1, { nodename: "hydra-ai", release: "6.12.1" });
    const target: ScrapeTarget = {
      job: "node",
      instance: "ai:9100",
      address: "http://ai:9100/metrics",
      health: "up",
      since: AT,
      lastScrapeAt: AT - 7_000,
      lastError: null,
      scrapeIntervalMs: 15_000,
    };
    const [reading] = readInstances(
      {
        values: [
          uname,
          sample("node_memory_MemTotal_bytes", 1_000),
          sample("node_memory_MemAvailable_bytes", 400),
          sample("node_memory_SwapTotal_bytes", 500),
          sample("node_memory_SwapFree_bytes", 450),
          sample("node_boot_time_seconds", 1_767_225_600.25),
          ...disk("/var/lib/bind", "/dev/sda1"),
          ...disk("/", "/dev/sda1"),
          ...disk("/run", "tmpfs", "tmpfs"),
          ...disk("/tank/a", "tank/a", "zfs"),
        ],
        idleCores: [sample("", 6)],
        cores: [sample("", 8)],
        unitStates: [
          unit("ollama.service", "failed"),
          unit("mnt-tank.mount", "failed"),
          unit("caddy.service", "active", "notify"),
          unit("dbus.socket", "active"),
        ],
        unitStarts: [sample("node_systemd_unit_start_time_seconds", 1_780_000_000.5, { name: "caddy.service" })],
      },
      [target],
      AT,
    );
    expect(reading).toEqual({
      instance: "ai:9100",
      nodeName: "hydra-ai",
      measuredAt: AT - 7_000,
      scrapeIntervalMs: 15_000,
      cpu: { usedPercent: 25, cores: 8 },
      memory: { usedBytes: 600, totalBytes: 1_000 },
      swap: { usedBytes: 50, totalBytes: 500 },
      load: null,
      disks: [
        { mount: "/", device: "/dev/sda1", fileSystem: "ext4", usedBytes: 60, availableBytes: 35, totalBytes: 100 },
        { mount: "/tank/a", device: "tank/a", fileSystem: "zfs", usedBytes: 60, availableBytes: 35, totalBytes: 100 },
      ],
      gpus: [],
      bootedAt: 1_767_225_600_250,
      kernelVersion: "6.12.1",
      units: [
        { name: "ollama.service", state: "failed", kind: "daemon", startedAt: null },
        { name: "caddy.service", state: "active", kind: "daemon", startedAt: 1_780_000_000_500 },
      ],
      failedUnits: ["mnt-tank.mount", "ollama.service"],
    });
  });

  test("units that nobody reports are unknown, not fine", () => {
    const values = [sample("node_load1", 1)];
    expect(readInstances({ ...NOTHING, values }, [], AT)[0]).toMatchObject({ units: null, failedUnits: null });
    const unitStates = [unit("-.mount", "active")];
    expect(readInstances({ ...NOTHING, values, unitStates }, [], AT)[0]).toMatchObject({ units: [], failedUnits: [] });
  });

  test("one card told by two exporters is one card", () => {
    const dcgm = { gpu: "0", UUID: "GPU-aa", modelName: "RTX 4090" };
    const [reading] = readInstances(
      {
        ...NOTHING,
        values: [
          sample("DCGM_FI_DEV_GPU_UTIL", 29, dcgm),
          sample("DCGM_FI_DEV_FB_USED", 1_024, dcgm),
          sample("DCGM_FI_DEV_FB_FREE", 23_552, dcgm),
          sample("nvidia_smi_temperature_gpu", 61, { uuid: "aa" }),
          sample("nvidia_smi_gpu_info", 1, { uuid: "bb", name: "RTX 5060" }),
          sample("nvidia_smi_utilization_gpu_ratio", 0.29, { uuid: "bb" }),
        ],
      },
      [],
      AT,
    );
    expect(reading?.gpus).toEqual([
      {
        index: 0,
        uuid: "GPU-aa",
        name: "RTX 4090",
        usedPercent: 29,
        memoryUsedBytes: 1_073_741_824,
        memoryTotalBytes: 25_769_803_776,
        temperatureC: 61,
        powerW: null,
      },
      {
        index: null,
        uuid: "GPU-bb",
        name: "RTX 5060",
        usedPercent: 29,
        memoryUsedBytes: null,
        memoryTotalBytes: null,
        temperatureC: null,
        powerW: null,
      },
    ]);
  });

  test("no samples make it fail or invent", () => {
    const anything = fc.record({
      name: fc.oneof(fc.string(), fc.constantFrom("node_load1", "node_filesystem_size_bytes", "DCGM_FI_DEV_FB_USED", "nvidia_smi_index")),
      value: fc.double({ noNaN: true, noDefaultInfinity: true }),
      labels: fc.dictionary(
        fc.constantFrom("instance", "uuid", "UUID", "gpu", "device", "mountpoint", "fstype", "name", "state"),
        fc.string(),
      ),
    });
    fc.assert(
      fc.property(fc.array(anything), (samples) => {
        const readings = readInstances(
          { values: samples, idleCores: samples, cores: samples, unitStates: samples, unitStarts: samples },
          [],
          AT,
        );
        expect(readings.every(({ cpu }) => cpu === null || (cpu.usedPercent >= 0 && cpu.usedPercent <= 100))).toBe(true);
      }),
    );
  });
});

describe("units", () => {
  test("plumbing is left out, unless it failed", () => {
    const plumbing = [
      "systemd-journald.service",
      "getty@tty1.service",
      "serial-getty@ttyS0.service",
      "user@1000.service",
      "user-runtime-dir@1000.service",
      "dbus.service",
      "dbus-broker.service",
      "modprobe@drm.service",
      "home-generator.service",
    ];
    const services = [
      "ssh.service",
      "ollama.service",
      "nvidia-persistenced.service",
      "docker.service",
      "userdata.service",
      "wyoming@de.service",
    ];
    const of = (state: string): Sample[] => [...plumbing, ...services].map((name) => unit(name, state));
    expect(namesOf(of("active")).toSorted()).toEqual(services.toSorted());
    expect(namesOf(of("failed")).toSorted()).toEqual([...plumbing, ...services].toSorted());
  });

  test("a oneshot ends, a timer, socket or path starts, and the rest are daemons", () => {
    const units = readUnits(
      [
        unit("backup.service", "inactive"),
        unit("backup.timer", "active", ""),
        unit("cups.service", "inactive"),
        unit("cups.socket", "active", ""),
        unit("keyboard-setup.service", "active", "oneshot"),
        unit("ollama.service", "inactive"),
      ],
      [],
    );
    expect(units?.map(({ name, kind }) => [name, kind])).toEqual([
      ["keyboard-setup.service", "oneshot"],
      ["backup.service", "triggered"],
      ["cups.service", "triggered"],
      ["ollama.service", "daemon"],
    ]);
  });

  test("of two states the worse one counts, whichever comes first", () => {
    const [active, failed] = [unit("a.service", "active"), unit("a.service", "failed")];
    for (const samples of [
      [active, failed],
      [failed, active],
    ])
      expect(readUnits(samples, [])).toMatchObject([{ state: "failed" }]);
  });

  test("however many there are: bounded, each once, the failed ones first", () => {
    const name = fc.oneof(
      fc.constantFrom("dbus", "systemd-x", "web").map((stem) => `${stem}.service`),
      fc.nat({ max: 400 }).map((number) => `s${number}.service`),
      fc.string(),
    );
    const state = fc.constantFrom("failed", "active", "inactive", "maintenance");
    fc.assert(
      fc.property(fc.array(fc.tuple(name, state), { minLength: 1, maxLength: 600 }), (told) => {
        const units = readUnits(
          told.map(([each, its]) => unit(each, its)),
          [],
        );
        const failed = new Set(told.filter(([each, its]) => each.endsWith(".service") && its === "failed").map(([each]) => each));
        const shown = units?.map((each) => each.name) ?? [];
        expect(shown.length).toBeLessThanOrEqual(200);
        expect(new Set(shown).size).toBe(shown.length);
        expect(new Set(units?.slice(0, failed.size).map((each) => each.name))).toEqual(failed.size <= 200 ? failed : new Set(shown));
      }),
    );
  });
});

describe("their JSON", () => {
  test("NaN and infinity are no samples", () => {
    const result = ["1.5", "NaN", "+Inf", ""].map((text) => ({ metric: { __name__: "x", a: "b" }, value: [1, text] as [number, string] }));
    expect(samplesOf({ status: "success", data: { resultType: "vector", result } })).toEqual([
      { name: "x", labels: { a: "b" }, value: 1.5 },
    ]);
  });

  test("durations of any parts add up", () => {
    const part = fc.tuple(
      fc.nat({ max: 999 }),
      fc.constantFrom(["ms", 1] as const, ["s", 1_000] as const, ["m", 60_000] as const, ["h", 3_600_000] as const),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const sum = parts.reduce((total, [count, [, unitMs]]) => total + count * unitMs, 0);
        expect(parseDuration(parts.map(([count, [unit]]) => `${count}${unit}`).join(""))).toBe(sum);
      }),
    );
    expect([parseDuration(""), parseDuration("15"), parseDuration("s")]).toEqual([null, null, null]);
  });

  test("Go's zero time is no time", () => {
    expect(parseTime("0001-01-01T00:00:00Z")).toBeNull();
    expect(parseTime("2026-11-23T06:08:13.151123456Z")).toBe(Date.UTC(2026, 10, 23, 6, 8, 13, 151));
  });
});

function wire(changes: Partial<ActiveTarget> = {}): ActiveTarget {
  return {
    labels: { job: "node", instance: "ai:9100" },
    scrapeUrl: "http://user:hunter2@ai:9100/metrics?token=abc",
    health: "up",
    lastError: "",
    lastScrape: "",
    scrapeInterval: "15s",
    ...changes,
  };
}

describe("targets", () => {
  test("up, down since, gone since, forgotten after a day", () => {
    const up = followTargets([], [wire()], 1_000);
    const still = followTargets(up, [wire()], 2_000);
    expect(still).toMatchObject([{ health: "up", since: 1_000, address: "http://ai:9100/metrics" }]);
    const down = followTargets(still, [wire({ health: "down", lastError: "refused" })], 3_000);
    expect(down).toMatchObject([{ health: "down", since: 3_000, lastError: "refused" }]);
    const gone = followTargets(followTargets(down, [], 4_000), [], 5_000);
    expect(gone).toMatchObject([{ health: "gone", since: 4_000 }]);
    expect(followTargets(gone, [wire()], 6_000)).toMatchObject([{ health: "up", since: 6_000 }]);
    expect(followTargets(gone, [], 4_000 + 86_400_000)).toEqual([]);
  });

  test("nothing secret stands in an address or an error", () => {
    const [target] = followTargets([], [wire({ health: "down", lastError: 'Get "http://user:hunter2@ai:9100": refused' })], 1);
    expect(JSON.stringify(target)).not.toMatch(/hunter2|abc/);
  });
});
