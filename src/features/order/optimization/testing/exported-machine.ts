import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { PrometheusClient } from "../../../../integrations/prometheus/client.ts";
import { systemClock, type Clock } from "../../../../kernel/clock.ts";
import { HttpClient } from "../../../../kernel/http-client.ts";

const PROMETHEUS = "/usr/bin/prometheus";
const EXPORTER = "/usr/bin/prometheus-node-exporter";
const PATIENCE = { timeout: 25_000, interval: 200 };

export const isInstalled = existsSync(PROMETHEUS) && existsSync(EXPORTER);

/** This machine as Debian's node-exporter tells a Prometheus, with GPUs that a test writes into the exporter's textfiles. */
export class ExportedMachine implements AsyncDisposable {
  readonly client: PrometheusClient;
  readonly #folder: string;
  readonly #http: HttpClient;
  readonly #programs: readonly ChildProcess[];

  private constructor(client: PrometheusClient, folder: string, http: HttpClient, programs: readonly ChildProcess[]) {
    this.client = client;
    this.#folder = folder;
    this.#http = http;
    this.#programs = programs;
  }

  static async start(clock: Clock, node: string): Promise<ExportedMachine> {
    const folder = mkdtempSync(join(tmpdir(), "hydra-exported-"));
    const [port, exporterPort] = [await freePort(), await freePort()];
    mkdirSync(join(folder, "text"));
    const instance = `127.0.0.1:${exporterPort}`;
    const scrape = { job_name: "node", static_configs: [{ targets: [instance] }] };
    const config = { global: { scrape_interval: "1s", scrape_timeout: "900ms" }, scrape_configs: [scrape] };
    writeFileSync(join(folder, "prometheus.yml"), JSON.stringify(config));
    const programs = [
      spawn(EXPORTER, [`--web.listen-address=${instance}`, `--collector.textfile.directory=${join(folder, "text")}`], { stdio: "ignore" }),
      spawn(
        PROMETHEUS,
        [
          `--config.file=${join(folder, "prometheus.yml")}`,
          `--storage.tsdb.path=${join(folder, "data")}`,
          `--web.listen-address=127.0.0.1:${port}`,
        ],
        { stdio: "ignore" },
      ),
    ];
    const http = new HttpClient(systemClock);
    const url = `http://127.0.0.1:${port}`;
    const client = new PrometheusClient({ url, nodes: { [node]: instance }, authorization: null }, http, clock);
    await vi.waitFor(() => http.exchange({ url: `${url}/-/ready`, timeoutMs: 2_000 }), PATIENCE);
    return new ExportedMachine(client, folder, http, programs);
  }

  /** The card's metrics as nvidia_gpu_exporter writes them; resolves once Prometheus has scraped them. */
  async exportGpu(use: number | "NaN" | "+Inf", powerW: number): Promise<void> {
    const file = join(this.#folder, "text", "gpu.prom");
    const lines = [
      'nvidia_smi_gpu_info{uuid="aa",name="RTX 4090"} 1',
      'nvidia_smi_index{uuid="aa"} 0',
      `nvidia_smi_utilization_gpu_ratio{uuid="aa"} ${use}`,
      'nvidia_smi_memory_used_bytes{uuid="aa"} 8589934592',
      'nvidia_smi_memory_total_bytes{uuid="aa"} 25757220864',
      `nvidia_smi_power_draw_watts{uuid="aa"} ${powerW}`,
      'nvidia_smi_power_limit_watts{uuid="aa"} 450',
    ];
    writeFileSync(`${file}.new`, `${lines.join("\n")}\n`);
    renameSync(`${file}.new`, file);
    await vi.waitFor(async () => {
      await this.client.poll();
      const gpu = this.client.state().picture?.instances[0]?.gpus[0];
      if (gpu?.powerW !== powerW) throw new Error("not scraped yet");
    }, PATIENCE);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#programs) {
      if (program.exitCode !== null || program.signalCode !== null) continue;
      const exited = once(program, "exit");
      program.kill("SIGKILL");
      await exited;
    }
    this.#http.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
