import { afterEach, describe, expect, test } from "vitest";
import type { Attempt } from "../incidents/events.ts";
import { attemptsOf, changeAttempt } from "./store/attempts.ts";
import { Ward } from "./testing/ward.ts";

let ward: Ward;
afterEach(() => ward?.[Symbol.asyncDispose]());

const MINUTE = 60_000;

/** Only watching, it has noted what it would have done. */
const watched = async (facts = {}, trouble: "unhealthy" | "crashed" | "out_of_memory" = "unhealthy"): Promise<void> => {
  ward = await Ward.open({ name: "web", ...facts });
  if (trouble === "unhealthy") ward.sicken("web");
  else ward.docker.exit("web", 1);
  await ward.opened("web", { trouble });
  await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ level: "would", outcome: "pending" }]));
};

/** A person starts what has ended, and Hydra has heard of it. */
const startedByPerson = async (): Promise<void> => {
  ward.clock.advance(1_000);
  ward.docker.start("web");
  await ward.until(async () => expect(await details()).toEqual(["a person did the same meanwhile"]));
};

/** Its end was heard, and what it says about what was tried before that. */
async function isOver(): Promise<boolean> {
  const { store } = ward.test.kernel;
  const rows = await store.tables<{ healing_plans: { is_over: number } }>().selectFrom("healing_plans").select("is_over").execute();
  return rows.every(({ is_over: over }) => over === 1);
}

async function details(): Promise<(string | null)[]> {
  const { store } = ward.test.kernel;
  const rows = await store
    .tables<{ healing_attempts: { detail: string | null } }>()
    .selectFrom("healing_attempts")
    .select("detail")
    .execute();
  return rows.map(({ detail }) => detail);
}

async function deedsSoFar(): Promise<unknown[]> {
  return (await ward.deeds()).map(({ level, outcome }) => `${String(level)} ${String(outcome)}`);
}

/** It has asked. @returns the approval's id */
const asked = async (): Promise<string> => {
  ward = await Ward.open({ name: "web" });
  await ward.allow("ask");
  ward.sicken("web");
  await ward.opened("web");
  await ward.settled("web");
  await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ level: "asked", outcome: "pending" }]));
  return (await ward.attempts())[0]?.approvalId ?? "";
};

