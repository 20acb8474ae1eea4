import { existsSync, readFileSync, statSync } from "node:fs";
import { sha256 } from "../../../kernel/canonical.ts";
import type { Snapshot } from "./compare.ts";

/** The fields of a shown container that a person would call a change of it. */
export interface ComparedContainer {
  container: { image: string; imageId: string };
  envNames: readonly string[];
  mounts: readonly { source: string; target: string; isWritable: boolean }[];
  ports: readonly { containerPort: number; protocol: string; hostIp: string | null; hostPort: number | null }[];
  networks: readonly { name: string }[];
  networkMode: string;
  memoryLimitBytes: number | null;
  cpuLimit: number | null;
  restartPolicy: string;
  healthCheck: unknown;
  command: readonly string[];
  user: string;
  isPrivileged: boolean;
  labels: Readonly<Record<string, string>>;
}

export function snapshotOf(details: ComparedContainer, isLocal: boolean): Snapshot {
  const composeFiles = details.labels["com.docker.compose.project.config_files"] ?? "";
  return {
    image: details.container.image,
    imageId: details.container.imageId,
    envNames: [...details.envNames].toSorted(),
    mounts: details.mounts.map(({ source, target, isWritable }) => `${source}:${target}${isWritable ? "" : ":ro"}`).toSorted(),
    // A port that Docker chose anew at each start is not the owner's change.
    ports: details.ports
      .filter(({ hostPort }) => hostPort !== null && hostPort < 32_768)
      .map(({ containerPort, protocol, hostIp, hostPort }) => `${hostIp ?? ""}:${hostPort}->${containerPort}/${protocol}`)
      .toSorted(),
    networks: details.networks.map(({ name }) => name).toSorted(),
    // The id of the container whose network is shared changes with each recreation of that one.
    networkMode: details.networkMode.startsWith("container:") ? "container" : details.networkMode,
    memoryLimitBytes: details.memoryLimitBytes,
    cpuLimit: details.cpuLimit,
    restartPolicy: details.restartPolicy,
    healthCheck: details.healthCheck === null ? null : JSON.stringify(details.healthCheck),
    command: details.command.join(" "),
    user: details.user,
    isPrivileged: details.isPrivileged,
    composeHash: details.labels["com.docker.compose.config-hash"] ?? null,
    ...(isLocal && composeFiles !== "" ? { composeFiles: hashOfFiles(composeFiles.split(",")) } : {}),
  };
}

const MAX_FILE_BYTES = 1_048_576;

/** One digest of the compose files on this machine, or null when one cannot be read. Their text is not kept. */
function hashOfFiles(paths: readonly string[]): string | null {
  try {
    return sha256(paths.map((path) => readWholeFile(path.trim())).join("\0"));
  } catch {
    return null;
  }
}

function readWholeFile(path: string): string {
  if (!existsSync(path) || statSync(path).size > MAX_FILE_BYTES) throw new Error(`${path} cannot be compared`);
  return readFileSync(path, "utf8");
}
