import type { HealthCheck } from "./facts.ts";

/** On everything that a sandbox makes and on nothing else: whatever lacks it, a sandbox does not touch. */
export const DRILL_LABEL = "hydra.drill";
/** Images have a label of their own, or their containers would have the other one only from them. */
export const DRILL_IMAGE_LABEL = "hydra.drill-image";

/** A throw-away container. There is no way to reach the host's files or to be privileged. */
export interface SandboxContainer {
  name: string;
  /** A reference or an id that is on the machine. */
  image: string;
  /** Which drill it belongs to: the value of its label. */
  drill: string;
  command?: readonly string[];
  labels?: Readonly<Record<string, string>>;
  env?: Readonly<Record<string, string>>;
  healthCheck?: HealthCheck;
  /** Default `no`. */
  restartPolicy?: "no" | "always" | "unless-stopped" | "on-failure";
  stopTimeoutSeconds?: number;
  memoryLimitBytes?: number;
  tmpfs?: readonly { target: string; sizeBytes: number }[];
  /** Volumes with a name, made with the drill's label where they are not there yet. */
  volumes?: readonly { name: string; target: string }[];
  /** A network of the sandbox. Default: none, or the engine's own where ports are published. */
  network?: string;
  aliases?: readonly string[];
  /** Id of a container of the sandbox whose network it uses. */
  sharesNetworkOf?: string;
  dns?: readonly string[];
  /** Published on 127.0.0.1 only. */
  ports?: readonly { containerPort: number; hostPort: number }[];
}

export interface LocalImage {
  id: string;
  refs: string[];
  /** Guessed from its name and command; null: nobody knows. */
  hasShell: boolean | null;
}

/**
 * What a drill may do to an engine. Each verb looks first whether what it touches carries the label, and refuses with
 * `forbidden` when it does not. @throws HydraError forbidden, upstream_failed
 */
export interface DockerSandbox {
  create(spec: SandboxContainer): Promise<string>;
  start(id: string): Promise<void>;
  stop(id: string): Promise<void>;
  kill(id: string, signal: string): Promise<void>;
  pause(id: string): Promise<void>;
  unpause(id: string): Promise<void>;
  /** Run a program in it and wait. No shell is involved unless it is the program. */
  exec(id: string, argv: readonly string[]): Promise<{ exitCode: number | null; output: string }>;
  /** Running or not, with the volumes that are its own. Nothing happens when it is gone. */
  remove(id: string): Promise<void>;
  createNetwork(name: string, drill: string): Promise<string>;
  removeNetwork(idOrName: string): Promise<void>;
  removeVolume(name: string): Promise<void>;
  /** What is left on the engine of one drill, or of all. */
  leftovers(
    drill?: string,
  ): Promise<{ containers: { id: string; name: string }[]; networks: string[]; volumes: string[]; images: string[] }>;
  images(): Promise<LocalImage[]>;
  /** Another image from a container of the sandbox. @returns its id */
  commit(id: string, ref: string, change: { command?: readonly string[]; env?: Readonly<Record<string, string>> }): Promise<string>;
  /** Give an image of the sandbox another name, as a newer version takes over a tag. */
  tag(imageId: string, ref: string): Promise<void>;
  /** Only the name goes while something else needs the image. */
  removeImage(ref: string): Promise<void>;
  /** From its registry. @returns its id */
  pull(ref: string): Promise<string>;
}