describe("limits and the record", () => {
  test("what does not help is tried three times with growing pauses, then retires, and a person is asked for", async () => {
    ward = await Ward.open({ name: "web" });
    await ward.allow("act");
    ward.afterRestart("web", "unhealthy", 3);
    ward.sicken("web");
    await ward.opened("web");
    await ward.settled("web");
    await ward.until(async () => expect(await ward.plan()).toMatchObject({ holdBack: "it waits a little before it tries again" }));
    await ward.inTime(async () => expect(await ward.plan()).toMatchObject({ isEscalated: true, forPerson: expect.any(String) }));
    const starts = (await ward.attempts()).map(({ startedAt }) => startedAt);
    expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(30_000);
    expect((starts[2] ?? 0) - (starts[1] ?? 0)).toBeGreaterThanOrEqual(120_000);
    expect(ward.docker.restarted).toHaveLength(3);
    await ward.until(async () => expect(await ward.notices()).toEqual(["needs-person"]));
    const { record } = (await ward.test.kernel.callAsOwner("healing.record", {})) as { record: Record<string, unknown>[] };
    expect(record).toMatchObject([
      { remedy: "restart", subject: "web", worked: 0, tried: 3, retiredBecause: "it failed 3 times in a row" },
    ]);
    expect((await ward.deeds()).map(({ outcome }) => outcome)).toEqual(["failed", "failed", "failed"]);

    // Hours later the same again: the retired remedy is not tried, until a person lets it.
    await ward.closed("web", "person");
    ward.clock.advance(5 * 60 * MINUTE);
    await ward.opened("web", { id: "web-2" });
    await ward.settled("web", [], { id: "web-2" });
    await ward.until(async () => expect(await ward.plan()).toMatchObject({ incidentId: "web-2", isEscalated: true }));
    expect(ward.docker.restarted).toHaveLength(3);
    ward.afterRestart("web", "healthy");
    await ward.test.kernel.callAsOwner("healing.unretire", { signature: record[0]?.["signature"] });
    await ward.until(async () => expect((await ward.attempts()).at(-1)).toMatchObject({ outcome: "proven" }));
    expect(ward.docker.restarted).toHaveLength(4);
  });

  test("a clock that jumps frees nothing and locks nothing for ever", async () => {
    ward = await Ward.open({ name: "web" });
    await ward.allow("act");
    ward.afterRestart("web", "unhealthy");
    ward.sicken("web");
    await ward.opened("web");
    await ward.until(async () => expect((await ward.attempts()).map(({ outcome }) => outcome)).toEqual(["failed"]));
    const used = async () =>
      (await ward.test.kernel.callAsOwner("healing.limits", {})) as { containers: { acts: number; nextInSeconds: number }[] };
    ward.clock.jump(24 * 60 * MINUTE);
    expect((await used()).containers).toMatchObject([{ acts: 1, nextInSeconds: 30 }]);
    ward.clock.jump(-48 * 60 * MINUTE);
    expect((await used()).containers).toMatchObject([{ acts: 1, nextInSeconds: 30 }]);
    // Nothing is left of it after an hour that really went by.
    ward.clock.advance(61 * MINUTE);
    expect((await used()).containers).toEqual([]);
  });

  test("everything together has its limit too; ten are seen to side by side, the eleventh waits", async () => {
    const names = Array.from({ length: 11 }, (_, at) => `web${at}`);
    ward = await Ward.open(...names.map((name) => ({ name })));
    await ward.allow("act");
    for (const name of names) ward.sicken(name);
    // Nobody gets well before all ten were begun.
    const begun = ward.until(() => expect(ward.docker.restarted).toHaveLength(10));
    for (const name of names.slice(0, 10)) await ward.opened(name);
    await begun;
    await ward.opened("web10");
    await ward.until(async () =>
      expect(await ward.plan()).toMatchObject({ incidentId: "web10-1", holdBack: expect.stringContaining("10 times in ten minutes") }),
    );
    for (const name of names.slice(0, 10)) ward.docker.flipHealth(name, "healthy", { healthRuns: [] });
    await ward.until(async () =>
      expect((await ward.attempts()).map(({ outcome }) => outcome)).toEqual(Array.from({ length: 10 }, () => "proven")),
    );
    expect(ward.docker.restarted).toHaveLength(10);
  });

  test("cut off after its end was kept and before it was told, a deed is told and judged a little later", async () => {
    ward = await Ward.open({ name: "web" });
    await ward.allow("act");
    ward.afterRestart("web", "healthy");
    ward.sicken("web");
    await ward.opened("web");
    const host = ward.test.kernel.hostOf("healing");
    await ward.until(async () => expect(await attemptsOf(host, "web-1")).toMatchObject([{ judged: "right" }]));
    const [attempt] = await attemptsOf(host, "web-1");
    if (attempt === undefined) throw new Error("nothing was tried");
    const told = async () =>
      (await ward.told("attempt.noted")).filter(({ data }) => (data["attempt"] as Attempt).outcome === "proven").length;
    const before = await told();
    await changeAttempt(host, attempt, { judged: null, judgeAt: ward.clock.now() });
    await ward.inTime(async () => expect([await told(), (await ward.deeds()).length]).toEqual([before + 1, 2]));
  });

  test("a pause stops the ladder between two steps", async () => {
    ward = await Ward.open({ name: "web" });
    await ward.allow("act");
    ward.afterRestart("web", "unhealthy");
    ward.sicken("web");
    await ward.opened("web");
    await ward.until(() => expect(ward.docker.restarted).toHaveLength(1));
    ward.test.kernel.services.pause.set(null, "a test");
    await ward.inTime(async () => expect(await ward.plan()).toMatchObject({ holdBack: "Hydra is paused" }));
    ward.clock.advance(10 * MINUTE);
    await ward.until(async () => expect(await ward.plan()).toMatchObject({ holdBack: "Hydra is paused" }));
    expect(ward.docker.restarted).toHaveLength(1);
  });
});

