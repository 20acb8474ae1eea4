import { afterEach, expect, test, vi } from "vitest";
import { containerFacts, fakeDocker } from "../../../integrations/docker/fake.ts";
import { systemClock } from "../../../kernel/clock.ts";
import { WAIT, type Watched } from "../../watch/containers/testing/watched.ts";
import { list as listVerdicts } from "../../watch/verdicts/operations.ts";
import { put } from "../../self/grants/operations.ts";
import { list as listIncidents } from "../incidents/operations.ts";
import type { HealingTables } from "../healing/store/tables.ts";
import { list, record, report } from "./operations.ts";
import { Report, type Failure } from "./shapes.ts";
import { openHome } from "./testing/home.ts";

const CHECK = { test: ["CMD", "am-i-well"], intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 1 };

let home: Watched;
afterEach(() => home?.[Symbol.asyncDispose]());

async function watching(...names: string[]): Promise<void> {
  const docker = fakeDocker({});
  for (const name of names) docker.add(containerFacts({ name, restartPolicy: "no", networks: [], health: "healthy", healthCheck: CHECK }));
  home = await openHome(systemClock, docker);
  await vi.waitUntil(async () => (await home.call(listVerdicts))["firstSightAt"] !== null, WAIT);
}
const failuresNow = async (): Promise<Failure[]> => list.output.parse(await home.call(list)).failures;
async function reported(): Promise<Report> {
  return Report.parse(JSON.parse(String((await home.call(report))["body"])));
}

test("an incident is a failure that Hydra saw itself, once, and over with it; health falls and comes back", async () => {
  await watching("web", "db");
  expect(await reported()).toMatchObject({ healthScore: 100, failures: 0, trend: "unknown" });
  home.docker.exit("web", 1);
  await vi.waitFor(async () => expect(await failuresNow()).toHaveLength(1), WAIT);
  const { incidents } = listIncidents.output.parse(await home.call(listIncidents));
  expect(await failuresNow()).toMatchObject([
    { service: "web", incidentId: incidents[0]?.id, resolvedAt: null, patternId: expect.any(String) },
  ]);
  const ill = await reported();
  expect(ill).toMatchObject({ failures: 1, incidents: [{ id: incidents[0]?.id, state: expect.stringMatching(/open|escalated/) }] });
  expect(ill.healthScore).toBeLessThan(100);
  // The incident alone, not its failure besides.
  expect(ill.healthReasons).toHaveLength(1);
  expect(ill.recommendations).toMatchObject([{ services: ["web"] }]);
  home.docker.start("web");
  home.docker.flipHealth("web", "healthy", { healthRuns: [] });
  await vi.waitFor(
    async () => expect(await failuresNow()).toMatchObject([{ resolvedAt: expect.any(String), notes: expect.any(String) }]),
    WAIT,
  );
  await vi.waitFor(async () => expect(await reported()).toMatchObject({ healthScore: 100, failures: 1 }), WAIT);
});

test("what only suffers is not started anew: the remedy is for what it needs", async () => {
  const docker = fakeDocker({});
  const check = { restartPolicy: "no" as const, networks: [], health: "healthy" as const, healthCheck: CHECK };
  const project = { "com.docker.compose.project": "shop" };
  docker.add(containerFacts({ ...check, name: "db", labels: { ...project, "com.docker.compose.service": "db" } }));
  docker.add(
    containerFacts({
      ...check,
      name: "web",
      labels: { ...project, "com.docker.compose.service": "web", "com.docker.compose.depends_on": "db:service_started:false" },
    }),
  );
  home = await openHome(systemClock, docker);
  await vi.waitUntil(async () => (await home.call(listVerdicts))["firstSightAt"] !== null, WAIT);
  home.docker.exit("db", 1);
  const told = { service: "web", message: "connect ECONNREFUSED 192.0.2.7:5432" };
  await vi.waitFor(
    async () =>
      expect(record.output.parse(await home.call(record, told)).failure.remedies).toMatchObject([
        { operation: "healing.heal", input: { id: "db" }, why: expect.stringContaining("web needs db, which is down") },
      ]),
    WAIT,
  );
});

test("a container that Hydra knows comes with what could be done, what Hydra may do, and how that went before", async () => {
  await watching("web", "db");
  const told = { service: "web", message: "upstream timed out while reading response header" };
  const remedies = async (more: object = {}) => record.output.parse(await home.call(record, { ...told, ...more })).failure.remedies;
  expect(await remedies()).toMatchObject([
    {
      operation: "containers.restart",
      input: { name: "web", node: "home" },
      risk: "undoable",
      grant: "watch",
      successRate: null,
      tries: 0,
    },
  ]);
  await home.call(put, { operation: "containers.restart", scope: { kind: "all" }, level: "ask" });
  const kept = { failed_in_row: 0, retired_at: null, retired_because: null, made_of: null, changed_at: 1, remedy: "restart" };
  await home.test.kernel.store.commit<HealingTables, unknown>((trx) =>
    trx
      .insertInto("healing_record")
      .values([
        { ...kept, signature: "home//web hung timeout", subject: "web", worked: 3, tried: 4 },
        { ...kept, signature: "home//db hung timeout", subject: "db", worked: 0, tried: 9 },
        { ...kept, signature: "home//web hung dns", subject: "web", worked: 0, tried: 5 },
      ])
      .execute(),
  );
  expect(await remedies()).toMatchObject([{ grant: "ask", successRate: 0.75, tries: 4 }]);
  // Never tried there: what it did for others.
  expect(await remedies({ service: "nobody-knows" })).toEqual([]);
  expect(await remedies({ service: "db" })).toMatchObject([{ input: { name: "db" }, successRate: 0, tries: 9 }]);
  // A new start ends the same way.
  expect(await remedies({ message: 'FATAL: password authentication failed for user "app"' })).toEqual([]);
});
