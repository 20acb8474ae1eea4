import { vi } from "vitest";
import { containerFacts, fakeDocker, type FakeDocker } from "../../../../integrations/docker/fake.ts";
import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import { ManualClock } from "../../../../kernel/clock.ts";
import type { GrantLevel } from "../../../../kernel/grants.ts";
import type { Feature } from "../../../../kernel/feature.ts";
import { testFeature } from "../../../../kernel/testing.ts";
import { approvals } from "../../../self/approvals/index.ts";
import { deedJudged, grantChanged } from "../../../self/grants/events.ts";
import { noticeRaised } from "../../../self/notifications/events.ts";
import { grants } from "../../../self/grants/index.ts";
import { put, remove } from "../../../self/grants/operations.ts";
import { changes } from "../../../watch/changes/index.ts";
import { containers } from "../../../watch/containers/index.ts";
import { Watched, WAIT } from "../../../watch/containers/testing/watched.ts";
import { dependencies } from "../../../watch/dependencies/index.ts";
import { inventory } from "../../../watch/inventory/index.ts";
import { monitors } from "../../../watch/monitors/index.ts";
import { verdicts } from "../../../watch/verdicts/index.ts";
import {
  attemptNoted,
  incidentChanged,
  incidentClosed,
  incidentOpened,
  incidentSettled,
  planMade,
  type Attempt,
  type Trouble,
} from "../../incidents/events.ts";
import { healing } from "../index.ts";

const CHECK = { test: ["CMD", "/check"], intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 1 };

type Shown = Pick<ContainerFacts, "state" | "health">;

/** What healing needs of others, with incidents and grants as events that a test says itself. */
const FEATURES: readonly Feature[] = [
  approvals,
  testFeature({ name: "grants", operations: [put, remove], events: [deedJudged, grantChanged], migrations: grants.migrations ?? [] }),
  testFeature({ name: "notifications", events: [noticeRaised] }),
  inventory,
  dependencies,
  containers,
  monitors,
  changes,
  verdicts,
  testFeature({ name: "incidents", events: [incidentOpened, incidentSettled, incidentChanged, incidentClosed, attemptNoted, planMade] }),
  healing,
];

/** A pretended home with a healer in it: a test says what falls ill, and sees what is done. */
export class Ward extends Watched {
  readonly clock: ManualClock;
  readonly #severity = "high";

  constructor(clock: ManualClock, docker: FakeDocker) {
    super(FEATURES, { clock, engines: [docker] });
    this.clock = clock;
  }

  static async open(...facts: Partial<ContainerFacts>[]): Promise<Ward> {
    // Later than the containers were started: the past has happened.
    const clock = new ManualClock(Date.UTC(2026, 0, 1, 12));
    const docker = fakeDocker({ clock });
    for (const each of facts) {
      const facts = patient(each);
      docker.add(facts).setPaths(facts.id, ["/check"]);
    }
    return new Ward(clock, docker).start() as Promise<Ward>;
  }

  /** It falls ill: its check says so. */
  sicken(name: string): void {
    this.docker.flipHealth(name, "unhealthy", {
      failingStreak: 3,
      healthRuns: [0, 1, 2].map((each) => ({ startedAt: each, endedAt: each + 1, exitCode: 1, output: "503 from the database" })),
    });
  }

  /** The next restart of it ends well, or ill again. */
  afterRestart(name: string, health: "healthy" | "unhealthy", times = 1): void {
    let left = times;
    const unsubscribe = this.docker.listen({
      onEvent: (event) => {
        if (event.action !== "restart" || event.name !== name) return;
        left -= 1;
        if (left === 0) unsubscribe();
        setImmediate(() => (health === "healthy" ? this.docker.flipHealth(name, "healthy", { healthRuns: [] }) : this.sicken(name)));
      },
    });
  }

