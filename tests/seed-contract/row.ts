import { z } from "zod";

/** One row of the seed's API reference, with the fields that programs outside this repository rely on. */
export interface Row {
  port: "tools" | "control";
  method: "GET" | "POST";
  /** As the seed writes it: `/crews/run/{name}`. */
  path: string;
  purpose: string;
  /** Whether this Hydra has it. What is not built is absent from the API; whoever builds it says so here. */
  isBuilt: boolean;
  /** The only calls that need no token. */
  isOpen?: true;
  /** A call that has to succeed: path and query as text, the body as JSON. */
  example: { path?: string; body?: unknown; status?: number };
  /** What the answer has at least; text for what is no JSON. */
  answer: z.ZodType;
}

export const text = z.string();
export const time = z.iso.datetime();
export const count = z.int().min(0);
/** 0 to 1 */
export const fraction = z.number().min(0).max(1);
/** Of failures and of wishes alike. */
export const priority = z.enum(["low", "medium", "high", "critical"]);
export const trend = z.enum(["rising", "steady", "falling", "unknown"]);
export const nodeStatus = z.enum(["well", "degraded", "unwell", "unknown"]);
export const risk = z.enum(["read", "undoable", "lasting", "destroying"]);
export const grant = z.enum(["watch", "ask", "act"]);
export const group = z.enum([
  "network",
  "resource",
  "inference",
  "configuration",
  "permission",
  "data",
  "timeout",
  "dependency",
  "unknown",
]);
export const task = z.enum([
  "code",
  "math",
  "creative",
  "reasoning",
  "knowledge",
  "roleplay",
  "extraction",
  "translation",
  "summarization",
  "chat",
]);
export const category = z.enum([
  "auth_failed",
  "config_error",
  "connection_refused",
  "corrupt_data",
  "crash_loop",
  "dependency_down",
  "disk_full",
  "dns",
  "gpu_driver",
  "gpu_oom",
  "healthcheck_broken",
  "out_of_memory",
  "permission",
  "platform_mismatch",
  "port_conflict",
  "rate_limited",
  "timeout",
  "tls_cert",
  "version_mismatch",
  "model_missing",
  "unknown",
]);
