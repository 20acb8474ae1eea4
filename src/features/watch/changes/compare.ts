/** What of a thing is compared: flat, JSON-pure, without secrets. Lists are sets. */
export type Snapshot = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface Difference {
  field: string;
  /** In plain words: "image changed from a to b". */
  what: string;
  before: unknown;
  after: unknown;
}

/** Words for fields; others are told by their name. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  image: "image",
  imageId: "image content",
  envNames: "environment variable",
  mounts: "mount",
  ports: "port",
  networks: "network",
  memoryLimitBytes: "memory limit",
  cpuLimit: "CPU limit",
  restartPolicy: "restart policy",
  healthCheck: "health check",
  command: "command",
  user: "user",
  composeHash: "compose definition",
  composeFiles: "compose file",
  networkMode: "network mode",
  isPrivileged: "privileged mode",
  engineVersion: "Docker version",
  kernelVersion: "kernel",
  operatingSystem: "operating system",
  bootedAt: "boot",
  certificateExpiresAt: "certificate",
  diskUsedPercent: "use of the disk",
};

/** Values whose text says nothing to a person: only that they changed is told. */
const OPAQUE = new Set(["imageId", "composeHash", "composeFiles", "healthCheck", "command"]);

/** How two snapshots of one thing differ, in plain words. A field that only one of them knows is no difference: it was not looked at. */
export function compare(before: Snapshot, after: Snapshot): Difference[] {
  const differences: Difference[] = [];
  for (const [field, newValue] of Object.entries(after)) {
    const oldValue = Object.hasOwn(before, field) ? before[field] : undefined;
    if (oldValue === undefined) continue;
    if (Array.isArray(oldValue) || Array.isArray(newValue)) differences.push(...compareSets(field, asList(oldValue), asList(newValue)));
    else if (!isSame(field, oldValue, newValue))
      differences.push({ field, what: told(field, oldValue, newValue), before: oldValue, after: newValue });
  }
  // A new image always has new content; telling both would be telling it twice.
  const hasNewImage = differences.some(({ field }) => field === "image");
  return differences.filter(({ field }) => field !== "imageId" || !hasNewImage);
}

/** The time of boot is computed from the uptime and differs by seconds from look to look. */
const SAME_BOOT_MS = 120_000;
/** Disks breathe: only a move of so many points is a change. */
const SAME_DISK_POINTS = 5;

function isSame(field: string, before: Snapshot[string], after: Snapshot[string]): boolean {
  if (field === "bootedAt" && typeof before === "string" && typeof after === "string")
    return Math.abs(Date.parse(before) - Date.parse(after)) < SAME_BOOT_MS;
  if (field === "diskUsedPercent" && typeof before === "number" && typeof after === "number")
    return Math.abs(before - after) < SAME_DISK_POINTS;
  return before === after;
}

function asList(value: Snapshot[string]): readonly string[] {
  if (Array.isArray(value)) return value as readonly string[];
  return value === null || value === undefined ? [] : [String(value)];
}

function compareSets(field: string, before: readonly string[], after: readonly string[]): Difference[] {
  const word = FIELD_WORDS[field] ?? field;
  const added = after.filter((item) => !before.includes(item));
  const removed = before.filter((item) => !after.includes(item));
  return [
    ...added.map((item) => ({ field, what: `${word} ${item} was added`, before: null, after: item })),
    ...removed.map((item) => ({ field, what: `${word} ${item} was removed`, before: item, after: null })),
  ];
}

function told(field: string, before: Snapshot[string], after: Snapshot[string]): string {
  const word = FIELD_WORDS[field] ?? field;
  if (field === "bootedAt") return `the machine was started at ${String(after)}`;
  if (field === "certificateExpiresAt")
    return after === null ? "the certificate is gone" : `the certificate changed: it ends at ${String(after)} now`;
  if (OPAQUE.has(field)) return field === "imageId" ? "the image under the same name has new content" : `${word} changed`;
  if (before === null) return `${word} was set to ${spoken(field, after)}`;
  if (after === null) return `${word} ${spoken(field, before)} was taken away`;
  return `${word} changed from ${spoken(field, before)} to ${spoken(field, after)}`;
}

function spoken(field: string, value: Snapshot[string]): string {
  if (field.endsWith("Percent")) return `${String(value)} %`;
  if (field.endsWith("Bytes") && typeof value === "number") return `${Math.round(value / 1_048_576)} MiB`;
  return typeof value === "boolean" ? (value ? "on" : "off") : String(value);
}

/** Disk use in whole percent; null when the size is not known. */
export function diskUsedPercent(usedBytes: number, totalBytes: number): number | null {
  return totalBytes > 0 ? Math.round((usedBytes / totalBytes) * 100) : null;
}
