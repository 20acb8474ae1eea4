import { vi } from "vitest";
import type { FakeDocker } from "../../../../integrations/docker/fake.ts";
import { fakeDockerIntegration, fakeHosts } from "../../../../integrations/docker/fake.ts";
import { machine } from "../../../../integrations/machine/index.ts";
import { prometheus } from "../../../../integrations/prometheus/index.ts";
import type { Clock } from "../../../../kernel/clock.ts";
import { systemClock } from "../../../../kernel/clock.ts";
import type { Integration } from "../../../../kernel/integration.ts";
import type { EventType } from "../../../../kernel/keys.ts";
import type { AnyOperation } from "../../../../kernel/operation.ts";
import { openTestKernel, testFeature, type TestKernel } from "../../../../kernel/testing.ts";
import { changes } from "../../../watch/changes/index.ts";
import { containers } from "../../../watch/containers/index.ts";
import { WAIT } from "../../../watch/containers/testing/watched.ts";
import { dependencies } from "../../../watch/dependencies/index.ts";
import { inventory } from "../../../watch/inventory/index.ts";
import { logs } from "../../../watch/logs/index.ts";
import { monitors } from "../../../watch/monitors/index.ts";
import { telemetry } from "../../../watch/telemetry/index.ts";
import { verdicts } from "../../../watch/verdicts/index.ts";
import { list as listVerdicts } from "../../../watch/verdicts/operations.ts";
import { diagnosis } from "../../diagnosis/index.ts";
import { incidents } from "../index.ts";
import { list, markdown, show } from "../operations.ts";
import type { IncidentStory } from "../shapes.ts";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ABSENT = [machine, prometheus].map((known) => ({ ...known, connect: () => Promise.resolve(null) }) as unknown as Integration);
/** What other features do while Hydra starts takes its time on a small machine: nothing is told before. */
const ROUNDS_WHILE_STARTING = 3;
const LOOK_AROUND_MS = 500;
const slow = testFeature({
  name: "tester",
  start: (host) =>
    new Promise((resolve) => {
      let rounds = 0;
      host.every("tester.rounds", LOOK_AROUND_MS, async () => {
        rounds += 1;
        if (rounds === ROUNDS_WHILE_STARTING) resolve();
      });
    }),
});
const FEATURES = [inventory, containers, dependencies, telemetry, logs, monitors, verdicts, changes, diagnosis, incidents];

type Listed = Omit<IncidentStory, "openedAt" | "happenedAt"> & { openedAt: number; happenedAt: number };

/** A Hydra that watches a pretended engine and keeps incidents, on a folder that outlives restarts. */
export class Care implements AsyncDisposable {
  readonly #docker: FakeDocker;
  readonly #clock: Clock;
  readonly #home = mkdtempSync(join(tmpdir(), "hydra-care-"));
  #settings: Record<string, Record<string, unknown>> = {};
  #test: TestKernel | undefined;

  constructor(docker: FakeDocker, clock: Clock) {
    this.#docker = docker;
    this.#clock = clock;
  }

  get kernel(): TestKernel["kernel"] {
    if (this.#test === undefined) throw new Error("not started");
    return this.#test.kernel;
  }

  /** @param isSlow it takes so long that incidents look around before anything is told */
  async start({ isSlow = false } = {}): Promise<this> {
    const features = [...FEATURES, isSlow ? slow : testFeature({ name: "tester" })];
    const integrations = [fakeDockerIntegration(fakeHosts(this.#docker)), ...ABSENT];
    this.#test = await openTestKernel({ features, integrations, clock: this.#clock, home: this.#home, settings: this.#settings });
    return this;
  }

  async stop(): Promise<void> {
    await this.kernel.stop();
  }

  async restart(incidentsSettings: Record<string, unknown> = {}): Promise<void> {
    await this.stop();
    this.#settings = { incidents: incidentsSettings };
    await this.start();
  }

  /** The engine answers, and everything has its first verdict. */
  async firstSight(): Promise<void> {
    this.#docker.regain();
    await vi.waitUntil(async () => (await this.call(listVerdicts))["firstSightAt"] !== null, WAIT);
  }

  call(op: AnyOperation, input: object = {}): Promise<Record<string, unknown>> {
    return this.kernel.callAsOwner(op, input) as Promise<Record<string, unknown>>;
  }

  emit<Payload>(type: EventType<Payload>, payload: Payload): Promise<void> {
    return this.kernel.services.events.emit(type, payload);
  }

  async all(): Promise<Listed[]> {
    const all = (await this.call(list))["incidents"] as IncidentStory[];
    return all.map((each) => ({ ...each, openedAt: Date.parse(each.openedAt), happenedAt: Date.parse(each.happenedAt) }));
  }

  /** The one incident that there is, once there is one. */
  only(): Promise<Listed> {
    return vi.waitFor(async () => {
      const all = await this.all();
      if (all.length !== 1) throw new Error(`not one incident but ${JSON.stringify(all.map(({ id, state }) => [id, state]))}`);
      return all[0] as Listed;
    }, WAIT);
  }

  async story(id: string): Promise<IncidentStory> {
    return (await this.call(show, { id })) as IncidentStory;
  }

  async markdown(id: string): Promise<string> {
    return String((await this.call(markdown, { id }))["body"]);
  }

  /** What every stored event of a type said, in order. */
  async told(type: string): Promise<Record<string, unknown>[]> {
    const rows = await this.kernel.store
      .tables<{ events: { id: number; type: string; data: string } }>()
      .selectFrom("events")
      .select("data")
      .where("type", "=", type)
      .orderBy("id")
      .execute();
    return rows.map(({ data }) => JSON.parse(data) as Record<string, unknown>);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#test?.kernel.stop();
    await rm(this.#home, { recursive: true, force: true });
  }
}

export function startCare(docker: FakeDocker, clock: Clock = systemClock): Promise<Care> {
  return new Care(docker, clock).start();
}
