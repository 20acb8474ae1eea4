import { createHash } from "node:crypto";
import type { ContainerFacts, ContainerUsage, EngineFacts } from "./facts.ts";

/** Facts of a plain running container without a check; say only what a test is about. Ids follow from the name. */
export function containerFacts(partial: Partial<ContainerFacts> = {}): ContainerFacts {
  const name = partial.name ?? "web";
  const createdAt = partial.createdAt ?? Date.UTC(2026, 0, 1);
  const isRunning = ["running", "paused"].includes(partial.state ?? "running");
  const hasStarted = partial.state !== "created";
  return {
    id: hexOf(`container ${name}`),
    name,
    image: `registry.example/${name}:1.0`,
    imageId: `sha256:${hexOf(`image ${name}`)}`,
    imageDigest: `sha256:${hexOf(`digest ${name}`)}`,
    createdAt,
    state: "running",
    health: "unchecked",
    failingStreak: 0,
    healthRuns: [],
    healthCheck: null,
    exitCode: isRunning || !hasStarted ? null : 0,
    oomKilled: false,
    stateError: "",
    restarts: 0,
    startedAt: hasStarted ? createdAt + 500 : null,
    finishedAt: isRunning || !hasStarted ? null : createdAt + 60_000,
    pid: isRunning ? 4_242 : 0,
    restartPolicy: "unless-stopped",
    labels: {},
    envNames: ["PATH"],
    autohealLabel: null,
    entrypoint: [],
    command: [`/${name}`],
    workingDir: "/",
    user: "",
    ports: [],
    mounts: [],
    networks: [{ name: "bridge", ipAddress: isRunning ? "172.17.0.2" : null, aliases: [] }],
    networkMode: "bridge",
    memoryLimitBytes: null,
    cpuLimit: null,
    logDriver: "json-file",
    isLogBounded: true,
    stopTimeoutSeconds: 10,
    isInit: false,
    isReadOnly: false,
    isPrivileged: false,
    ...partial,
  };
}

export function engineFacts(partial: Partial<EngineFacts> = {}): EngineFacts {
  return {
    engineVersion: "28.5.1",
    apiVersion: "1.51",
    kernelVersion: "6.12.0",
    operatingSystem: "Debian GNU/Linux 13 (trixie)",
    cpus: 8,
    memoryBytes: 32 * 1_073_741_824,
    cgroupVersion: "2",
    storageDriver: "overlay2",
    isLiveRestore: false,
    engineId: "b1946ac9-2492-4d23-87c6-235b4d2611184",
    ...partial,
  };
}

export function containerUsage(partial: Partial<ContainerUsage> = {}): ContainerUsage {
  return {
    measuredAt: Date.UTC(2026, 0, 1),
    cpuTotalNs: 1_000_000_000,
    memoryBytes: 64 * 1_048_576,
    memoryLimitBytes: null,
    networkReceivedBytes: 0,
    networkSentBytes: 0,
    blockReadBytes: 0,
    blockWrittenBytes: 0,
    processes: 1,
    ...partial,
  };
}

function hexOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
