import type { Trouble } from "../events.ts";

/** A guess at why, with how sure that is, 0 to 1. */
export interface Guess {
  category: string;
  confidence: number;
}

const UNKNOWN: Guess = { category: "unknown", confidence: 0 };

/** What the verdict's word says about the trouble, as whoever remedies it has to see it. */
export function troubleOfCause(cause: string): Trouble {
  switch (cause) {
    case "crash_loop":
    case "out_of_memory":
    case "cannot_start":
    case "hung":
      return cause;
    case "crashed":
    case "stopped_by_docker":
      return "crashed";
    case "not_answering":
      return "hung";
    default:
      return "unhealthy";
  }
}

/** Words of Docker about a start that failed. */
const DOCKERS_WORDS: readonly (readonly [RegExp, string])[] = [
  [/port is already allocated|address already in use/i, "port_conflict"],
  [/no space left/i, "disk_full"],
  [/exec format error/i, "platform_mismatch"],
  [/nvidia|could not select device driver|libcuda|gpu/i, "gpu_driver"],
  [/permission denied|operation not permitted/i, "permission"],
  [
    /executable file not found|no such file or directory|not a directory|mounts? denied|network .* not found|invalid mount|unknown or invalid/i,
    "config_error",
  ],
];

/** What is known of the reason before any log was read. */
export function guessOf(trouble: Trouble, cause: string | null, dockersWords = ""): Guess {
  if (trouble === "cannot_start") {
    const found = DOCKERS_WORDS.find(([words]) => words.test(dockersWords));
    return found === undefined ? UNKNOWN : { category: found[1], confidence: 0.95 };
  }
  if (trouble === "out_of_memory") return { category: "out_of_memory", confidence: 0.95 };
  if (trouble === "memory_full") return { category: "out_of_memory", confidence: 0.9 };
  if (trouble === "crash_loop") return { category: "crash_loop", confidence: 0.6 };
  if (trouble === "disk_full") return { category: "disk_full", confidence: 0.95 };
  if (trouble === "certificate_ending") return { category: "tls_cert", confidence: 0.95 };
  if (trouble === "hung" && cause === "hung") return { category: "timeout", confidence: 0.6 };
  return UNKNOWN;
}

const GROUPS: Readonly<Record<string, string>> = {
  auth_failed: "permission",
  config_error: "configuration",
  connection_refused: "network",
  corrupt_data: "data",
  crash_loop: "unknown",
  dependency_down: "dependency",
  disk_full: "resource",
  dns: "network",
  gpu_driver: "inference",
  gpu_oom: "inference",
  healthcheck_broken: "configuration",
  out_of_memory: "resource",
  permission: "permission",
  platform_mismatch: "configuration",
  port_conflict: "network",
  rate_limited: "network",
  timeout: "timeout",
  tls_cert: "network",
  version_mismatch: "configuration",
  model_missing: "inference",
};

export function groupOf(category: string): string {
  return GROUPS[category] ?? "unknown";
}
