import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changes } from "../../src/features/watch/changes/index.ts";
import { list as listChanges } from "../../src/features/watch/changes/operations.ts";
import { containers } from "../../src/features/watch/containers/index.ts";
import { list, nodes, show } from "../../src/features/watch/containers/operations.ts";
import { Watched } from "../../src/features/watch/containers/testing/watched.ts";
import { inventory } from "../../src/features/watch/inventory/index.ts";
import { monitors } from "../../src/features/watch/monitors/index.ts";
import { overview } from "../../src/features/watch/overview/index.ts";
import { cluster, show as overviewShow } from "../../src/features/watch/overview/operations.ts";
import { telemetry } from "../../src/features/watch/telemetry/index.ts";
import { containers as measured, nodes as measuredNodes } from "../../src/features/watch/telemetry/operations.ts";
import { verdicts } from "../../src/features/watch/verdicts/index.ts";
import { findings, list as listVerdicts } from "../../src/features/watch/verdicts/operations.ts";
import { containerFacts, fakeDocker } from "../../src/integrations/docker/fake.ts";
import type { Clock } from "../../src/kernel/clock.ts";
import { until } from "../cluster/served-hydra.ts";

const HOUR_MS = 3_600_000;

/** The wall clock may be put back; what only ever grows goes on, as in a real machine. */
class JumpingClock implements Clock {
  #offsetMs = 0;

  now(): number {
    return Date.now() + this.#offsetMs;
  }

  monotonicMs(): number {
    return performance.now();
  }

  jump(ms: number): void {
    this.#offsetMs += ms;
  }
}

/** Moments that Hydra itself noted: none of them can be still to come. `startedAt` and the like are the engine's word. */
const OWN_MOMENTS = new Set(["since", "lostSince", "judgedAt", "firstSightAt", "reconciledAt"]);

/** Times still to come and negative durations, with the way to each. */
function impossible(value: unknown, now: number, path = ""): string[] {
  if (typeof value === "string") {
    if (/-\d+ (?:s|min|h|days)\b/.test(value)) return [`${path}: ${value}`];
    const key = path.split(".").at(-1) ?? "";
    return OWN_MOMENTS.has(key) && Date.parse(value) > now ? [`${path} is still to come: ${value}`] : [];
  }
  if (typeof value === "number") return value < 0 ? [`${path}: ${value}`] : [];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, each]) => impossible(each, now, `${path}.${key}`));
}

interface Ruling {
  name: string;
  verdict: string;
  cause: string;
}

describe("the wall clock is put back by an hour", () => {
  const clock = new JumpingClock();
  const docker = fakeDocker({ clock });
  let watched: Watched;

  const ruling = async (name: string): Promise<Ruling | undefined> =>
    ((await watched.call(listVerdicts))["verdicts"] as Ruling[]).find((each) => each.name === name);
  const untilRuled = (name: string, cause: string): Promise<unknown> =>
    until(`${name} to be ${cause}`, async () => (await ruling(name))?.cause === cause, { patienceMs: 30_000, state: () => ruling(name) });
  const everything = async (): Promise<unknown> => ({
    list: await watched.call(list),
    nodes: await watched.call(nodes),
    show: await watched.call(show, { name: "web" }),
    verdicts: await watched.call(listVerdicts),
    findings: await watched.call(findings),
    changes: await watched.call(listChanges),
    overview: await watched.call(overviewShow),
    cluster: await watched.call(cluster),
    measured: await watched.call(measured),
    measuredNodes: await watched.call(measuredNodes),
  });
  const allImpossible = async (): Promise<string[]> => impossible(await everything(), clock.now());

  beforeAll(async () => {
    const startedAt = clock.now() - 600_000;
    const check = { test: ["CMD", "true"], intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 1 };
    docker.add(
      containerFacts({ id: "web-1", name: "web", image: "shop:1", health: "healthy", healthCheck: check, startedAt, ports: [] }),
      containerFacts({ id: "old-1", name: "old", health: "unchecked", healthCheck: null, startedAt, ports: [] }),
      containerFacts({ id: "loop-1", name: "loop", health: "unchecked", healthCheck: null, startedAt, ports: [], restartPolicy: "always" }),
    );
    watched = await new Watched([inventory, containers, monitors, telemetry, verdicts, changes, overview], {
      clock,
      engines: [docker],
    }).start();
    await untilRuled("web", "healthy");
    await untilRuled("old", "unchecked");
    for (let death = 0; death < 3; death += 1) docker.exit("loop", 3).start("loop");
    await untilRuled("loop", "crash_loop");
    await until("a picture without fault", async () => (await allImpossible()).length === 0, { state: allImpossible });
    clock.jump(-HOUR_MS);
  }, 60_000);
  afterAll(() => watched[Symbol.asyncDispose]());

  test("nothing is said to be still to come, and no age is negative", async () => {
    expect(await allImpossible()).toEqual([]);
  });

  test("what ran before goes on as it was, and an old crash loop ends", { timeout: 60_000 }, async () => {
    for (const name of ["web", "old", "loop"]) docker.change(name, { memoryLimitBytes: 1_000_000_000 });
    await until("a new look", async () => (await watched.told("container.changed")).length >= 3);
    await untilRuled("web", "healthy");
    await untilRuled("old", "unchecked");
    await until("the end of the loop", async () => (await ruling("loop"))?.cause !== "crash_loop", { patienceMs: 30_000 });
    expect(await allImpossible()).toEqual([]);
  });

  test("measuring goes on: new values carry the new time", { timeout: 60_000 }, async () => {
    await until("new values", async () => {
      const { containers: values } = (await watched.call(measured)) as { containers: { measuredAt: string | null }[] };
      return values.length >= 3 && values.every(({ measuredAt }) => measuredAt !== null && Date.parse(measuredAt) <= clock.now());
    });
    expect(await allImpossible()).toEqual([]);
  });

  test("what happens afterwards is told: a death, a new loop, a recreation, a loss", { timeout: 60_000 }, async () => {
    docker.exit("old", 5, { restartPolicy: "no" });
    await until("the death", async () => (await ruling("old"))?.verdict !== "unsure");
    for (let death = 0; death < 3; death += 1) docker.exit("loop", 3).start("loop");
    await untilRuled("loop", "crash_loop");

    const { healthCheck } = containerFacts({});
    docker.remove("web").add(containerFacts({ id: "web-2", name: "web", image: "shop:2", health: "healthy", healthCheck, ports: [] }));
    await until("the change", async () =>
      ((await watched.call(listChanges))["changes"] as { what: string }[]).some(
        ({ what }) => what === "image changed from shop:1 to shop:2",
      ),
    );
    expect((await watched.call(show, { name: "web" }))["recreations"]).toBe(1);

    docker.lose("gone");
    await untilRuled("web", "engine_lost");
    clock.jump(-HOUR_MS);
    expect(await allImpossible()).toEqual([]);
    docker.regain();
    await until("the return", async () => (await ruling("web"))?.cause !== "engine_lost");
    expect(await allImpossible()).toEqual([]);
  });
});