  async opened(
    name: string,
    more: { trouble?: Trouble; category?: string; wasIllAtFirstSight?: boolean; id?: string } = {},
  ): Promise<string> {
    await this.#isSeen(name);
    const told = this.#told(name, more);
    await this.test.kernel.services.events.emit(incidentOpened, { ...told, happenedAt: this.clock.now(), detectedMs: 5 });
    return told.id;
  }

  /** Incidents are opened of what Hydra's picture shows: it shows what the engine does by now. */
  async #isSeen(name: string): Promise<void> {
    const real = [...this.docker.containers.values()].find((each) => each.name === name);
    if (real === undefined) return;
    await this.until(async () => {
      const shown = (await this.test.kernel.callAsOwner("containers.show", { name: real.id })) as { container: Shown };
      const { state, health } = shown.container;
      if (state !== real.state || health !== real.health) throw new Error(`${name} is shown as ${state}, ${health}`);
    });
  }

  async settled(name: string, affected: string[] = [], more: Parameters<Ward["opened"]>[1] = {}): Promise<void> {
    await this.test.kernel.services.events.emit(incidentSettled, { ...this.#told(name, more), affected });
  }

  async closed(name: string, healedBy: "hydra" | "docker" | "person" | "itself", more: Parameters<Ward["opened"]>[1] = {}): Promise<void> {
    const ending = { state: "resolved", healedBy, mergedInto: null, reason: `${name} is well` } as const;
    await this.test.kernel.services.events.emit(incidentClosed, { ...this.#told(name, more), ...ending });
  }

  /** A person says that it is no incident. */
  async dismissed(name: string): Promise<void> {
    const ending = { state: "dismissed", healedBy: null, mergedInto: null, reason: "person:owner dismissed it" } as const;
    await this.test.kernel.services.events.emit(incidentClosed, { ...this.#told(name, {}), ...ending });
  }

  async allow(level: GrantLevel, operation = "containers.restart"): Promise<void> {
    await this.test.kernel.services.grants.put({
      grantee: "hydra:healing",
      operation,
      scope: { kind: "all" },
      cause: null,
      level,
      by: "person:owner",
      reason: null,
      expiresAt: null,
    });
  }

  /** What the story heard of tries, each as it stands now. */
  async attempts(): Promise<Attempt[]> {
    const byId = new Map<string, Attempt>();
    for (const { data } of await this.told("attempt.noted")) {
      const attempt = data["attempt"] as Attempt;
      byId.set(attempt.id, attempt);
    }
    return [...byId.values()];
  }

  async plan(): Promise<Record<string, unknown>> {
    return (await this.told("plan.made")).at(-1)?.data ?? {};
  }

  async deeds(): Promise<Record<string, unknown>[]> {
    return (await this.told("deed.judged")).map(({ data }) => data);
  }

  async notices(): Promise<string[]> {
    return (await this.told("notice.raised")).map(({ data }) => String(data["kind"]));
  }

  /** Wait until what is asked for is so. */
  async until(look: () => Promise<void> | void): Promise<void> {
    await vi.waitFor(look, WAIT);
  }

  /** The same while time goes by: what Hydra comes back to later, it came back to. */
  async inTime(look: () => Promise<void>): Promise<void> {
    await this.until(() => {
      this.clock.advance(2_000);
      return look();
    });
  }

  #told(name: string, more: Parameters<Ward["opened"]>[1] = {}) {
    const { trouble = "unhealthy", category = "unknown", wasIllAtFirstSight = false, id = `${name}-1` } = more;
    const subject = { kind: "container", key: `home//${name}`, node: "home", project: null, name } as const;
    return { id, subject, trouble, category, severity: this.#severity, wasIllAtFirstSight } as const;
  }
}

/** A container with a check that passes. */
export function patient(facts: Partial<ContainerFacts>): ContainerFacts {
  return containerFacts({ restartPolicy: "no", health: "healthy", healthCheck: CHECK, ...facts });
}
