import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GIB, madeUpContainer, madeUpGpu, madeUpNode, madeUpWorld, NOW, repeated, seriesOf } from "../testing/made-up-world.ts";
import { assess } from "./all.ts";
import { DAY_MS, HOUR_MS, type Assessment, type Finding, type World } from "./assessment.ts";
import { bytesPerWeightOf, estimatedBytes } from "./models.ts";
import { numberText, sizeText, spanText } from "./wording.ts";

function found(world: World): (Finding & Pick<Assessment, "id" | "measure">)[] {
  return assess(world).flatMap(({ id, measure, finding }) => (finding === null ? [] : [{ id, measure, ...finding }]));
}

const ids = (world: World): string[] => found(world).map(({ id }) => id);

const gpuWorld = (use: number[], changes: Parameters<typeof madeUpGpu>[0] = {}, power?: number[]): World =>
  madeUpWorld({
    nodes: [madeUpNode({ gpus: [madeUpGpu(changes)] })],
    series: {
      "gpu usedPercent tower GPU-aa": seriesOf(use),
      ...(power !== undefined && { "gpu powerW tower GPU-aa": seriesOf(power) }),
    },
  });

const kill = (hoursAgo: number) => ({ at: NOW - hoursAgo * HOUR_MS, isKill: true, exitCode: 137 });

const limited = (limit: number, peak: number, exits: ReturnType<typeof kill>[] = []): World =>
  madeUpWorld({
    containers: [
      madeUpContainer({
        memoryLimitBytes: limit,
        memory: seriesOf(
          repeated(168, () => peak),
          HOUR_MS,
        ),
        exits,
      }),
    ],
  });

const disk = (usedBytes: number, values: (number | null)[] = [], stepMs = HOUR_MS): World =>
  madeUpWorld({
    nodes: [madeUpNode({ disks: [{ mount: "/", usedBytes, availableBytes: 100 * GIB - usedBytes, totalBytes: 100 * GIB }] })],
    series: { "disk usedBytes tower /": seriesOf(values, stepMs) },
  });

const exits = (hoursAgo: number[], exitCode = 1) => hoursAgo.map((hours) => ({ at: NOW - hours * HOUR_MS, isKill: false, exitCode }));

const restarting = (hoursAgo: number[], changes = {}): World =>
  madeUpWorld({ containers: [madeUpContainer({ exits: exits(hoursAgo), ...changes })] });

const swapping = (memoryUsed: number): World =>
  madeUpWorld({
    nodes: [madeUpNode({ swap: { usedBytes: 6 * GIB, totalBytes: 8 * GIB } })],
    containers: [madeUpContainer({ memoryBytes: 30 * GIB })],
    series: {
      "node swapUsedBytes tower": seriesOf(repeated(100, () => 6 * GIB)),
      "node memoryUsedBytes tower": seriesOf(repeated(100, () => memoryUsed)),
    },
  });

describe("GPUs", () => {
  test("a card with nothing to do, and what that costs", () => {
    const [idle] = found(
      gpuWorld(
        repeated(288, () => 0),
        { memoryUsedBytes: 20 * GIB },
        repeated(288, () => 60),
      ),
    );
    expect(idle).toMatchObject({ id: "gpu-idle/tower/GPU-aa", priority: "medium", expected: { value: -100 } });
    expect(idle?.expected.text).toContain("60 W, 1.44 kWh a day");
    expect(idle?.evidence.join(" ")).toContain("83.3 % of its memory is held");
  });

  test("a card that was quiet for twenty minutes is not idle, nor is one that nobody measures", () => {
    expect(ids(gpuWorld(repeated(4, () => 0)))).toEqual([]);
    expect(ids(madeUpWorld({ nodes: [madeUpNode({ gpus: [madeUpGpu()] })] }))).toEqual([]);
  });

  test("a card with too much to do, and another that has room", () => {
    const busy = repeated(288, () => 97);
    expect(found(gpuWorld(busy))[0]).toMatchObject({ id: "gpu-overloaded/tower/GPU-aa", priority: "high", expected: { value: -100 } });
    const both = madeUpWorld({
      nodes: [madeUpNode({ gpus: [madeUpGpu(), madeUpGpu({ index: 1, uuid: "GPU-bb" })] })],
      series: { "gpu usedPercent tower GPU-aa": seriesOf(busy), "gpu usedPercent tower GPU-bb": seriesOf(repeated(288, () => 20)) },
    });
    expect(found(both)[0]?.expected.text).toContain("both would be used about 58.5 %");
  });

  test("a card at its power limit; without a known limit nothing is said", () => {
    const use = repeated(288, (at) => (at % 2 === 0 ? 80 : 10));
    const power = repeated(288, (at) => (at % 2 === 0 ? 445 : 30));
    const limited = found(gpuWorld(use, { powerLimitW: 450, temperatureC: 85 }, power));
    expect(limited).toMatchObject([{ id: "gpu-power/tower/GPU-aa", priority: "medium", expected: { value: -85, unit: "W while busy" } }]);
    expect(limited[0]?.expected.text).toContain("360 W saves 85 W while busy, 1.02 kWh a day");
    expect(ids(gpuWorld(use, {}, power))).toEqual([]);
    expect(ids(gpuWorld(use, { powerLimitW: 600 }, power))).toEqual([]);
  });
});

