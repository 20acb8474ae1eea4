import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fakeDocker, fakeDockerIntegration, fakeHosts, type FakeDocker } from "../../../../integrations/docker/fake.ts";
import { machine } from "../../../../integrations/machine/index.ts";
import { prometheus } from "../../../../integrations/prometheus/index.ts";
import { systemClock, type Clock } from "../../../../kernel/clock.ts";
import type { Feature } from "../../../../kernel/feature.ts";
import type { Integration } from "../../../../kernel/integration.ts";
import type { AnyOperation } from "../../../../kernel/operation.ts";
import { openTestKernel, type TestKernel } from "../../../../kernel/testing.ts";

/** Generous: a condition is waited for, never a time. */
export const WAIT = { timeout: 25_000, interval: 10 };

/** Known, and not configured: these tests are about containers. */
const ABSENT = [machine, prometheus].map((known) => ({ ...known, connect: () => Promise.resolve(null) }) as unknown as Integration);

interface StoredEvent {
  type: string;
  data: Record<string, unknown>;
}

/** Whom else the kernel knows, and its sections of hydra.yaml. */
interface WatchedMore {
  integrations?: readonly Integration[];
  settings?: Record<string, Record<string, unknown>>;
}

/** A kernel whose features watch pretended engines, on a folder that outlives restarts. */
export class Watched implements AsyncDisposable {
  readonly engines: readonly FakeDocker[];
  readonly home = mkdtempSync(join(tmpdir(), "hydra-watched-"));
  readonly #features: readonly Feature[];
  readonly #clock: Clock;
  readonly #more: Required<WatchedMore>;
  #test: TestKernel | undefined;

  constructor(features: readonly Feature[], options: { clock?: Clock; engines?: readonly FakeDocker[] } & WatchedMore = {}) {
    this.#more = { integrations: options.integrations ?? [], settings: options.settings ?? {} };
    this.#clock = options.clock ?? systemClock;
    this.engines = options.engines ?? [fakeDocker({ clock: this.#clock })];
    this.#features = features;
  }

  /** The only engine of most tests. */
  get docker(): FakeDocker {
    const [engine] = this.engines;
    if (engine === undefined) throw new Error("this test has no engine");
    return engine;
  }

  get test(): TestKernel {
    if (this.#test === undefined) throw new Error("not started");
    return this.#test;
  }

  async start(): Promise<this> {
    this.#test = await openTestKernel({
      features: this.#features,
      integrations: [fakeDockerIntegration(fakeHosts(...this.engines)), ...ABSENT, ...this.#more.integrations],
      settings: this.#more.settings,
      clock: this.#clock,
      home: this.home,
    });
    return this;
  }

  /** Hydra ends and starts again on the same state; the engines live on. */
  async restart(): Promise<void> {
    await this.test.kernel.stop();
    await this.start();
  }

  call<Op extends AnyOperation>(op: Op, input: object = {}): Promise<Record<string, unknown>> {
    return this.test.kernel.callAsOwner(op, input) as Promise<Record<string, unknown>>;
  }

  /** Every event that was stored so far, in order. */
  async told(...types: string[]): Promise<StoredEvent[]> {
    const rows = await this.test.kernel.store
      .tables<{ events: { id: number; type: string; data: string } }>()
      .selectFrom("events")
      .select(["type", "data"])
      .orderBy("id")
      .execute();
    return rows
      .filter(({ type }) => types.length === 0 || types.includes(type))
      .map(({ type, data }) => ({ type, data: JSON.parse(data) as Record<string, unknown> }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#test?.kernel.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}
