import { rmSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../kernel/clock.ts";
import type { Integration } from "../../kernel/integration.ts";
import { openTestKernel, type TestKernel } from "../../kernel/testing.ts";
import { docker } from "./index.ts";
import { PretendedEngine } from "./testing/pretended-engine.ts";
import { until } from "./testing/until.ts";

const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function openEngine(): Promise<PretendedEngine> {
  const engine = await PretendedEngine.open();
  endings.push(() => engine.close());
  return engine;
}

async function open(section: Record<string, unknown>, home?: string): Promise<TestKernel> {
  const options = { integrations: [docker as unknown as Integration], settings: { docker: section }, clock: systemClock };
  const test = await openTestKernel(home === undefined ? options : { ...options, home });
  endings.push(() => test.end());
  return test;
}

const hostsOf = ({ kernel }: TestKernel) => kernel.hostOf("docker").integration("docker")?.hosts ?? [];

describe("the docker integration", () => {
  it("does not wait for engines, and tells of each how it is", async () => {
    const engine = await openEngine();
    engine.add({ id: "a", name: "web" });
    const test = await open({
      hosts: [
        { name: "here", address: `tcp://127.0.0.1:${engine.port}` },
        { name: "twin", address: `tcp://127.0.0.1:${engine.port}` },
        { name: "gone", address: "/no/such/docker.sock" },
      ],
    });
    await until("all answers", () =>
      hostsOf(test).every(({ connection }) => connection.status === "lost" || connection.reconciledAt !== null),
    );
    const [state] = await test.kernel.services.integrationStates();
    expect(state).toMatchObject({ isConfigured: true, probe: { status: "degraded" } });
    expect(state?.probe?.detail).toMatch(/here: 1 container, Docker 26\.0\.0\./);
    expect(state?.probe?.detail).toMatch(/twin: This is the same engine as here/);
    expect(state?.probe?.detail).toMatch(/gone: There is no socket at unix:\/\/\/no\/such\/docker\.sock/);
  });

  it("asks a nameless engine for its name once, and keeps it while the engine is away", async () => {
    const engine = await openEngine();
    const hosts = [{ address: `tcp://127.0.0.1:${engine.port}` }, { address: "tcp://127.0.0.1:9" }];
    const first = await open({ hosts });
    expect(hostsOf(first).map(({ name }) => name)).toEqual(["machine", "docker"]);
    await first.kernel.stop();
    endings.push(() => rmSync(first.home, { recursive: true, force: true }));
    engine.refuse("/info", 500);
    const second = await open({ hosts }, first.home);
    expect(hostsOf(second).map(({ name }) => name)).toEqual(["machine", "docker"]);
  });

  it("has no write with watchOnly", async () => {
    const test = await open({ hosts: [{ address: "/no/such/docker.sock" }], watchOnly: true });
    expect(hostsOf(test)[0]?.write).toBeNull();
  });

  it("names the mistake in an address", async () => {
    await expect(open({ hosts: [{ address: "ftp://nas" }] })).rejects.toThrow(/docker\.hosts\.0\.address: "ftp:\/\/nas" is no address/);
  });

  it("takes DOCKER_HOST, where nothing is configured", async () => {
    const engine = await openEngine();
    vi.stubEnv("DOCKER_HOST", `tcp://127.0.0.1:${engine.port}`);
    endings.push(() => void vi.unstubAllEnvs());
    const test = await open({});
    expect(hostsOf(test).map(({ address }) => address)).toEqual([`tcp://127.0.0.1:${engine.port}`]);
  });
});
