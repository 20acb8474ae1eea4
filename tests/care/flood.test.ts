import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startCare, type Care } from "../../src/features/care/incidents/testing/care.ts";
import { containerFacts, fakeDocker } from "../../src/integrations/docker/fake.ts";
import { canOwnEngine } from "../cluster/own-engine.ts";
import { until } from "../cluster/served-hydra.ts";
import { acts, CareHome } from "./care-home.ts";

const CHECK = { test: ["CMD", "/check"], intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 1 };
const SECONDS = 8;
const EVENTS_PER_SECOND = 1_000;
/** It starts, ends and is gone. */
const EVENTS_OF_A_LIFE = 3;
const TURN_MS = 20;

describe(`${EVENTS_PER_SECOND} events a second of an engine that is pretended`, () => {
  const docker = fakeDocker({ isConnecting: true });
  let care: Care;

  beforeAll(async () => {
    docker.add(containerFacts({ id: "a".repeat(64), name: "real", restartPolicy: "no", health: "healthy", healthCheck: CHECK }));
    docker.setPaths("real", ["/check"]);
    care = await startCare(docker);
    await care.firstSight();
  }, 60_000);

  afterAll(() => care?.[Symbol.asyncDispose](), 60_000);

  test(
    "the one real crash among thousands of brief lives is found, is the only one, and Hydra answers meanwhile",
    { timeout: 180_000 },
    async () => {
      const lives = Math.ceil((SECONDS * EVENTS_PER_SECOND) / EVENTS_OF_A_LIFE);
      const aTurn = Math.ceil((EVENTS_PER_SECOND / EVENTS_OF_A_LIFE) * (TURN_MS / 1_000));
      const begun = performance.now();
      let answers = 0;
      for (let life = 0; life < lives; life += 1) {
        const name = `brief-${life}`;
        docker.add(
          containerFacts({ id: life.toString(16).padStart(64, "0"), name, restartPolicy: "no", healthCheck: null, health: "unchecked" }),
        );
        docker.emit({ containerId: name, action: "start" });
        docker.exit(name, life % 3);
        docker.remove(name);
        if (life === Math.floor(lives / 2)) docker.exit("real", 139);
        if (life % aTurn !== 0) continue;
        if (life % (aTurn * 25) === 0) answers += (await care.all()).length >= 0 ? 1 : 0;
        await sleep(Math.max(0, begun + (life / aTurn) * TURN_MS - performance.now()));
      }
      expect(answers).toBeGreaterThan(SECONDS);
      await until("the crash to be found", async () => (await care.all()).some(({ subject }) => subject.name === "real"));
      // All that was told before it is looked at by then: what comes last is found last.
      docker.add(containerFacts({ id: "b".repeat(64), name: "last", restartPolicy: "no", health: "healthy", healthCheck: CHECK }));
      docker.exit("last", 139);
      await until("the last", async () => (await care.all()).some(({ subject }) => subject.name === "last"), { patienceMs: 90_000 });
      expect((await care.all()).map(({ subject, trouble }) => [subject.name, trouble]).toSorted()).toEqual([
        ["last", "crashed"],
        ["real", "crashed"],
      ]);
    },
  );
});

describe.skipIf(!canOwnEngine)("as many brief lives as a real engine can make", () => {
  const LIVES = 80;
  const SIDE_BY_SIDE = 8;
  let home: CareHome;

  beforeAll(async () => {
    home = await CareHome.open();
    await home.allow();
  }, 120_000);

  afterAll(() => home?.end(), 120_000);

  test("a service that is killed among them is healed, and it is the only incident", { timeout: 240_000 }, async () => {
    await home.placeWell("service");
    const names = Array.from({ length: LIVES }, (_, index) => `moment-${index}`);
    let next = 0;
    const one = async (): Promise<void> => {
      for (let name = names[next++]; name !== undefined; name = names[next++]) {
        await home.place(name, { script: `exit ${Number(name.slice("moment-".length)) % 4}`, check: null });
        if (name === names[LIVES / 2]) await home.killFromHost("service");
        expect((await home.hydra.fetch("GET", "/overview")).status).toBe(200);
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, one));
    const story = await home.healed("service");
    expect(acts(story)).toMatchObject([{ level: "acted", outcome: "proven" }]);
    await until("every death to be told", () => names.every((name) => home.hydra.told("container.exited", { name }).length === 1));
    const told = await Promise.all((await home.incidents()).map(({ subject }) => home.story(subject.name)));
    expect(told.map((each) => [each?.subject.name, each?.trouble, each?.timeline])).toEqual([["service", "crashed", expect.any(Array)]]);
    for (const name of names) expect(home.deeds.count(name, "start")).toBe(1);
  });
});
