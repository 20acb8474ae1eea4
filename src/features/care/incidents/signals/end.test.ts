import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readEnd, type EndFacts } from "./end.ts";
import { Quiet, quietKey } from "./quiet.ts";

function end(said: Partial<EndFacts> = {}) {
  return readEnd({
    exitCode: 1,
    oomKilled: false,
    stoppedBy: "itself",
    actedBy: null,
    state: "exited",
    restartPolicy: "no",
    isOneOff: false,
    hasCheck: true,
    hasPorts: false,
    livedMs: 60_000,
    recentDeaths: 1,
    ...said,
  });
}

describe("an end", () => {
  test.each<[string, Partial<EndFacts>, string]>([
    ["of Hydra's own doing", { actedBy: "hydra:healing" }, "through Hydra"],
    ["through a person at Hydra", { actedBy: "person:owner" }, "a person"],
    ["by docker stop", { stoppedBy: "person", exitCode: 137 }, "a person"],
    ["by the daemon", { stoppedBy: "docker", exitCode: 137 }, "Docker itself"],
    ["by a signal that nobody saw", { stoppedBy: "unknown", exitCode: 143 }, "unknown"],
    ["of an errand", { isOneOff: true }, "a job"],
    ["of what ran briefly and served nobody", { hasCheck: false }, "a job"],
    ["of what is done", { exitCode: 0 }, "finished"],
    ["of what is done, and would only be tried again after an error", { exitCode: 0, restartPolicy: "on-failure" }, "finished"],
  ])("%s is none of ours", (_what, said, why) => expect(end(said)).toEqual({ isBad: false, why }));

  test.each<[string, Partial<EndFacts>, object]>([
    ["a crash", {}, { trouble: "crashed", isWithDocker: false }],
    ["for its memory", { oomKilled: true, exitCode: 137 }, { trouble: "out_of_memory" }],
    ["for its memory, whoever saw it", { oomKilled: true, exitCode: 137, stoppedBy: "unknown" }, { trouble: "out_of_memory" }],
    ["the third in ten minutes", { recentDeaths: 3 }, { trouble: "crash_loop" }],
    ["that Docker follows by a start", { restartPolicy: "always", exitCode: 0 }, { trouble: "crashed", isWithDocker: true }],
    ["after which Docker tries again", { restartPolicy: "on-failure", state: "restarting" }, { isWithDocker: true }],
    ["after which Docker gave up", { restartPolicy: "on-failure", state: "exited" }, { isWithDocker: false }],
    ["after a long life", { hasCheck: false, livedMs: 3_600_000 }, { trouble: "crashed" }],
    ["of what offers a port", { hasCheck: false, hasPorts: true }, { trouble: "crashed" }],
  ])("%s is bad", (_what, said, reading) => expect(end(said)).toMatchObject({ isBad: true, ...reading }));

  test("that somebody wanted is never bad, whatever else is so", () => {
    const facts = fc.record({
      exitCode: fc.option(fc.integer({ min: 0, max: 255 })),
      oomKilled: fc.boolean(),
      restartPolicy: fc.constantFrom("no", "always", "unless-stopped", "on-failure"),
      recentDeaths: fc.nat(20),
      hasCheck: fc.boolean(),
      state: fc.constantFrom("exited", "restarting", "running"),
    });
    fc.assert(
      fc.property(facts, (said) => !end({ ...said, stoppedBy: "person" }).isBad && !end({ ...said, actedBy: "hydra:healing" }).isBad),
    );
  });
});

describe("a quiet window", () => {
  const shop = quietKey({ node: "home", project: "shop", name: "web" });

  test("covers the project, or the container that has none", () => {
    expect(quietKey({ node: "home", project: "shop", name: "db" })).toBe(shop);
    expect(quietKey({ node: "nas", project: "shop", name: "web" })).not.toBe(shop);
    expect(quietKey({ node: "home", project: null, name: "web" })).not.toBe(quietKey({ node: "home", project: null, name: "db" }));
  });

  test("is extended by each further act, and over once", () => {
    const quiet = new Quiet(90_000);
    quiet.begin(shop, 0);
    quiet.begin(shop, 60_000);
    expect(quiet.covers(shop, 149_999)).toBe(true);
    expect(quiet.takeEnded(149_999)).toEqual([]);
    expect(quiet.covers(shop, 150_000)).toBe(false);
    expect(quiet.takeEnded(150_000)).toEqual([shop]);
    expect(quiet.takeEnded(150_000)).toEqual([]);
  });
});