describe("what would have been done is judged by reality", () => {
  test("it stayed down for ten minutes: right, also over a restart of Hydra", async () => {
    await watched({}, "crashed");
    await ward.restart();
    ward.clock.advance(9 * MINUTE);
    expect(await ward.deeds()).toEqual([]);
    ward.clock.advance(2 * MINUTE);
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["would right"]));
    expect(await ward.attempts()).toMatchObject([{ outcome: "right", detail: "it stayed down for ten minutes" }]);
  });

  test("it runs and stayed unwell for ten minutes: nobody knows whether a restart would have helped", async () => {
    await watched();
    ward.clock.advance(11 * MINUTE);
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["would unknown"]));
  });

  test("it stayed down, and its cause is somewhere else: nobody knows", async () => {
    ward = await Ward.open({ name: "web" });
    ward.docker.exit("web", 1);
    await ward.opened("web", { trouble: "crashed", category: "connection_refused" });
    await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ level: "would", outcome: "pending" }]));
    ward.clock.advance(11 * MINUTE);
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["would unknown"]));
  });

  test("it came back alone: needless", async () => {
    await watched();
    ward.docker.flipHealth("web", "healthy", { healthRuns: [] });
    await ward.closed("web", "itself");
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["would needless"]));
  });

  test("the owner restarted it by Docker's own command, and it is well: right", async () => {
    await watched({ restartPolicy: "always" });
    ward.docker.stop("web");
    await ward.until(async () => expect(await details()).toEqual(["a person ended it meanwhile"]));
    await startedByPerson();
    ward.docker.flipHealth("web", "healthy", { healthRuns: [] });
    expect(await ward.deeds()).toEqual([]);
    await ward.closed("web", "person");
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["would right"]));
  });

  test("the owner started it, and it ended again: it would not have helped", async () => {
    await watched({}, "out_of_memory");
    await startedByPerson();
    ward.docker.exit("web", 137);
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["would failed"]));
  });

  test("the owner restarted it, and it is as ill as before: it would not have helped", async () => {
    await watched({}, "crashed");
    await startedByPerson();
    ward.sicken("web");
    await ward.inTime(async () => expect(await deedsSoFar()).toEqual(["would failed"]));
  });

  test.each(["healthy", "unhealthy"] as const)("the owner healed it with Hydra, and it was %s afterwards", async (health) => {
    await watched();
    ward.afterRestart("web", health);
    await ward.test.kernel.callAsOwner("healing.heal", { id: "web-1" });
    await ward.until(async () => expect(await deedsSoFar()).toEqual([health === "healthy" ? "would right" : "would failed"]));
    expect(await ward.attempts()).toMatchObject([
      { level: "would", outcome: health === "healthy" ? "right" : "failed" },
      { by: "person", outcome: health === "healthy" ? "proven" : "failed" },
    ]);
  });

  test("memory ran out again soon after the owner's start: it would not have helped after all", async () => {
    await watched({}, "out_of_memory");
    await startedByPerson();
    ward.docker.flipHealth("web", "healthy", { healthRuns: [] });
    await ward.closed("web", "person", { trouble: "out_of_memory" });
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["would right"]));
    ward.clock.advance(MINUTE);
    ward.docker.exit("web", 137);
    await ward.opened("web", { trouble: "out_of_memory" });
    await ward.until(async () => expect((await deedsSoFar()).slice(0, 2)).toEqual(["would right", "would failed"]));
  });

  test("it was removed: nobody knows", async () => {
    await watched();
    ward.docker.remove("web");
    await ward.until(async () => expect(await ward.told("container.removed")).toHaveLength(1));
    await ward.closed("web", "person");
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["would unknown"]));
    expect(await ward.attempts()).toMatchObject([{ outcome: "unknown", detail: "it was removed" }]);
  });

  test("Hydra was allowed it meanwhile and did it: what was only noted earns nothing", async () => {
    await watched();
    ward.afterRestart("web", "healthy");
    await ward.allow("act");
    await ward.settled("web");
    await ward.until(async () => expect((await deedsSoFar()).toSorted()).toEqual(["acted right", "would unknown"]));
  });
});

