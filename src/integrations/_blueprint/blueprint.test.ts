import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HydraError } from "../../kernel/errors.ts";
import type { Integration } from "../../kernel/integration.ts";
import { openTestKernel } from "../../kernel/testing.ts";
import { toAir } from "./client.ts";
import { blueprint } from "./index.ts";

const integrations = [blueprint as unknown as Integration];

describe("blueprint", () => {
  it("is not connected while no address is set, and says how to set it", async () => {
    await using test = await openTestKernel({ integrations });
    const [state] = await test.kernel.services.integrationStates();
    expect(state).toMatchObject({ name: "blueprint", isConfigured: false, probe: null, hint: expect.stringContaining("blueprint.url") });
  });

  it("is unwell when nobody answers", async () => {
    await using test = await openTestKernel({ integrations, settings: { blueprint: { url: `http://127.0.0.1:${await closedPort()}` } } });
    const [state] = await test.kernel.services.integrationStates();
    expect(state?.probe).toMatchObject({ status: "unwell", detail: expect.stringContaining("ECONNREFUSED") });
  });
});

describe("toAir", () => {
  it("takes what newer models send and leaves it aside", () => {
    expect(toAir('{"temp":215,"hum":48,"ts":1767225600,"co2":600}', "sensor")).toEqual({
      temperatureC: 21.5,
      humidityPercent: 48,
      measuredAt: "2026-01-01T00:00:00.000Z",
    });
  });

  it("reads anything, or fails in one way", () => {
    const almost = fc.record({ temp: fc.oneof(fc.integer(), fc.constant(null)), hum: fc.double(), ts: fc.maxSafeInteger() });
    const bodies = fc.oneof(
      fc.string(),
      fc.json(),
      almost.map((body) => JSON.stringify(body)),
    );
    fc.assert(fc.property(bodies, (body) => outcomeOf(body) === "read" || outcomeOf(body) === "upstream_failed"));
  });
});

function outcomeOf(body: string): string {
  try {
    toAir(body, "sensor");
    return "read";
  } catch (error) {
    return error instanceof HydraError ? error.code : String(error);
  }
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