describe("memory limits", () => {
  test("one that kills is too small, and says by how much", () => {
    const [small] = found(limited(2 * GIB, 1.9 * GIB, [kill(2), kill(30), kill(50)]));
    expect(small).toMatchObject({ id: "memory-kills/tower/home/web", priority: "high", expected: { value: -3, unit: "kills a week" } });
    expect(small?.expected.text).toContain("limit of 3 GiB");
  });

  test("one that is nearly reached all the time", () => {
    expect(found(limited(2 * GIB, 1.9 * GIB))).toMatchObject([{ id: "memory-nearly-full/tower/home/web", priority: "medium" }]);
  });

  test("one that is far beyond what is needed, but not after a kill, and not after an hour", () => {
    expect(found(limited(16 * GIB, 0.5 * GIB))).toMatchObject([
      { id: "memory-limit-large/tower/home/web", priority: "low", expected: { value: -15 * GIB, unit: "bytes" } },
    ]);
    expect(ids(limited(16 * GIB, 0.5 * GIB, [kill(100)]))).not.toContain("memory-limit-large/tower/home/web");
    const young = madeUpContainer({ memoryLimitBytes: 16 * GIB, memory: seriesOf(repeated(12, () => GIB)) });
    expect(ids(madeUpWorld({ containers: [young] }))).toEqual([]);
  });

  test("where the node has no more memory, no larger limit is proposed", () => {
    const world = limited(2 * GIB, 1.9 * GIB, [kill(1)]);
    expect(ids({ ...world, nodes: [madeUpNode({ memory: { usedBytes: GIB, totalBytes: 2 * GIB } })] })).toEqual([]);
  });
});

describe("disks", () => {
  test("one that fills: when, and how sure that is", () => {
    const [filling] = found(
      disk(
        70 * GIB,
        repeated(168, (at) => 53.2 * GIB + at * 0.1 * GIB + ((at * 7_919) % 13) * 0.01 * GIB),
      ),
    );
    expect(filling).toMatchObject({ id: "disk-full/tower//", priority: "medium", expected: { unit: "bytes free" } });
    const { fillsAt, earliest, latest } = filling?.forecast ?? { fillsAt: 0, earliest: 0, latest: 0 };
    expect((fillsAt - NOW) / DAY_MS).toBeCloseTo(12.5, 0);
    expect(earliest).toBeLessThanOrEqual(fillsAt);
    expect(latest).toBeGreaterThanOrEqual(fillsAt);
  });

  test("one that lives by being cleaned, and one that stands still, will not fill", () => {
    expect(
      ids(
        disk(
          60 * GIB,
          repeated(168, (at) => 50 * GIB + (at % 24) * GIB),
        ),
      ),
    ).toEqual([]);
    expect(
      ids(
        disk(
          60 * GIB,
          repeated(168, () => 60 * GIB),
        ),
      ),
    ).toEqual([]);
  });

  test("two hours say nothing about next month", () => {
    expect(
      ids(
        disk(
          10 * GIB,
          repeated(30, (at) => 9 * GIB + at * 0.033 * GIB),
        ),
      ),
    ).toEqual([]);
  });

  test("one that is nearly full now needs no history", () => {
    expect(found(disk(99 * GIB))).toMatchObject([
      { priority: "critical", title: "/ on tower is nearly full", expected: { value: 19 * GIB } },
    ]);
  });
});