describe("asking", () => {
  test("well again before anybody decided: the ask is taken back, and was needless", async () => {
    const approvalId = await asked();
    ward.docker.flipHealth("web", "healthy", { healthRuns: [] });
    await ward.closed("web", "itself");
    await ward.until(async () => expect(await ward.deeds()).toMatchObject([{ level: "asked", outcome: "needless" }]));
    expect(await ward.test.kernel.services.approvals.get(approvalId)).toMatchObject({ state: "withdrawn" });
    await ward.until(async () => expect(await ward.notices()).toEqual(["needs-person", "better"]));
  });

  test("a person says no: it is not asked for again", async () => {
    const approvalId = await asked();
    await ward.test.kernel.callAsOwner("approvals.reject", { id: approvalId, reason: "not now" });
    await ward.until(async () => expect(await ward.plan()).toMatchObject({ holdBack: "you were asked and did not want it" }));
    expect(await ward.attempts()).toMatchObject([{ outcome: "declined", detail: "a person did not want it: not now" }]);
    expect(await deedsSoFar()).toEqual(["asked declined"]);
  });

  test("a person says no and puts it right otherwise: that no is all that is known", async () => {
    const approvalId = await asked();
    await ward.test.kernel.callAsOwner("approvals.reject", { id: approvalId });
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["asked declined"]));
    ward.docker.flipHealth("web", "healthy", { healthRuns: [] });
    await ward.closed("web", "person");
    await ward.until(async () => expect(await ward.notices()).toEqual(["needs-person", "better"]));
    expect(await deedsSoFar()).toEqual(["asked declined"]);
  });

  test("a person says no and dismisses it: that no is all that is known", async () => {
    const approvalId = await asked();
    await ward.test.kernel.callAsOwner("approvals.reject", { id: approvalId });
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["asked declined"]));
    await ward.dismissed("web");
    await ward.until(async () => expect(await isOver()).toBe(true));
    expect(await deedsSoFar()).toEqual(["asked declined"]);
  });

  test("a person says no, and it comes back alone: it was needless indeed", async () => {
    const approvalId = await asked();
    await ward.test.kernel.callAsOwner("approvals.reject", { id: approvalId });
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["asked declined"]));
    ward.docker.flipHealth("web", "healthy", { healthRuns: [] });
    await ward.closed("web", "itself");
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["asked declined", "asked needless"]));
    expect(await ward.attempts()).toMatchObject([{ outcome: "needless", detail: "a person did not want it; it came back alone" }]);
  });

  test("a person does the same instead of saying yes, and it is well: right", async () => {
    const approvalId = await asked();
    ward.clock.advance(1_000);
    ward.docker.stop("web");
    await ward.until(async () => expect(await details()).toEqual(["a person ended it meanwhile"]));
    await startedByPerson();
    ward.docker.flipHealth("web", "healthy", { healthRuns: [] });
    await ward.closed("web", "person");
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["asked right"]));
    expect(await ward.test.kernel.services.approvals.get(approvalId)).toMatchObject({ state: "withdrawn" });
    expect(await ward.attempts()).toMatchObject([{ outcome: "right", detail: "somebody did the same, and it was well afterwards" }]);
  });

  test("what Hydra asks about is removed: nobody knows", async () => {
    await asked();
    ward.docker.remove("web");
    await ward.until(async () => expect(await ward.told("container.removed")).toHaveLength(1));
    await ward.closed("web", "person");
    await ward.until(async () => expect(await deedsSoFar()).toEqual(["asked unknown"]));
  });

  test("approved after the world changed, it is not done, and asked for anew while it is still ill", async () => {
    const approvalId = await asked();
    ward.clock.advance(1_000);
    ward.docker.stop("web").start("web");
    ward.sicken("web");
    await ward.test.kernel.callAsOwner("approvals.approve", { id: approvalId });
    await ward.until(async () => {
      // It was started anew, so for a while it may still be starting.
      ward.clock.advance(5_000);
      expect(await ward.attempts()).toMatchObject([{ outcome: "unknown" }, { level: "asked", outcome: "pending" }]);
    });
    expect(ward.docker.restarted).toEqual([]);
    expect(await ward.deeds()).toEqual([]);
  });

  test("approved twice, it is done once; ill again later, it asks anew", async () => {
    const approvalId = await asked();
    ward.afterRestart("web", "healthy");
    await ward.test.kernel.callAsOwner("approvals.approve", { id: approvalId });
    await expect(ward.test.kernel.callAsOwner("approvals.approve", { id: approvalId })).rejects.toMatchObject({ code: "conflict" });
    await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ outcome: "proven" }]));
    expect(ward.docker.restarted).toHaveLength(1);
    await ward.closed("web", "hydra");
    ward.clock.advance(20 * MINUTE);
    ward.sicken("web");
    await ward.opened("web", { id: "web-2" });
    await ward.until(async () =>
      expect(await ward.attempts()).toMatchObject([{ outcome: "proven" }, { level: "asked", outcome: "pending" }]),
    );
    expect(ward.docker.restarted).toHaveLength(1);
  });
});

