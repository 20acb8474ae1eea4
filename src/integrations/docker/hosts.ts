import type { ContainerEvent, ContainerFacts, ContainerUsage, EngineFacts, LogLine } from "./facts.ts";
import type { DockerSandbox } from "./sandbox.ts";

/** What is known about the way to one engine. */
export interface ConnectionState {
  status: "connecting" | "connected" | "lost";
  since: number;
  /** Why it is lost, with what to do; null while connected. */
  reason: string | null;
  engine: EngineFacts | null;
  /** When the whole picture was last compared with the engine. */
  reconciledAt: number | null;
}

/** A change of one container. `before` or `after` is null when it appeared or is gone. */
export interface ContainerChange {
  before: ContainerFacts | null;
  after: ContainerFacts | null;
  /** The engine's event that told of it, or null when a reconcile found it. */
  event: ContainerEvent | null;
}

export interface WorldListener {
  /** After each event and each difference found by reconciling; in order for one container. */
  onChange?(change: ContainerChange): void;
  /** Every event, also those that change nothing (a `kill` before its `die`). Called before the change that it causes. */
  onEvent?(event: ContainerEvent): void;
  /** Connected, lost, reconciled. The first `reconciled` means: the picture is whole. */
  onConnection?(state: ConnectionState): void;
}

export interface LogRequest {
  /** Only the last lines. */
  tail?: number;
  since?: number;
  follow?: boolean;
  signal?: AbortSignal;
}

/** One engine, and the picture that Hydra keeps of it. Every method may throw upstream_failed. */
export interface DockerHost {
  /** The node's name, as the person gave it or the engine tells. Stable over restarts. */
  readonly name: string;
  /** The address without anything secret, for a person. */
  readonly address: string;
  /** True when the engine runs on this very machine (its unix socket is here): pids and files can be looked at. */
  readonly isLocal: boolean;
  readonly connection: ConnectionState;
  /** The last known picture; keeps its entries while the connection is lost. */
  readonly containers: ReadonlyMap<string, ContainerFacts>;
  listen(listener: WorldListener): () => void;
  /** Ask the engine now, and update the picture. Null when it is gone. */
  inspect(id: string): Promise<ContainerFacts | null>;
  usage(id: string, signal?: AbortSignal): Promise<ContainerUsage>;
  logs(id: string, request: LogRequest): AsyncIterable<LogLine>;
  /** Does the path exist in the container's file system? No exec, no download; null when the engine cannot say. */
  hasPath(id: string, path: string): Promise<boolean | null>;
  /** `PATH` of the container, for finding a check's command; the engine's default when it sets none. */
  searchPath(id: string): Promise<string[]>;
  /** Is the image still there? */
  hasImage(imageId: string): Promise<boolean>;
  /** How the container's first process stands by the kernel's word; null when that cannot be seen. */
  mainProcess(id: string): Promise<ProcessState | null>;
  /** What would be another if the container were made anew from that image. @throws HydraError conflict when one is gone */
  compareWithImage(id: string, imageId: string): Promise<ImageComparison>;
  /** The verbs that change something. Null with --watch-only and behind a read-only proxy that was seen to refuse. */
  readonly write: DockerWrites | null;
  /** Throw-away containers for drills; null where nothing may be changed. */
  readonly sandbox: DockerSandbox | null;
}

/** `R` runs, `S` sleeps, `D` waits for a device, `T` was stopped by a signal (it hangs until somebody continues it), `Z` is dead; others as the kernel has them. */
export type ProcessState = string;

export interface ImageComparison {
  /** One line each: `image: a -> b`. No value of the environment is in them. */
  diff: string[];
  /** `repository@sha256:...` of the other image; null when no registry knows it. */
  pinned: string | null;
}

/** A container that was made anew, and the one before, which stands aside under another name and does not run. */
export interface Recreated {
  id: string;
  asideId: string;
  /** What is another, one line each: `image: a -> b`. */
  diff: string[];
  /** Those that share its network, made anew too so that they share that of the new one. */
  followers: { name: string; id: string; asideId: string }[];
}

/** Each waits until the engine has done it. */
export interface DockerWrites {
  /** Starts what does not run. Without a limit the container's own is respected. */
  restart(id: string, stopTimeoutSeconds?: number): Promise<void>;
  start(id: string): Promise<void>;
  /** Within the container's own limit. */
  stop(id: string): Promise<void>;
  /**
   * Put a new container, identical but for the image, in the place of this one, which is stopped and kept aside. When it
   * cannot be created or started, everything is as it was, and the reason is thrown.
   */
  recreate(id: string, imageId: string): Promise<Recreated>;
  /** Take a recreation back: the new container is removed (no volume with a name is), the one aside comes back and runs. */
  putBack(id: string, asideId: string): Promise<void>;
  /** Remove a container that stands aside, for good. Its volumes stay. */
  dropAside(asideId: string): Promise<void>;
}

/** All engines that this Hydra was given. */
export interface DockerHosts {
  readonly hosts: readonly DockerHost[];
  get(name: string): DockerHost | undefined;
}

declare module "../../kernel/context.ts" {
  interface IntegrationClients {
    docker: DockerHosts;
  }
}
