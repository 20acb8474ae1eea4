import { describe, expect, test } from "vitest";
import type { ContainerEvent } from "../../../../integrations/docker/facts.ts";
import { dependenciesOf, identityOf } from "../../../../integrations/docker/identity.ts";
import { patienceMs } from "../acting/restart.ts";
import { StopWatch } from "./stopped-by.ts";
import { traefikHosts, urlsOf } from "./urls.ts";

describe("identity", () => {
  const compose = { "com.docker.compose.project": "media", "com.docker.compose.service": "plex" };

  test("is node, project and service, over any container name", () => {
    expect(identityOf("tower", { name: "media-plex-1", labels: compose }).key).toBe("tower/media/plex");
    expect(identityOf("tower", { name: "media_plex_1", labels: { ...compose, "com.docker.compose.container-number": "2" } }).key).toBe(
      "tower/media/plex#2",
    );
  });

  test("is the name without compose, and for an errand of compose run", () => {
    expect(identityOf("tower", { name: "db", labels: {} }).key).toBe("tower//db");
    expect(identityOf("tower", { name: "media_plex_run_1", labels: { ...compose, "com.docker.compose.oneoff": "True" } }).key).toBe(
      "tower//media_plex_run_1",
    );
  });

  test("knows what compose says it depends on", () => {
    expect(dependenciesOf({ "com.docker.compose.depends_on": "db:service_healthy:false,cache:service_started:true" })).toEqual([
      { service: "db", condition: "healthy" },
      { service: "cache", condition: "started" },
    ]);
    expect(dependenciesOf({})).toEqual([]);
  });
});

const event = (action: ContainerEvent["action"], at: number, signal: number | null = null): ContainerEvent => ({
  at,
  action,
  signal,
  containerId: "a",
  name: "a",
  exitCode: null,
  health: null,
});
const see = (watch: StopWatch, each: ContainerEvent, since: number, actor: string | null = null): void =>
  watch.see(each, 10, { since, heardAt: each.at, actor });
const judged = (events: ContainerEvent[], since = 0, actor: string | null = null): StopWatch => {
  const watch = new StopWatch();
  for (const each of events) see(watch, each, since, actor);
  return watch;
};

