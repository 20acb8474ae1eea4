import type { Trouble } from "../../incidents/events.ts";

/** What a person has to do, by the reason that the diagnosis found. One sentence that begins with a verb. */
const BY_CATEGORY: Readonly<Record<string, string>> = {
  auth_failed: "Check the user, password or token that it uses: whoever it asks refuses it.",
  config_error: "Correct its configuration: the evidence names the line that it does not accept.",
  connection_refused: "Look whether what it needs runs and listens where it asks.",
  corrupt_data: "Restore its data from a backup or repair it; starting it again can make it worse.",
  crash_loop: "Read its last log lines: it ends right after each start.",
  dependency_down: "Bring back what it depends on first.",
  disk_full: "Free space on its disk: old images, logs and backups are the usual finds.",
  dns: "Check the name that it looks up, and the DNS server of its network.",
  gpu_driver: "Check the GPU driver and the container runtime on its host; a host that was updated may need a reboot.",
  gpu_oom: "Give it a smaller model or a shorter context, or stop what else uses the GPU.",
  model_missing: "Download the model that it asks for, or name one that is there.",
  out_of_memory: "Raise its memory limit or give it less to do.",
  permission: "Give its user the right to the file or device that the evidence names.",
  platform_mismatch: "Use an image that was built for this machine's processor.",
  port_conflict: "Free the port that it wants, or give it another one.",
  rate_limited: "Wait, or ask the other side for a higher limit.",
  timeout: "Look why what it asks answers too slowly.",
  tls_cert: "Renew or correct the certificate; the evidence names it.",
  version_mismatch: "Bring both sides to versions that fit together.",
};

const BY_TROUBLE: Readonly<Record<Trouble, string>> = {
  crashed: "Read its last log lines and start it once the reason is gone.",
  crash_loop: "Read its last log lines: it ends right after each start.",
  out_of_memory: "Raise its memory limit or give it less to do.",
  cannot_start: "Read what Docker says about its start and correct that.",
  hung: "Look what it waits for; its logs stop where it hangs.",
  unhealthy: "Read what its check says and its last log lines.",
  node_lost: "Look whether the machine is on and its Docker answers.",
  disk_full: "Free space on the disk: old images, logs and backups are the usual finds.",
  memory_full: "Stop or limit what uses the most memory on that machine.",
  certificate_ending: "Renew the certificate.",
  target_gone: "Look whether the target still runs, or take it out of Prometheus.",
  error_burst: "Read the new error lines; what it serves may be affected.",
};

/** What a restart cannot cure: it ends the same way again. */
const RESTART_IS_NO_HELP: ReadonlySet<string> = new Set([
  "port_conflict",
  "disk_full",
  "config_error",
  "auth_failed",
  "permission",
  "platform_mismatch",
  "tls_cert",
  "model_missing",
  "corrupt_data",
  "version_mismatch",
]);
const SURE = 0.8;

/** Is it known well enough that starting it again would only end the same way? */
export function needsPerson(category: string, confidence: number | null): boolean {
  return confidence !== null && confidence >= SURE && RESTART_IS_NO_HELP.has(category);
}

/** @param confidence a cause that is not sure must not send a person the wrong way */
export function adviceFor(trouble: Trouble, category: string, confidence: number | null): string {
  const known = confidence !== null && confidence >= SURE ? BY_CATEGORY[category] : undefined;
  return known ?? BY_TROUBLE[trouble];
}
