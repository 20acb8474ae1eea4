import { afterEach, expect, test } from "vitest";
import { Ward } from "./testing/ward.ts";

let ward: Ward;
afterEach(() => ward?.[Symbol.asyncDispose]());

test("with a grant it restarts what is ill, and proves it by another look", async () => {
  ward = await Ward.open({ name: "web" });
  await ward.allow("act");
  ward.afterRestart("web", "healthy");
  ward.sicken("web");
  await ward.opened("web");
  await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ outcome: "proven" }]));
  expect(await ward.attempts()).toMatchObject([
    {
      by: "hydra",
      remedy: "restart",
      operation: "containers.restart",
      subject: "web",
      level: "acted",
      verifiedBy: "its health check; Its check passes.",
    },
  ]);
  expect(ward.docker.restarted).toHaveLength(1);
  await ward.until(async () =>
    expect(await ward.deeds()).toMatchObject([
      { grantee: "hydra:healing", operation: "containers.restart", cause: "unhealthy", level: "acted", outcome: "right" },
    ]),
  );
});

test("only watching it notes what it would have done, once, and does nothing", async () => {
  ward = await Ward.open({ name: "web" });
  ward.sicken("web");
  await ward.opened("web");
  await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ level: "would", outcome: "pending" }]));
  await ward.settled("web");
  await ward.until(async () => expect(await ward.notices()).toEqual(["down"]));
  expect(await ward.plan()).toMatchObject({ holdBack: "only watching", steps: [{ remedy: "restart", allowed: "watch", record: null }] });
  expect(await ward.attempts()).toHaveLength(1);
  const told = (await ward.told("attempt.noted")).map(({ data }) => (data["attempt"] as { level: string }).level);
  expect([...new Set(told)]).toEqual(["would"]);
  expect(ward.docker.restarted).toEqual([]);
});

test("asked for and approved, it does it and proves it", async () => {
  ward = await Ward.open({ name: "web" });
  await ward.allow("ask");
  ward.sicken("web");
  await ward.opened("web");
  await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ level: "asked", outcome: "pending" }]));
  const [asked] = await ward.attempts();
  await ward.until(async () => expect(await ward.notices()).toEqual(["needs-person"]));
  ward.afterRestart("web", "healthy");
  await ward.test.kernel.callAsOwner("approvals.approve", { id: asked?.approvalId });
  await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ level: "asked", outcome: "proven" }]));
  await ward.until(async () => expect(await ward.deeds()).toMatchObject([{ level: "asked", outcome: "right" }]));
  expect(ward.docker.restarted).toHaveLength(1);
});

test("what is protected asks, whatever was granted", async () => {
  ward = await Ward.open({ name: "db", labels: { "hydra.protect": "true" } });
  await ward.allow("act");
  ward.sicken("db");
  await ward.opened("db");
  await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ level: "asked", outcome: "pending" }]));
  expect(await ward.plan()).toMatchObject({ steps: [{ remedy: "restart", allowed: "ask" }] });
  expect(ward.docker.restarted).toEqual([]);
});

test.each([
  ["db", "by itself, but it is protected, so it asks.", "its label hydra.protect"],
  ["home/db", "by itself, but it is protected, so it asks.", "its label hydra.protect"],
  ["elsewhere/db", "by itself, unless it is protected.", null],
  ["web", "by itself, unless it is protected.", null],
])("a grant about %s says whether it is protected", async (name, sentence, protectedBecause) => {
  ward = await Ward.open({ name: "db", labels: { "hydra.protect": "true" } }, { name: "web" });
  const wanted = { operation: "containers.restart", scope: { kind: "one", name }, level: "act" };
  expect(await ward.test.kernel.callAsOwner("grants.put", wanted)).toMatchObject({
    sentence: expect.stringContaining(sentence),
    protectedBecause,
  });
});

test("a broken check is never a reason to restart", async () => {
  ward = await Ward.open({ name: "web" });
  await ward.allow("act");
  ward.docker.setPaths("web", []);
  ward.docker.flipHealth("web", "unhealthy", {
    healthRuns: [0, 1, 2].map((each) => ({
      startedAt: each,
      endedAt: each + 1,
      exitCode: -1,
      output: 'exec: "/check": no such file or directory',
    })),
  });
  await ward.opened("web");
  await ward.settled("web");
  await ward.until(async () => expect(await ward.plan()).toMatchObject({ holdBack: "its check is broken, not what it checks" }));
  expect(ward.docker.restarted).toEqual([]);
  expect(await ward.notices()).toEqual([]);
});