describe("who stopped it", () => {
  test.each<[string, ContainerEvent[], string | null]>([
    ["a kill before the death is a person", [event("kill", 100_000, 15), event("die", 101_000)], "person"],
    ["a stop after the death is a person", [event("die", 101_000), event("stop", 101_010)], "person"],
    ["a death without either is its own", [event("die", 101_000)], "itself"],
    ["a reload signal long before is not the end", [event("kill", 1_000, 15), event("die", 101_000)], "itself"],
    ["a signal that ends nothing is not the end", [event("kill", 100_900, 1), event("die", 101_000)], "itself"],
    [
      "a kill by the engine itself is nobody's, also when it says stop",
      [{ ...event("kill", 100_000, 15), isByEngine: true }, event("die", 101_000), event("stop", 101_010)],
      "docker",
    ],
    ["after a start nobody has ended it", [event("kill", 100_000, 9), event("die", 100_100), event("start", 100_200)], null],
  ])("%s", (_name, events, by) => {
    expect(judged(events).stoppedBy).toBe(by);
  });

  test("a death right after Hydra came is unknown: a kill may have been missed", () => {
    expect(judged([event("die", 101_000)], 90_000).stoppedBy).toBe("unknown");
    expect(judged([event("die", 200_000)], 90_000).stoppedBy).toBe("itself");
  });

  test("a SIGKILL through the engine is told at once, so of one that was not the engine's little watching is enough to know", () => {
    const killed = { ...event("die", 100_000), exitCode: 137 };
    expect(judged([killed], 94_000).stoppedBy).toBe("itself");
    expect(judged([killed], 96_000).stoppedBy).toBe("unknown");
    expect(judged([{ ...killed, exitCode: 143 }], 94_000).stoppedBy).toBe("unknown");
    expect(judged([event("kill", 95_000, 15), killed], 94_000).stoppedBy).toBe("person");
    expect(judged([killed, event("stop", 100_010)], 94_000).stoppedBy).toBe("person");
  });

  test("a clock that is ahead over there does not make the watching longer", () => {
    const watch = new StopWatch();
    watch.see(event("die", 200_000), 10, { since: 90_000, heardAt: 91_000, actor: null });
    expect(watch.stoppedBy).toBe("unknown");
  });

  test("an end through Hydra is no death; through Hydra by itself it is no person's either", () => {
    const restart = [event("kill", 1_000, 15), event("die", 1_500), event("stop", 1_510)];
    expect(judged(restart, 0, "hydra:healing").stoppedBy).toBe("unknown");
    expect(judged(restart, 0, "person:owner").stoppedBy).toBe("person");
    expect(judged(restart, 0, "hydra:healing").deathsSince(0)).toBe(0);
    const watch = judged([...restart, event("start", 1_600)], 0, "hydra:healing");
    see(watch, event("die", 2_000), 0);
    expect([watch.stoppedBy, watch.deathsSince(0)]).toEqual(["itself", 1]);
  });

  test("a life that was seen from its start is known whole, unless the engine was out of sight since", () => {
    const watch = judged([event("start", 99_000)], 98_000);
    see(watch, event("die", 100_000), 98_000);
    expect(watch.stoppedBy).toBe("itself");
    see(watch, event("start", 101_000), 98_000);
    watch.loseSight();
    see(watch, event("die", 102_000), 101_500);
    expect(watch.stoppedBy).toBe("unknown");
    expect(watch.lastStoppedBy).toBe("unknown");
  });

  test("deaths that somebody asked for are no crash loop", () => {
    const watch = judged([
      event("die", 1_000),
      event("start", 2_000),
      event("kill", 3_000, 9),
      event("die", 3_100),
      event("start", 4_000),
      event("die", 5_000),
      event("stop", 5_010),
    ]);
    expect(watch.deathsSince(0)).toBe(1);
  });

  test("what an earlier Hydra saw before the clock was put back does not hide what happens now", () => {
    const after = new StopWatch({ at: 7_200_000, by: "itself", isOwnAct: false, deaths: [7_200_000] });
    see(after, event("start", 3_599_000), 3_590_000);
    see(after, event("die", 3_600_000), 3_590_000);
    expect([after.stoppedBy, after.deathsSince(3_000_000, 3_600_100)]).toEqual(["itself", 1]);
  });

  test("what an earlier Hydra saw stands, against the same told again by one that knows less", () => {
    const before = judged([event("start", 99_000), event("die", 100_000)], 98_000);
    expect(before.seenEnd).toEqual({ at: 100_000, by: "itself", isOwnAct: false, deaths: [100_000] });
    const after = new StopWatch(before.seenEnd ?? undefined);
    see(after, event("die", 100_000), 101_000);
    after.confirm({ startedAt: 99_000, finishedAt: 99_990, isOver: true });
    expect([after.stoppedBy, after.lastStoppedBy, after.deathsSince(0)]).toEqual(["itself", "itself", 1]);
    see(after, event("stop", 100_000), 101_000);
    expect([after.stoppedBy, after.deathsSince(0)]).toEqual(["person", 0]);
  });

  test.each([
    ["runs again", { startedAt: 105_000, finishedAt: 100_000, isOver: false }],
    ["ran and ended since", { startedAt: 105_000, finishedAt: 106_000, isOver: true }],
    ["ended at another time", { startedAt: 99_000, finishedAt: 190_000, isOver: true }],
  ])("what an earlier Hydra saw is not the end of what %s", (_what, facts) => {
    const watch = new StopWatch({ at: 100_000, by: "person", isOwnAct: false, deaths: [90_000] });
    watch.confirm(facts);
    expect([watch.stoppedBy, watch.endAskedAt, watch.lastStoppedBy, watch.deathsSince(0)]).toEqual([null, null, "person", 1]);
  });

  test("an end that was seen since is not doubted", () => {
    const watch = new StopWatch({ at: 100_000, by: "person", isOwnAct: false, deaths: [] });
    see(watch, event("start", 105_000), 101_000);
    see(watch, event("die", 106_000), 101_000);
    watch.confirm({ startedAt: 105_000, finishedAt: 106_000, isOver: true });
    expect(watch.stoppedBy).toBe("itself");
  });
});

test("addresses are read from the labels of other tools, and only web addresses", () => {
  const labels = {
    "homepage.href": "http://plex.lan:32400/",
    "kuma.plex.http.url": "https://plex.lan/identity",
    "homepage.name": "Plex",
    "hydra.url": "javascript:alert(1)",
    "traefik.http.routers.plex.rule": "Host(`plex.example.org`) && PathPrefix(`/x`)",
  };
  expect(urlsOf(labels)).toEqual(["http://plex.lan:32400/", "https://plex.lan/identity", "https://plex.example.org/"]);
  expect(traefikHosts("Host(`a.lan`) || Host(`b.lan`, `c.lan`)")).toEqual(["a.lan", "b.lan", "c.lan"]);
});

test("patience follows the check: start period, every retry, and never longer than five minutes", () => {
  expect(patienceMs({ test: [], intervalMs: 10_000, timeoutMs: 5_000, startPeriodMs: 20_000, retries: 2 })).toBe(70_000);
  expect(patienceMs({ test: [], intervalMs: 600_000, timeoutMs: 5_000, startPeriodMs: 0, retries: 3 })).toBe(300_000);
});