describe("restarts", () => {
  test("now and then is no trouble, several times a day is, a loop is critical", () => {
    expect(ids(restarting([3, 90]))).toEqual([]);
    expect(found(restarting([1, 5, 9, 15]))).toMatchObject([{ priority: "medium", expected: { value: -4 }, operation: null }]);
    const loop = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
    expect(found(restarting(loop))).toMatchObject([
      { priority: "critical", operation: { name: "containers.stop", input: { name: "web", node: "tower" } } },
    ]);
    expect(found(restarting(loop, { isProtected: true }))).toMatchObject([{ operation: null }]);
    expect(assess(restarting(loop)).find(({ finding }) => finding !== null)).toMatchObject({ resource: "restarts" });
  });

  test("what was seen for minutes is told as it was seen, and no figure of a day is made of its count", () => {
    const hoursAgo = repeated(23, (at) => 0.01 * (at + 1));
    const [loop] = found({ ...restarting(hoursAgo), exitsSince: NOW - HOUR_MS / 4 });
    expect(loop?.evidence[0]).toBe("Ended by itself 23 times in 15 minutes.");
    expect(loop?.expected).toEqual({
      value: -23 * 24,
      unit: "restarts a day",
      text: "Stopping it until its cause is found spares starts like these: 23 in 15 minutes.",
    });
  });

  test("a loop that has only begun counts by its last hour, though it was watched for a week", () => {
    const [loop] = found(restarting(repeated(23, (at) => 0.01 * (at + 1))));
    expect(loop?.expected).toMatchObject({ value: -23 * 24, text: expect.stringMatching(/: 23 in 60 minutes\.$/) });
  });

  test("several in some hours go on at that pace, and are told as they were seen", () => {
    const [often] = found({ ...restarting([0.5, 2, 3]), exitsSince: NOW - 6 * HOUR_MS });
    expect(often?.evidence[0]).toBe("Ended by itself 3 times in 6 hours, once in the last hour.");
    expect(often?.expected).toMatchObject({ value: -12, text: "With its cause removed, starts like these are spared: 3 in 6 hours." });
  });

  test("what rested for long enough is over", () => {
    expect(ids(restarting([5, 5.1, 5.2, 5.3, 5.4]))).toEqual([]);
  });
});

describe("swap", () => {
  test("a node that lives in it, and who is large there; not one with room to spare", () => {
    const [swap] = found(swapping(60 * GIB));
    expect(swap).toMatchObject({ id: "swap/tower", priority: "high", expected: { value: -6 * GIB } });
    expect(swap?.evidence.join(" ")).toContain("web 30 GiB");
    expect(ids(swapping(20 * GIB))).toEqual([]);
  });
});

