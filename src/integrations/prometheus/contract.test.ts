import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { peer } from "../../../tests/peers/peers.ts";
import { ManualClock, systemClock } from "../../kernel/clock.ts";
import { HttpClient } from "../../kernel/http-client.ts";
import { openTestKernel } from "../../kernel/testing.ts";
import { PrometheusClient } from "./client.ts";
import type { InstanceReading, Prometheus, ScrapeTarget } from "./facts.ts";
import { fakeInstance, FakePrometheus, fakeUnit } from "./fake.ts";
import { prometheus } from "./index.ts";

/** A Prometheus that scrapes one machine, and the hand that a test has on it. */
interface World {
  client: Prometheus & { poll(): Promise<void> };
  instance: string;
  /** Let the clocks of client and server go on, where they have to be moved. */
  wait(): void;
  stopExporter(): Promise<void>;
  forgetTarget(): Promise<void>;
  stopServer(): Promise<void>;
}

const PATIENCE = { timeout: 25_000, interval: 200 };

/** The life of a target, in order: what every Prometheus keeps, be it real or made up. */
function contract(open: () => World): void {
  const reading = (): InstanceReading | undefined =>
    open()
      .client.state()
      .picture?.instances.find(({ instance }) => instance === open().instance);
  const target = (): ScrapeTarget | undefined =>
    open()
      .client.state()
      .picture?.targets.find(({ instance }) => instance === open().instance);
  const pollUntil = (check: () => void): Promise<void> =>
    vi.waitFor(async () => {
      open().wait();
      await open().client.poll();
      check();
    }, PATIENCE);

  test("a machine becomes visible with its values, GPUs and systemd services", async () => {
    await pollUntil(() => expect(reading()?.cpu?.cores).toBeGreaterThan(0));
    const seen = reading();
    expect(seen?.cpu?.usedPercent).toBeGreaterThanOrEqual(0);
    expect(seen?.memory?.usedBytes).toBeLessThanOrEqual(seen?.memory?.totalBytes ?? -1);
    expect(seen?.disks.length).toBeGreaterThan(0);
    expect(seen?.kernelVersion).toMatch(/^\d+\./);
    expect(seen?.failedUnits).toEqual(["mnt-tank.mount", "ollama.service"]);
    expect(seen?.units).toEqual([
      { name: "ollama.service", state: "failed", kind: "daemon", startedAt: null },
      { name: "kokoro.service", state: "activating", kind: "daemon", startedAt: null },
      { name: "caddy.service", state: "active", kind: "daemon", startedAt: 1_780_000_000_000 },
      { name: "backup.service", state: "inactive", kind: "triggered", startedAt: null },
    ]);
    expect(seen?.gpus).toMatchObject([{ uuid: "GPU-aa", name: "RTX 4090", usedPercent: 37.5, memoryUsedBytes: 1_024, powerW: null }]);
    expect(target()).toMatchObject({ health: "up", job: "node" });
    expect(open().client.state()).toMatchObject({ failure: null });
  });

  test("an exporter that stops: its target is down with a reason, its values are gone", async () => {
    await open().stopExporter();
    await pollUntil(() => expect(target()?.health).toBe("down"));
    expect(target()?.lastError).toMatch(/refused/);
    await pollUntil(() => expect(reading()).toBeUndefined());
  });

  test("a target that is forgotten stays visible as gone", async () => {
    await open().forgetTarget();
    await pollUntil(() => expect(target()?.health).toBe("gone"));
  });

  test("a server that stops: the old picture stays, with its age and the reason", async () => {
    await open().stopServer();
    const before = open().client.state();
    open().wait();
    await expect(open().client.poll()).rejects.toMatchObject({ code: "upstream_failed" });
    const after = open().client.state();
    expect(after.picture).toBe(before.picture);
    expect(after.ageMs).toBeGreaterThan(before.ageMs ?? Infinity);
    expect(after.failure).toMatch(/no answer/);
  });
}

describe("the fake Prometheus", () => {
  const clock = new ManualClock();
  const client = new FakePrometheus(clock);
  const instance = "ai:9100";
  const gpu = {
    index: 0,
    uuid: "GPU-aa",
    name: "RTX 4090",
    usedPercent: 37.5,
    memoryUsedBytes: 1_024,
    memoryTotalBytes: null,
    temperatureC: null,
    powerW: null,
  };
  const units = [
    fakeUnit("ollama.service", "failed"),
    fakeUnit("kokoro.service", "activating"),
    fakeUnit("caddy.service", "active", { startedAt: 1_780_000_000_000 }),
    fakeUnit("backup.service", "inactive", { kind: "triggered" }),
  ];
  client.scrape(instance, fakeInstance(instance, { gpus: [gpu], units, failedUnits: ["mnt-tank.mount", "ollama.service"] }));
  contract(() => ({
    client,
    instance,
    wait: () => clock.advance(1_000),
    stopExporter: async () => client.stopExporter(instance),
    forgetTarget: async () => client.forget(instance),
    stopServer: async () => {
      client.isDown = true;
    },
  }));
});

const PROGRAMS = ["/usr/bin/prometheus", "/usr/bin/prometheus-node-exporter"] as const;
const isInstalled = PROGRAMS.every((program) => existsSync(program));

