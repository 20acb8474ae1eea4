import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseGpus } from "./nvidia.ts";

describe("what nvidia-smi prints", () => {
  test("two cards, one of which does not tell everything", () => {
    expect(
      parseGpus(
        "0, GPU-11111111-aaaa, 37, 8192, 24564, 61, 212.45, 450.00, NVIDIA GeForce RTX 4090\n1, GPU-22222222-bbbb, [N/A], 512, 16384, [Not Supported], ERR!, [N/A], Odd, Inc. Card\n",
      ),
    ).toEqual([
      {
        index: 0,
        uuid: "GPU-11111111-aaaa",
        name: "NVIDIA GeForce RTX 4090",
        usedPercent: 37,
        memoryUsedBytes: 8_589_934_592,
        memoryTotalBytes: 25_757_220_864,
        temperatureC: 61,
        powerW: 212.45,
        powerLimitW: 450,
      },
      {
        index: 1,
        uuid: "GPU-22222222-bbbb",
        name: "Odd, Inc. Card",
        usedPercent: null,
        memoryUsedBytes: 536_870_912,
        memoryTotalBytes: 17_179_869_184,
        temperatureC: null,
        powerW: null,
        powerLimitW: null,
      },
    ]);
  });

  test("words of the driver are no cards", () => {
    expect(parseGpus("No devices were found\n")).toEqual([]);
    expect(parseGpus("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n")).toEqual([]);
  });

  test("every number comes back, every other word is null", () => {
    const cell = fc.oneof(
      fc.nat({ max: 1_000_000 }).map((value) => ({ text: String(value), value })),
      fc.constantFrom("[N/A]", "[Not Supported]", "[Unknown Error]", "ERR!", "").map((text) => ({ text, value: null })),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell, cell, cell, cell), { maxLength: 8 }), (rows) => {
        const csv = rows.map((cells, index) => `${index}, GPU-${index}, ${cells.map(({ text }) => text).join(", ")}, Card`).join("\r\n");
        expect(parseGpus(csv).map((gpu) => [gpu.usedPercent, gpu.temperatureC, gpu.powerW, gpu.powerLimitW])).toEqual(
          rows.map(([used, , , temperature, power, limit]) => [used.value, temperature.value, power.value, limit.value]),
        );
      }),
    );
  });

  test("no text makes it fail or invent", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const gpu of parseGpus(text)) expect(Object.values(gpu).every((value) => !Number.isNaN(value))).toBe(true);
      }),
    );
  });
});
