import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../kernel/clock.ts";
import { HttpClient } from "../../kernel/http-client.ts";
import { HttpBlueprint, type Air, type Blueprint } from "./client.ts";
import { FakeBlueprint } from "./fake.ts";

type Failure = FakeBlueprint["failure"];

/** A sensor that can be told what to measure and how to fail. */
interface Sensor {
  client: Blueprint;
  measure(air: Air): void;
  fail(failure: Failure): void;
  end(): Promise<void>;
}

function fakeSensor(): Promise<Sensor> {
  const fake = new FakeBlueprint();
  return Promise.resolve({
    client: fake,
    measure: (air) => void (fake.air = air),
    fail: (failure) => void (fake.failure = failure),
    end: async () => undefined,
  });
}

/** The client, against a server that speaks the sensor's own words. */
async function wireSensor(): Promise<Sensor> {
  let body: object = {};
  let status = 200;
  const server: Server = createServer((request, response) => {
    const isRefused = request.headers.authorization !== "Bearer secret-of-the-sensor";
    response.writeHead(isRefused ? 401 : status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const http = new HttpClient(systemClock);
  const { port } = server.address() as AddressInfo;
  return {
    client: new HttpBlueprint(http, `http://127.0.0.1:${port}/`, "secret-of-the-sensor"),
    measure: ({ temperatureC, humidityPercent, measuredAt }) => {
      body = {
        temp: temperatureC === null ? null : Math.round(temperatureC * 10),
        hum: humidityPercent,
        ts: Date.parse(measuredAt) / 1_000,
        model: "A2",
      };
    },
    fail: (failure) => {
      status = failure === null ? 200 : failure === "upstream_unauthorized" ? 403 : 500;
    },
    end: async () => {
      http.close();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

const running: Sensor[] = [];
afterEach(async () => {
  for (const sensor of running.splice(0)) await sensor.end();
});

describe.each([
  ["the fake", fakeSensor],
  ["the client over the wire", wireSensor],
])("blueprint: %s", (_name, start) => {
  const open = async (): Promise<Sensor> => {
    const sensor = await start();
    running.push(sensor);
    return sensor;
  };

  it("reads what was measured", async () => {
    const sensor = await open();
    const air = { temperatureC: -3.5, humidityPercent: 80, measuredAt: "2026-03-01T12:00:00.000Z" };
    sensor.measure(air);
    expect(await sensor.client.readAir()).toEqual(air);
  });

  it("says null for what the sensor does not know", async () => {
    const sensor = await open();
    sensor.measure({ temperatureC: null, humidityPercent: null, measuredAt: "2026-03-01T12:00:00.000Z" });
    expect(await sensor.client.readAir()).toMatchObject({ temperatureC: null, humidityPercent: null });
  });

  it.each(["upstream_failed", "upstream_unauthorized"] as const)("fails with %s", async (failure) => {
    const sensor = await open();
    sensor.fail(failure);
    await expect(sensor.client.readAir()).rejects.toMatchObject({ code: failure });
  });
});