describe("models", () => {
  const turns = repeated(20, (at) => at).map((at) => ({
    at: NOW - (20 - at) * HOUR_MS,
    models: [at % 2 === 0 ? "qwen-32b-q4" : "llama-70b-q4"],
  }));
  const gpu = {
    gpu: "tower:0",
    node: "tower",
    name: "RTX 4090",
    memoryTotalBytes: 24 * GIB,
    sets: turns,
    sizes: new Map([
      ["qwen-32b-q4", { bytes: 20 * GIB, isEstimate: true }],
      ["llama-70b-q4", { bytes: 41 * GIB, isEstimate: false }],
    ]),
  };

  test("two that push each other out; not two that fit, nor one that comes and goes alone", () => {
    const [models] = found(madeUpWorld({ models: [gpu] }));
    expect(models).toMatchObject({ id: "models/tower:0", measure: { unit: "loads a day" } });
    expect(models?.evidence.join(" ")).toContain("Together they need about 61 GiB; the card has 24 GiB.");
    expect(ids(madeUpWorld({ models: [{ ...gpu, memoryTotalBytes: 80 * GIB }] }))).toEqual([]);
    const alone = turns.map(({ at, models: [model] }) => ({ at, models: model === "qwen-32b-q4" ? [model] : [] }));
    expect(ids(madeUpWorld({ models: [{ ...gpu, sets: alone }] }))).toEqual([]);
  });

  test.each([
    ["llama3:70b-instruct-q4_K_M", 0.575],
    ["Qwen2.5-32B-Instruct-AWQ", 0.6],
    ["mistral-7b-8bit", 1.0375],
    ["phi-4-4.5bpw-exl2", 0.6],
    ["bert-fp16", 2],
    ["gpt-4o", null],
    ["llama3:8b", null],
  ])("%s holds a weight in %s bytes", (name, bytes) => {
    expect(bytesPerWeightOf(name)).toBe(bytes);
  });

  test("a size is estimated only where name and server tell enough", () => {
    expect(estimatedBytes("llama3:70b-q4_0", 70)).toBe(Math.round(70e9 * 0.575 * 1.1));
    expect(estimatedBytes("llama3:70b", 70)).toBeNull();
    expect(estimatedBytes("x-q4", null)).toBeNull();
  });
});

describe("bad input", () => {
  const wild = fc.array(fc.oneof(fc.double(), fc.constantFrom(null, Number.NaN, Infinity, -Infinity, 0)), { maxLength: 60 });
  const size = fc.oneof(fc.double({ min: 0, max: 1e15, noNaN: true }), fc.constant(0));

  test("whatever was measured, nothing fails and every number is one", () => {
    fc.assert(
      fc.property(
        wild,
        wild,
        size,
        size,
        fc.array(fc.integer({ min: NOW - 9 * DAY_MS, max: NOW + DAY_MS }), { maxLength: 12 }),
        (use, other, used, limit, at) => {
          const world = madeUpWorld({
            nodes: [
              madeUpNode({
                swap: { usedBytes: used, totalBytes: limit },
                memory: { usedBytes: used, totalBytes: limit },
                disks: [{ mount: "/", usedBytes: used, availableBytes: limit, totalBytes: used + limit }],
                gpus: [madeUpGpu({ powerLimitW: limit })],
              }),
            ],
            containers: [
              madeUpContainer({
                memoryLimitBytes: limit,
                memory: seriesOf(use, HOUR_MS),
                exits: at.map((each) => ({ at: each, isKill: each % 2 === 0, exitCode: null })),
              }),
            ],
            series: {
              "gpu usedPercent tower GPU-aa": seriesOf(use),
              "gpu powerW tower GPU-aa": seriesOf(other),
              "disk usedBytes tower /": seriesOf(other, HOUR_MS),
              "node swapUsedBytes tower": seriesOf(use),
              "node memoryUsedBytes tower": seriesOf(other),
            },
          });
          const assessed = assess(world);
          expect(new Set(assessed.map(({ id }) => id)).size).toBe(assessed.length);
          for (const { measure, finding } of assessed) {
            expect(Number.isFinite(measure?.value ?? 0)).toBe(true);
            expect(Number.isFinite(finding?.expected.value ?? 0)).toBe(true);
            expect(`${finding?.title} ${finding?.evidence.join()} ${finding?.expected.text}`).not.toMatch(/NaN|Infinity/);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("a home that nobody measures has no suggestions", () => {
    expect(found(madeUpWorld({ nodes: [] }))).toEqual([]);
    expect(found(madeUpWorld({ nodes: [madeUpNode({ cpu: null, memory: null })] }))).toEqual([]);
  });
});

test("numbers as a person says them", () => {
  expect([0, 1_023, 1_536 * 1_024, 24 * GIB].map(sizeText)).toEqual(["0 B", "1023 B", "1.5 MiB", "24 GiB"]);
  expect([0.0123, 3.14159, 42.56, 1_234.5].map(numberText)).toEqual(["0.012", "3.14", "42.6", "1235"]);
  expect([10_000, 40 * 60_000, 5 * HOUR_MS, 12.5 * DAY_MS].map(spanText)).toEqual(["1 minute", "40 minutes", "5 hours", "12.5 days"]);
});