const STATES = ["activating", "active", "deactivating", "failed", "inactive"];

/** What the systemd collector says of one unit: a line for each state, one of them 1. */
function unitLines(name: string, state: string, type: string): string {
  return STATES.map((each) => `node_systemd_unit_state{name="${name}",state="${each}",type="${type}"} ${each === state ? 1 : 0}`).join(
    "\n",
  );
}

/** In the text form of a real GPU exporter and of the systemd collector. */
const TEXTFILE = `nvidia_smi_gpu_info{uuid="aa",name="RTX 4090"} 1
nvidia_smi_utilization_gpu_ratio{uuid="aa"} 0.375
nvidia_smi_memory_used_bytes{uuid="aa"} 1024
nvidia_smi_power_draw_watts{uuid="aa"} NaN
${unitLines("ollama.service", "failed", "simple")}
${unitLines("kokoro.service", "activating", "simple")}
${unitLines("caddy.service", "active", "notify")}
${unitLines("backup.service", "inactive", "simple")}
${unitLines("backup.timer", "active", "")}
${unitLines("systemd-journald.service", "active", "notify")}
${unitLines("mnt-tank.mount", "failed", "")}
node_systemd_unit_start_time_seconds{name="caddy.service"} 1.78e+09
node_systemd_unit_start_time_seconds{name="backup.service"} 0
`;

// With required peers a machine without them fails by name instead of skipping.
describe.skipIf(!isInstalled && peer("prometheus") === null)("Debian's Prometheus with node-exporter", () => {
  const scratch = mkdtempSync(join(tmpdir(), "hydra-prometheus-"));
  const http = new HttpClient(systemClock);
  let server: ChildProcess;
  let exporter: ChildProcess;
  let world: World;

  beforeAll(async () => {
    const [serverPort, exporterPort] = [await freePort(), await freePort()];
    const instance = `127.0.0.1:${exporterPort}`;
    const [text, targets] = [join(scratch, "text"), join(scratch, "targets.json")];
    mkdirSync(text);
    writeFileSync(join(text, "gpu.prom"), TEXTFILE);
    const scrape = (list: string[]): void => {
      writeFileSync(`${targets}.new`, JSON.stringify([{ targets: list }]));
      renameSync(`${targets}.new`, targets);
    };
    scrape([instance]);
    writeFileSync(
      join(scratch, "prometheus.yml"),
      JSON.stringify({
        global: { scrape_interval: "1s", scrape_timeout: "900ms" },
        scrape_configs: [{ job_name: "node", file_sd_configs: [{ files: [targets], refresh_interval: "1s" }] }],
      }),
    );
    exporter = start(PROGRAMS[1], [`--web.listen-address=${instance}`, `--collector.textfile.directory=${text}`]);
    server = start(PROGRAMS[0], [
      `--config.file=${join(scratch, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(scratch, "data")}`,
      `--web.listen-address=127.0.0.1:${serverPort}`,
    ]);
    const client = new PrometheusClient({ url: `http://127.0.0.1:${serverPort}/`, nodes: {}, authorization: null }, http, systemClock);
    await vi.waitFor(() => http.exchange({ url: `${client.url}/-/ready`, timeoutMs: 2_000 }), PATIENCE);
    world = {
      client,
      instance,
      wait: () => undefined,
      stopExporter: () => end(exporter),
      forgetTarget: async () => scrape([]),
      stopServer: () => end(server),
    };
  });

  afterAll(async () => {
    await Promise.all([end(server), end(exporter)]);
    http.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  contract(() => world);
});

describe("the integration", () => {
  test("without an address there is none", async () => {
    await using quiet = await openTestKernel({ integrations: [prometheus] });
    expect(quiet.kernel.hostOf("test").integration("prometheus")).toBeUndefined();
  });

  test("something else at the address is said in words", async () => {
    const answer = { status: 200, headers: {}, body: "<html>router</html>" };
    const client = new PrometheusClient(
      { url: "http://router", nodes: {}, authorization: null },
      { request: async () => answer },
      systemClock,
    );
    await expect(client.poll()).rejects.toThrow(/does not answer like a Prometheus \(status 200\)/);
    expect(client.state().picture).toBeNull();
  });

  test("the secret goes into the header and nowhere else", async () => {
    const asked: { url: string; headers?: Record<string, string> }[] = [];
    const request = async (exchange: { url: string; headers?: Record<string, string> }) => {
      asked.push(exchange);
      return { status: 200, headers: {}, body: '{"status":"error","errorType":"bad_data","error":"no"}' };
    };
    const client = new PrometheusClient({ url: "http://tower:9090", nodes: {}, authorization: "Bearer geheim" }, { request }, systemClock);
    await expect(client.poll()).rejects.toThrow(/refused a query: bad_data: no/);
    expect(asked.every(({ headers, url }) => headers?.["authorization"] === "Bearer geheim" && !url.includes("geheim"))).toBe(true);
  });

  test("a password in the address is refused", () => {
    expect(prometheus.settings.schema.safeParse({ url: "http://me:secret@tower:9090" }).success).toBe(false);
    expect(prometheus.settings.schema.safeParse({}).success).toBe(true);
  });
});

function start(program: string, options: string[]): ChildProcess {
  return spawn(program, options, { stdio: "ignore" });
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
