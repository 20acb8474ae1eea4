/** What a Docker engine says about things, in our words and units. Times are epoch milliseconds, sizes bytes. */

export const CONTAINER_STATES = ["running", "exited", "paused", "restarting", "created", "dead"] as const;
export type ContainerState = (typeof CONTAINER_STATES)[number];

/** Docker's word about health. `unchecked` is a container without a check: not healthy, not unhealthy. */
export const HEALTH_STATES = ["healthy", "unhealthy", "starting", "unchecked"] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

export interface HealthCheck {
  /** As given: `["CMD", "curl", ...]` or `["CMD-SHELL", "curl ..."]`. */
  test: readonly string[];
  intervalMs: number;
  timeoutMs: number;
  startPeriodMs: number;
  retries: number;
}

export interface HealthRun {
  startedAt: number;
  endedAt: number;
  /** -1 when the check ran out of time or could not be started. */
  exitCode: number;
  output: string;
}

export interface PortMapping {
  containerPort: number;
  protocol: "tcp" | "udp" | "sctp";
  /** Null when the port is exposed but not published. */
  hostIp: string | null;
  hostPort: number | null;
}

export interface Mount {
  kind: "bind" | "volume" | "tmpfs" | "npipe" | "cluster" | "image";
  source: string;
  target: string;
  isWritable: boolean;
}

export interface NetworkAttachment {
  name: string;
  ipAddress: string | null;
  aliases: readonly string[];
}

/** Everything Hydra keeps of one inspected container. Environment values never leave the integration, only names. */
export interface ContainerFacts {
  id: string;
  name: string;
  image: string;
  imageId: string;
  /** `sha256:...` of the repository digest, null for images that were built or imported here. */
  imageDigest: string | null;
  createdAt: number;
  state: ContainerState;
  health: HealthState;
  failingStreak: number;
  /** Docker keeps the last five. */
  healthRuns: readonly HealthRun[];
  healthCheck: HealthCheck | null;
  /** Null while it runs or was never started. */
  exitCode: number | null;
  oomKilled: boolean;
  /** Docker's own word on why it could not start; empty when it has none. */
  stateError: string;
  restarts: number;
  startedAt: number | null;
  finishedAt: number | null;
  /** Process id on its host; 0 when it does not run. */
  pid: number;
  restartPolicy: "no" | "always" | "on-failure" | "unless-stopped";
  labels: Readonly<Record<string, string>>;
  envNames: readonly string[];
  /** Whom it restarts when they are unhealthy, as autoheal's settings say it: `all`, or the label that chooses them. */
  autohealLabel: string | null;
  entrypoint: readonly string[];
  command: readonly string[];
  workingDir: string;
  user: string;
  ports: readonly PortMapping[];
  mounts: readonly Mount[];
  networks: readonly NetworkAttachment[];
  /** `bridge`, `host`, `none`, `container:<id>` or a network's name. */
  networkMode: string;
  memoryLimitBytes: number | null;
  cpuLimit: number | null;
  logDriver: string;
  /** False when nothing bounds the log on disk. */
  isLogBounded: boolean;
  stopTimeoutSeconds: number;
  isInit: boolean;
  isReadOnly: boolean;
  isPrivileged: boolean;
}

export interface EngineFacts {
  engineVersion: string;
  apiVersion: string;
  kernelVersion: string;
  operatingSystem: string;
  cpus: number;
  memoryBytes: number;
  cgroupVersion: "1" | "2";
  storageDriver: string;
  /** Live restore: containers outlive the engine's own end. */
  isLiveRestore: boolean;
  /** Changes when the engine's data root does: two addresses of one engine have the same. */
  engineId: string;
}

/** The state of a process that got SIGSTOP: it hangs until somebody continues it. */
export const STOPPED_BY_SIGNAL = "T";

/** One container event, as far as Hydra listens. */
export interface ContainerEvent {
  /** Epoch milliseconds with the engine's sub-millisecond part cut off. */
  at: number;
  containerId: string;
  name: string;
  action:
    | "create"
    | "start"
    | "kill"
    | "stop"
    | "die"
    | "oom"
    | "restart"
    | "pause"
    | "unpause"
    | "rename"
    | "update"
    | "destroy"
    | "health_status";
  exitCode: number | null;
  /** For `kill`. */
  signal: number | null;
  /** For `kill`: nobody asked for it, the engine ends what it runs because it stops, or ends what it left behind when it was itself ended. */
  isByEngine?: boolean;
  /** For `health_status`. */
  health: HealthState | null;
}

export interface ContainerUsage {
  measuredAt: number;
  /** Cumulative. */
  cpuTotalNs: number;
  /** Without the page cache that the kernel can drop. */
  memoryBytes: number;
  memoryLimitBytes: number | null;
  /** Cumulative; null without own network. */
  networkReceivedBytes: number | null;
  networkSentBytes: number | null;
  /** Cumulative. */
  blockReadBytes: number;
  blockWrittenBytes: number;
  processes: number | null;
}

export interface LogLine {
  at: number;
  stream: "stdout" | "stderr";
  text: string;
}
