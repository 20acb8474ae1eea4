import type { Clock } from "../../kernel/clock.ts";
import { HydraError } from "../../kernel/errors.ts";
import type { Integration } from "../../kernel/integration.ts";
import type { InstanceReading, Prometheus, PrometheusPicture, PrometheusState, ScrapedUnit, ScrapeTarget, UnitState } from "./facts.ts";
import { prometheusSettings } from "./index.ts";
import { followTargets } from "./targets.ts";

const GIB = 1_073_741_824;

export type FakeInstance = Omit<InstanceReading, "measuredAt" | "scrapeIntervalMs">;

/** A machine as node-exporter tells of it, with what a test changes. */
export function fakeInstance(instance: string, changes: Partial<FakeInstance> = {}): FakeInstance {
  return {
    instance,
    nodeName: null,
    cpu: { usedPercent: 12.5, cores: 16 },
    memory: { usedBytes: 20 * GIB, totalBytes: 64 * GIB },
    load: { one: 2, five: 1.5, fifteen: 1 },
    disks: [
      { mount: "/", device: "/dev/sda1", fileSystem: "ext4", usedBytes: 100 * GIB, availableBytes: 390 * GIB, totalBytes: 500 * GIB },
    ],
    gpus: [],
    bootedAt: Date.UTC(2026, 0, 1),
    kernelVersion: "6.12.0",
    units: [],
    failedUnits: [],
    ...changes,
  };
}

/** A systemd service that was told of without a start time, with what a test changes. */
export function fakeUnit(name: string, state: UnitState, changes: Partial<ScrapedUnit> = {}): ScrapedUnit {
  return { name, state, kind: "daemon", startedAt: null, ...changes };
}

/** An integration `prometheus` for `openTestKernel`. Nobody polls: a test says when. */
export function fakePrometheusIntegration(client: Prometheus): Integration {
  const made: Integration<"prometheus"> = {
    name: "prometheus",
    about: "A pretended Prometheus",
    settings: prometheusSettings,
    hint: "This is a pretended Prometheus.",
    connect: () =>
      Promise.resolve({
        client,
        probe: () => Promise.resolve({ status: "well" as const, detail: "Pretended." }),
        close: () => Promise.resolve(),
      }),
  };
  return made as unknown as Integration;
}

/** A Prometheus in memory: a test says what it scrapes, and `poll` looks as the real client does. */
export class FakePrometheus implements Prometheus {
  readonly url = "http://prometheus.test:9090";
  readonly nodes: Readonly<Record<string, string>>;
  readonly #clock: Clock;
  readonly #scraped = new Map<string, { job: string; reading: FakeInstance | null; isUp: boolean }>();
  isDown = false;
  #picture: PrometheusPicture | null = null;
  #takenAtMs = 0;
  #failure: string | null = null;

  constructor(clock: Clock, nodes: Readonly<Record<string, string>> = {}) {
    this.#clock = clock;
    this.nodes = nodes;
  }

  /** Scrape this from now on; without a reading it is a target that tells of no machine. */
  scrape(instance: string, reading: FakeInstance | null = fakeInstance(instance), job = "node"): void {
    this.#scraped.set(instance, { job, reading, isUp: true });
  }

  stopExporter(instance: string): void {
    const scraped = this.#scraped.get(instance);
    if (scraped !== undefined) scraped.isUp = false;
  }

  forget(instance: string): void {
    this.#scraped.delete(instance);
  }

  state(): PrometheusState {
    const ageMs = this.#picture === null ? null : this.#clock.monotonicMs() - this.#takenAtMs;
    return { picture: this.#picture, ageMs, failure: this.#failure };
  }

  async poll(): Promise<void> {
    if (this.isDown) {
      this.#failure = `${this.url} gave no answer: ECONNREFUSED`;
      throw new HydraError("upstream_failed", this.#failure);
    }
    const takenAt = this.#clock.now();
    const active = [...this.#scraped].map(([instance, { job, isUp }]) => ({
      labels: { job, instance },
      scrapeUrl: `http://${instance}/metrics`,
      health: isUp ? ("up" as const) : ("down" as const),
      lastError: isUp ? "" : `Get "http://${instance}/metrics": connection refused`,
      lastScrape: new Date(takenAt).toISOString(),
      scrapeInterval: "15s",
    }));
    const targets: ScrapeTarget[] = followTargets(this.#picture?.targets ?? [], active, takenAt);
    const instances = [...this.#scraped.values()].flatMap(({ reading, isUp }) =>
      reading === null || !isUp ? [] : [{ ...reading, measuredAt: takenAt, scrapeIntervalMs: 15_000 }],
    );
    this.#picture = { takenAt, targets, instances };
    this.#takenAtMs = this.#clock.monotonicMs();
    this.#failure = null;
  }
}
