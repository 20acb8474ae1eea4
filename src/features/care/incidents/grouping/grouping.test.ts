import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { containerFacts, fakeDocker, type FakeDocker } from "../../../../integrations/docker/fake.ts";
import { WAIT } from "../../../watch/containers/testing/watched.ts";
import { startCare, type Care } from "../testing/care.ts";
import { needsOf } from "./surroundings.ts";

const CHECK = { test: ["CMD", "am-i-well"], intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 1 };
const PORT = [{ containerPort: 8080, protocol: "tcp" as const, hostIp: null, hostPort: null }];
const REFUSED = { startedAt: 0, endedAt: 1, exitCode: 1, output: "connection refused" };

let docker: FakeDocker;
let care: Care;
beforeEach(async () => {
  docker = fakeDocker({ isConnecting: true });
  care = await startCare(docker);
});
afterEach(() => care[Symbol.asyncDispose]());

function service(name: string, ...needs: string[]) {
  return containerFacts({
    name,
    restartPolicy: "no",
    ports: PORT,
    networks: [],
    health: "healthy",
    healthCheck: CHECK,
    labels: {
      "com.docker.compose.project": "shop",
      "com.docker.compose.service": name,
      "com.docker.compose.depends_on": needs.map((need) => `${need}:service_started:false`).join(","),
    },
  });
}

function fallIll(name: string): void {
  docker.setPaths(name, ["/bin/am-i-well"]);
  docker.flipHealth(name, "unhealthy", { healthRuns: [REFUSED], failingStreak: 3 });
}

function getWell(name: string): void {
  docker.flipHealth(name, "healthy", { healthRuns: [], failingStreak: 0 });
}

async function standing() {
  return (await care.all()).filter(({ state }) => state === "open");
}

function needing(from: string, to: string) {
  return { from, to, because: "compose" as const };
}

describe("what has one cause is one incident", () => {
  test("at the root, with what suffers; it is over when all are well", async () => {
    docker.add(service("db"), service("api", "db"), service("page", "api"), service("mail"));
    await care.firstSight();
    // The database is noticed last.
    for (const name of ["page", "api", "db"]) fallIll(name);
    await vi.waitFor(async () => {
      const [incident, ...more] = await standing();
      expect(more).toEqual([]);
      expect(incident).toMatchObject({ subject: { name: "db" }, severity: "high" });
      expect(incident?.affected.toSorted()).toEqual(["api", "page"]);
    }, WAIT);
    await vi.waitFor(async () => expect(await care.told("incident.settled")).toHaveLength(1), WAIT);
    expect((await care.told("incident.settled"))[0]).toMatchObject({ subject: { name: "db" } });
    const [incident] = await standing();
    expect((await care.story(incident?.id ?? "")).suffering.map(({ name, because }) => [name, because]).toSorted()).toEqual([
      ["api", "needs db (compose says so)"],
      ["page", "needs db through api"],
    ]);
    for (const closed of await care.told("incident.closed")) expect(closed).toMatchObject({ mergedInto: incident?.id, state: "dismissed" });
    for (const name of ["db", "api", "page"]) getWell(name);
    await vi.waitFor(async () => expect((await care.all())[0]).toMatchObject({ state: "resolved", healedBy: "itself" }), WAIT);
  });

  test("also where the root has not said a word: it is looked at when others complain", async () => {
    docker.add(service("db"), service("a", "db"), service("b", "db"), service("c", "db"));
    await care.firstSight();
    docker.setProcess("db", "T");
    for (const name of ["a", "b", "c"]) fallIll(name);
    await vi.waitFor(async () => {
      const [incident, ...more] = await standing();
      expect(more).toEqual([]);
      expect(incident).toMatchObject({ subject: { name: "db" }, trouble: "hung", severity: "critical" });
      expect(incident?.affected.toSorted()).toEqual(["a", "b", "c"]);
    }, WAIT);
  });

  test("but what ended for a reason of its own stands alone, also when that is known late", async () => {
    const needing = (name: string) => ({ ...service(name, "db"), startedAt: Date.now() - 60_000 });
    docker.add(service("db"), needing("hungry"), needing("misled"), needing("early"), needing("api"));
    await care.firstSight();
    // It falls before anything is known of the database, and says why only a moment later.
    docker.exit("early", 1);
    fallIll("db");
    docker.log("early", "Error: listen EADDRINUSE: address already in use 0.0.0.0:8080", { stream: "stderr" });
    await vi.waitFor(async () => expect((await standing()).map(({ subject }) => subject.name)).toContain("db"), WAIT);
    docker.exit("hungry", 137, { oomKilled: true });
    docker.log("misled", "Error: listen EADDRINUSE: address already in use 0.0.0.0:8080", { stream: "stderr" });
    docker.exit("misled", 1);
    fallIll("api");
    await vi.waitFor(async () => {
      const all = (await standing()).map(({ subject, affected }) => [subject.name, affected]);
      expect(all.toSorted()).toEqual([
        ["db", ["api"]],
        ["early", []],
        ["hungry", []],
        ["misled", []],
      ]);
    }, WAIT);
    expect((await care.all()).find(({ subject }) => subject.name === "misled")?.cause).toMatchObject({ category: "port_conflict" });
  });

  test("also what suffered with it already and then ran out of memory", async () => {
    docker.add(service("db"), service("api", "db"));
    await care.firstSight();
    fallIll("db");
    fallIll("api");
    await vi.waitFor(async () => expect((await standing()).map(({ affected }) => affected)).toEqual([["api"]]), WAIT);
    docker.exit("api", 137, { oomKilled: true });
    await vi.waitFor(
      async () =>
        expect((await standing()).map(({ subject, trouble, affected }) => [subject.name, trouble, affected]).toSorted()).toEqual([
          ["api", "out_of_memory", []],
          ["db", "unhealthy", []],
        ]),
      WAIT,
    );
  });

  test("but what is ill in a circle, and what nobody needs, ends too", async () => {
    docker.add(service("a", "c"), service("b", "a"), service("c", "b"), service("mail"));
    await care.firstSight();
    for (const name of ["a", "b", "c", "mail"]) fallIll(name);
    await vi.waitFor(async () => expect((await standing()).map(({ affected }) => affected.length).toSorted()).toEqual([0, 2]), WAIT);
  });

  test("what stays ill although its root is well again gets an incident of its own", { timeout: 90_000 }, async () => {
    docker.add(service("db"), service("api", "db"));
    await care.firstSight();
    fallIll("db");
    fallIll("api");
    await vi.waitFor(async () => expect((await standing()).map(({ affected }) => affected)).toEqual([["api"]]), WAIT);
    getWell("db");
    // Its own check's time and 20 s are what it is given.
    await vi.waitFor(async () => expect((await standing()).map(({ subject }) => subject.name)).toEqual(["api"]), {
      timeout: 60_000,
      interval: 100,
    });
    expect((await care.all()).find(({ subject }) => subject.name === "db")).toMatchObject({ state: "resolved" });
  });
});

test("needs are found through circles", () => {
  expect(needsOf("a", [needing("a", "b"), needing("b", "c"), needing("c", "a"), needing("x", "a")])).toEqual(["b", "c"]);
});