describe("in mid-heal", () => {
  test("Hydra ends: the next one finds it done, and restarts nothing twice", async () => {
    ward = await Ward.open({ name: "web" });
    await ward.allow("act");
    ward.sicken("web");
    await ward.opened("web");
    await ward.until(() => expect(ward.docker.restarted).toHaveLength(1));
    await ward.restart();
    ward.docker.flipHealth("web", "healthy", { healthRuns: [] });
    await ward.until(async () =>
      expect(await ward.attempts()).toMatchObject([{ outcome: "proven", verifiedBy: expect.stringContaining("found done") }]),
    );
    expect(ward.docker.restarted).toHaveLength(1);
  });

  test("the container is removed: it failed, and says so", async () => {
    ward = await Ward.open({ name: "web" });
    await ward.allow("act");
    ward.sicken("web");
    await ward.opened("web");
    await ward.until(() => expect(ward.docker.restarted).toHaveLength(1));
    ward.docker.remove("web");
    await ward.until(async () =>
      expect(await ward.attempts()).toMatchObject([{ outcome: "failed", detail: expect.stringMatching(/removed|gone/) }]),
    );
    await ward.until(async () => expect(await ward.plan()).toMatchObject({ holdBack: "web is gone" }));
  });

  test("the engine goes away and comes back: the world tells how it ended", async () => {
    ward = await Ward.open({ name: "web" });
    await ward.allow("act");
    ward.sicken("web");
    await ward.opened("web");
    await ward.until(() => expect(ward.docker.restarted).toHaveLength(1));
    ward.docker.lose("the daemon restarts");
    await ward.until(async () => {
      const rows = await ward.test.kernel.store
        .tables<{ healing_attempts: { detail: string | null } }>()
        .selectFrom("healing_attempts")
        .select("detail")
        .execute();
      expect(rows).toEqual([{ detail: expect.stringContaining("not connected") }]);
    });
    expect(await ward.attempts()).toMatchObject([{ outcome: "pending" }]);
    ward.docker.regain();
    ward.docker.flipHealth("web", "healthy", { healthRuns: [] });
    await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ outcome: "proven" }]));
    expect(ward.docker.restarted).toHaveLength(1);
  });
});

test("a person stops what was just healed: the deed is undone", async () => {
  ward = await Ward.open({ name: "web" });
  await ward.allow("act");
  ward.afterRestart("web", "healthy");
  ward.sicken("web");
  await ward.opened("web");
  await ward.until(async () => expect((await ward.deeds()).at(-1)).toMatchObject({ outcome: "right" }));
  ward.clock.advance(MINUTE);
  ward.docker.stop("web");
  await ward.until(async () => expect((await ward.deeds()).at(-1)).toMatchObject({ outcome: "undone" }));
  expect(await ward.attempts()).toMatchObject([{ outcome: "undone" }]);
});

test("what was ill at first sight is left alone and told to nobody, until a person asks", async () => {
  ward = await Ward.open({ name: "web" });
  await ward.allow("act");
  ward.sicken("web");
  const id = await ward.opened("web", { wasIllAtFirstSight: true });
  await ward.settled("web", [], { wasIllAtFirstSight: true });
  await ward.until(async () => expect(await ward.plan()).toMatchObject({ holdBack: expect.stringContaining("first looked") }));
  ward.clock.advance(30 * MINUTE);
  expect(ward.docker.restarted).toEqual([]);
  ward.afterRestart("web", "healthy");
  expect(await ward.test.kernel.callAsOwner("healing.heal", { id })).toMatchObject({
    attempt: { by: "person", level: "acted", outcome: "proven" },
  });
  expect(await ward.notices()).toEqual([]);
  expect(await ward.deeds()).toEqual([]);
});

test("memory that runs out again soon: the restart that was proven did not help after all", async () => {
  ward = await Ward.open({ name: "web" });
  await ward.allow("act");
  ward.afterRestart("web", "healthy");
  ward.sicken("web");
  await ward.opened("web", { trouble: "out_of_memory" });
  await ward.until(async () => expect(await ward.deeds()).toMatchObject([{ outcome: "right" }]));
  await ward.closed("web", "hydra");
  ward.clock.advance(16_000);
  ward.sicken("web");
  await ward.opened("web", { trouble: "out_of_memory" });
  await ward.until(async () => expect((await ward.deeds()).map(({ outcome }) => outcome)).toEqual(["right", "failed"]));
  expect((await ward.attempts())[0]).toMatchObject({ outcome: "failed", detail: "it ran out of memory again 16 s later" });
  expect(await ward.test.kernel.callAsOwner("healing.record", {})).toMatchObject({ record: [{ worked: 0, tried: 1 }] });
});
