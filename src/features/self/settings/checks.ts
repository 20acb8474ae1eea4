import { statfsSync } from "node:fs";
import type { Host } from "../../../kernel/context.ts";
import { messageOf } from "../../../kernel/errors.ts";
import type { IntegrationState } from "../../../kernel/services.ts";

export type CheckStatus = "healthy" | "degraded" | "unhealthy" | "unknown";

export interface Check {
  name: string;
  status: CheckStatus;
  /** One sentence, with what to do when it is not healthy. */
  detail: string;
}

const LOW_DISK_BYTES = 1_073_741_824;
const FULL_DISK_BYTES = 67_108_864;
const FROM_PROBE = { well: "healthy", degraded: "degraded", unwell: "degraded", unknown: "unknown" } as const;

/** Free space under the state folder, in words. */
export function judgeDisk(freeBytes: number, folder: string): Check {
  const free = `${Math.floor(freeBytes / 1_048_576)} MiB free under ${folder}`;
  if (freeBytes < FULL_DISK_BYTES)
    return { name: "disk", status: "unhealthy", detail: `${free}: free some space, or Hydra cannot keep what it sees.` };
  return { name: "disk", status: freeBytes < LOW_DISK_BYTES ? "degraded" : "healthy", detail: free };
}

/** An integration in words; one that nobody configured is no fault. */
export function judgeIntegration({ name, isConfigured, hint, probe }: IntegrationState): Check {
  if (!isConfigured || probe === null) return { name, status: "unknown", detail: `not connected. ${hint}` };
  return { name, status: FROM_PROBE[probe.status], detail: probe.detail };
}

/** What the store found wrong with its own file; nothing when it is whole. */
export function judgeDamage(damage: readonly string[]): Check[] {
  const [first] = damage;
  if (first === undefined) return [];
  const detail = `The state file is damaged: ${first}. Stop Hydra and copy the newest file from backups/ in its place.`;
  return [{ name: "store file", status: "unhealthy", detail }];
}

/** The worst of what is known; what is unknown does not make Hydra ill. */
export function overall(checks: readonly Check[]): "healthy" | "degraded" | "unhealthy" {
  if (checks.some(({ status }) => status === "unhealthy")) return "unhealthy";
  return checks.some(({ status }) => status === "degraded") ? "degraded" : "healthy";
}

/** Look at Hydra itself: can it write, has it room, do its integrations answer. */
export async function lookAtSelf(host: Pick<Host, "kernel" | "store">): Promise<Check[]> {
  const checks: Check[] = [checkStore(host), checkDisk(host)];
  const pause = host.kernel.pause.state();
  if (pause.paused)
    checks.push({
      name: "pause",
      status: "degraded",
      detail: `Hydra is paused${pause.reason === null ? "" : ` (${pause.reason})`}: it does nothing by itself. \`hydra resume\` ends it.${pause.survivesRestart ? "" : " It could not be written down and will not survive a restart."}`,
    });
  for (const state of await host.kernel.integrationStates()) checks.push(judgeIntegration(state));
  return checks;
}

function checkStore({ store }: Pick<Host, "store">): Check {
  try {
    return { name: "store", status: "healthy", detail: `${store.path}, ${Math.ceil(store.sizeBytes() / 1_048_576)} MiB` };
  } catch (error) {
    return { name: "store", status: "unhealthy", detail: messageOf(error) };
  }
}

function checkDisk({ kernel }: Pick<Host, "kernel">): Check {
  try {
    const { bavail, bsize } = statfsSync(kernel.home);
    return judgeDisk(bavail * bsize, kernel.home);
  } catch (error) {
    return { name: "disk", status: "unknown", detail: messageOf(error) };
  }
}
