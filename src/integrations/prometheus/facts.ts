/** What a Prometheus knows about the machines it scrapes, in our words. Sizes are bytes, times epoch milliseconds. */

export interface ScrapeTarget {
  job: string;
  /** The `instance` label, mostly `host:port`. */
  instance: string;
  /** Where it is scraped, without query and credentials. */
  address: string;
  /** `gone`: Prometheus knew it and no longer does. */
  health: "up" | "down" | "unknown" | "gone";
  /** When Hydra first saw it in this health. */
  since: number;
  lastScrapeAt: number | null;
  /** Why it is down, in Prometheus' words. */
  lastError: string | null;
  scrapeIntervalMs: number | null;
}

export interface ScrapedDisk {
  mount: string;
  device: string;
  fileSystem: string;
  usedBytes: number;
  availableBytes: number;
  totalBytes: number;
}

export interface ScrapedGpu {
  /** Null when the exporter counts by uuid only. */
  index: number | null;
  uuid: string;
  name: string;
  usedPercent: number | null;
  memoryUsedBytes: number | null;
  memoryTotalBytes: number | null;
  temperatureC: number | null;
  powerW: number | null;
  /** What the driver lets it draw at most. */
  powerLimitW?: number | null;
}

/** As systemd calls them, worst first; `failed` and `inactive` do not run. */
export const UNIT_STATES = ["failed", "activating", "deactivating", "active", "inactive"] as const;
export type UnitState = (typeof UNIT_STATES)[number];

/** `oneshot`: a step that ends. `triggered`: a timer, socket or path of its name starts it when it is needed. `daemon`: the rest. */
export const UNIT_KINDS = ["daemon", "triggered", "oneshot"] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** A systemd service. */
export interface ScrapedUnit {
  /** `ollama.service` */
  name: string;
  state: UnitState;
  kind: UnitKind;
  /** When it was last started, where node-exporter is told to say so (`--collector.systemd.enable-start-time-metrics`). */
  startedAt: number | null;
}

/** What the exporters of one `instance` say. Null is what they do not say. */
export interface InstanceReading {
  instance: string;
  /** What the machine calls itself. */
  nodeName: string | null;
  /** When Prometheus last scraped it. */
  measuredAt: number;
  /** From one scrape to the next. */
  scrapeIntervalMs: number;
  cpu: { usedPercent: number; cores: number } | null;
  memory: { usedBytes: number; totalBytes: number } | null;
  /** Null where there is none, or it is not told. */
  swap?: { usedBytes: number; totalBytes: number } | null;
  load: { one: number; five: number; fifteen: number } | null;
  disks: readonly ScrapedDisk[];
  gpus: readonly ScrapedGpu[];
  bootedAt: number | null;
  kernelVersion: string | null;
  /** systemd services apart from plumbing, worst first, at most 200; null when the exporter does not report units. */
  units: readonly ScrapedUnit[] | null;
  /** Names of failed systemd units of every kind; null when the exporter does not report units. */
  failedUnits: readonly string[] | null;
}

export interface PrometheusPicture {
  takenAt: number;
  targets: readonly ScrapeTarget[];
  /** Instances whose last scrape worked and that tell of a machine or a GPU. */
  instances: readonly InstanceReading[];
}

export interface PrometheusState {
  /** The last picture that could be taken, however old; null before the first. */
  picture: PrometheusPicture | null;
  /** How old it is by the monotonic clock. */
  ageMs: number | null;
  /** Why the last attempt failed; null when it did not. */
  failure: string | null;
}

/** A Prometheus that is there already. Hydra only asks it. */
export interface Prometheus {
  /** The address without anything secret. */
  readonly url: string;
  /** Which `instance` (or its host) is which node, as the person said: `{ node: instance }`. */
  readonly nodes: Readonly<Record<string, string>>;
  /** The last value with its age. One poller asks; readers never do. */
  state(): PrometheusState;
}

declare module "../../kernel/context.ts" {
  interface IntegrationClients {
    prometheus: Prometheus;
  }
}
