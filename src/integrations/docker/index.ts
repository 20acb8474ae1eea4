import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { integration, type ProbeResult } from "../../kernel/integration.ts";
import { discoverHosts } from "./address.ts";
import { Engines } from "./engines.ts";
import { readDockerEnvironment } from "./environment.ts";
import type { DockerHost } from "./hosts.ts";
import { dockerSettings } from "./settings.ts";

const PROBE_PATIENCE_MS = 2_000;

export const docker = integration({
  name: "docker",
  about: "Docker engines: what runs on them, how it is, what it says",
  settings: dockerSettings,
  hint: "No Docker socket was found. Start Docker here, or name an engine: set DOCKER_HOST, or docker.hosts in hydra.yaml.",
  async connect(host) {
    const { hosts, watchOnly } = host.settings(dockerSettings);
    const settings = hosts.length > 0 ? hosts : discoverHosts(readDockerEnvironment(), process.getuid?.() ?? 0, existsSync);
    if (settings.length === 0) return null;
    const engines = await Engines.open(settings, watchOnly, host);
    const closing = new AbortController();
    for (const engine of engines.hosts) {
      host.background(`docker ${engine.name}`, (signal) => engine.run(AbortSignal.any([signal, closing.signal])));
    }
    return {
      client: engines,
      probe: () => probe(engines.hosts),
      close: async () => closing.abort(),
    };
  },
});

/** Says what the watches know; one that has just begun gets two seconds to know something. */
async function probe(hosts: readonly DockerHost[]): Promise<ProbeResult> {
  for (let waitedMs = 0; waitedMs < PROBE_PATIENCE_MS && hosts.some(isBeginning); waitedMs += 50) await sleep(50);
  const details = hosts.map(describe).join(" ");
  const away = hosts.filter(({ connection }) => connection.status !== "connected").length;
  if (away === 0) return { status: "well", detail: details };
  return { status: away === hosts.length ? "unwell" : "degraded", detail: details };
}

function isBeginning({ connection }: DockerHost): boolean {
  return connection.status === "connecting" || (connection.status === "connected" && connection.reconciledAt === null);
}

function describe({ name, connection, containers }: DockerHost): string {
  if (connection.status === "connecting") return `${name}: connecting.`;
  if (connection.status === "lost") return `${name}: ${connection.reason ?? "lost."}`;
  const version = connection.engine === null ? "" : `, Docker ${connection.engine.engineVersion}`;
  return `${name}: ${containers.size} ${containers.size === 1 ? "container" : "containers"}${version}.`;
}
