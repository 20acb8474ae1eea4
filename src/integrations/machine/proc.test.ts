import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCgroupLimit, parseCgroupPaths } from "./cgroup.ts";
import { parseBootedAt, parseCpuTimes, parseLoad, parseMemory, parseSwap } from "./proc.ts";

const STAT = `cpu  100 20 30 800 50 1 2 7 60 10
cpu0 50 10 15 400 25 1 1 4 30 5
cpu1 50 10 15 400 25 0 1 3 30 5
intr 12 3 4
ctxt 99
btime 1767225600
`;

describe("the files of /proc", () => {
  test("busy is everything but idle and waiting for disks; guest time is not counted twice", () => {
    expect(parseCpuTimes(STAT)).toEqual({ busyTicks: 160, totalTicks: 1_010, cores: 2 });
    expect(parseBootedAt(STAT)).toBe(Date.UTC(2026, 0, 1));
  });

  test("used memory is total less available", () => {
    expect(parseMemory("MemTotal:       1000 kB\nMemFree: 10 kB\nMemAvailable:    400 kB\n")).toEqual({
      usedBytes: 614_400,
      totalBytes: 1_024_000,
    });
    expect(parseMemory("MemTotal:       1000 kB\nMemFree: 10 kB\n")).toBeNull();
  });

  test("load", () => {
    expect(parseLoad("0.04 1.50 12.01 1/113 8300\n")).toEqual({ one: 0.04, five: 1.5, fifteen: 12.01 });
  });

  test("swap is what is not free of it; a machine without any has none to use", () => {
    expect(parseSwap("SwapTotal:       1000 kB\nSwapFree:        250 kB\n")).toEqual({ usedBytes: 768_000, totalBytes: 1_024_000 });
    expect(parseSwap("SwapTotal:          0 kB\nSwapFree:          0 kB\n")).toBeNull();
    expect(parseSwap("SwapTotal:       1000 kB\n")).toBeNull();
  });

  test("any other text is unmeasured, never a number", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const value of [parseCpuTimes(text), parseMemory(text), parseSwap(text), parseLoad(text), parseBootedAt(text)]) {
          expect(JSON.stringify(value)).not.toContain("NaN");
        }
      }),
    );
  });

  test("any counters come back as they stand", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 8, maxLength: 10 }), fc.integer({ min: 1, max: 64 }), (ticks, cores) => {
        const lines = Array.from({ length: cores }, (_, core) => `cpu${core} ${ticks.join(" ")}`);
        const times = parseCpuTimes([`cpu  ${ticks.join(" ")}`, ...lines, ""].join("\n"));
        const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, steal = 0] = ticks;
        const busyTicks = user + nice + system + irq + softirq + steal;
        expect(times).toEqual({ busyTicks, totalTicks: busyTicks + idle + wait, cores });
      }),
    );
  });
});

describe("limits of a cgroup", () => {
  test.each([
    ["nothing is limited in version 2", { "memory.max": "max\n", "cpu.max": "max 100000\n" }, null],
    ["version 2 with both", { "memory.max": "268435456\n", "cpu.max": "150000 100000\n" }, { memoryBytes: 268_435_456, cpus: 1.5 }],
    [
      "nothing is limited in version 1",
      { "memory.limit_in_bytes": "9223372036854771712\n", "cpu.cfs_quota_us": "-1\n", "cpu.cfs_period_us": "100000\n" },
      null,
    ],
    ["version 1 with memory", { "memory.limit_in_bytes": "1048576\n", "cpu.cfs_quota_us": "-1" }, { memoryBytes: 1_048_576, cpus: null }],
    ["version 1 with CPU", { "cpu.cfs_quota_us": "50000", "cpu.cfs_period_us": "100000" }, { memoryBytes: null, cpus: 0.5 }],
    ["no files", {}, null],
  ])("%s", (_, files, limit) => {
    expect(parseCgroupLimit(files)).toEqual(limit);
  });

  test("where a process stands", () => {
    expect(Object.fromEntries(parseCgroupPaths("4:cpu,cpuacct:/a\n3:memory:/docker/x:y\n0::/init.scope\n"))).toEqual({
      cpu: "/a",
      cpuacct: "/a",
      memory: "/docker/x:y",
      "": "/init.scope",
    });
  });
});
