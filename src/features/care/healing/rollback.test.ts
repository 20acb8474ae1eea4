import { afterEach, expect, test } from "vitest";
import { Ward, patient } from "./testing/ward.ts";

const GOOD = `sha256:${"a".repeat(64)}`;
const BAD = `sha256:${"b".repeat(64)}`;

let ward: Ward;
afterEach(() => ward?.[Symbol.asyncDispose]());

/** `web` ran on a good image, was made anew from a bad one, and is ill since. A restart does not help, the good image does. */
async function updated(more: Parameters<typeof patient>[0] = {}): Promise<void> {
  ward = await Ward.open({ name: "web", imageId: GOOD, ...more });
  await ward.allow("act");
  await ward.allow("act", "containers.recreate");
  ward.docker.addImage(GOOD, null);
  await ward.until(async () => expect(await ward.told("container.appeared")).toHaveLength(1));
  ward.clock.advance(60_000);
  ward.docker.remove("web");
  await ward.until(async () => expect(await ward.told("container.removed")).toHaveLength(1));
  const newer = patient({ ...more, name: "web", id: "f".repeat(64), imageId: BAD, createdAt: ward.clock.now() });
  ward.docker.add(newer).setPaths(newer.id, ["/check"]);
  await ward.until(async () => expect(await ward.told("container.appeared")).toHaveLength(2));
  ward.clock.advance(60_000);
  ward.afterRestart("web", "unhealthy", 3);
  ward.docker.listen({
    onChange: ({ after }) => {
      if (after?.imageId === GOOD && after.health === "starting") setImmediate(() => ward.docker.flipHealth(after.id, "healthy"));
    },
  });
  ward.sicken("web");
  await ward.opened("web");
  await ward.settled("web");
}

function imageOfWeb(): string | undefined {
  return [...ward.docker.containers.values()].find(({ name }) => name === "web")?.imageId;
}

test("a restart does not help after an update: it goes back to the image from before, and a person can take that back", async () => {
  await updated();
  await ward.inTime(async () =>
    expect(await ward.attempts()).toMatchObject([
      { remedy: "restart", outcome: "failed" },
      {
        remedy: "rollback",
        operation: "containers.recreate",
        level: "acted",
        outcome: "proven",
        undo: { operation: "containers.putBack" },
      },
    ]),
  );
  expect(imageOfWeb()).toBe(GOOD);
  const answer = await ward.test.kernel.callAsOwner("healing.undo", { id: "web-1" });
  expect(answer).toMatchObject({ attempt: { remedy: "rollback", outcome: "undone" } });
  expect(imageOfWeb()).toBe(BAD);
  await ward.until(async () => expect((await ward.deeds()).at(-1)).toMatchObject({ operation: "containers.recreate", outcome: "undone" }));
});

test("taken back where that has to be confirmed: one yes is enough, and the deed counts as undone", async () => {
  await updated();
  await ward.inTime(async () => expect(await ward.attempts()).toMatchObject([{}, { remedy: "rollback", outcome: "proven" }]));
  await ward.test.kernel.callAsOwner("inventory.correct", { key: "home//web", isProtected: true });
  const refused: unknown = await ward.test.kernel.callAsOwner("healing.undo", { id: "web-1" }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "approval_required", message: expect.stringContaining("web is protected") });
  const { approvalId } = (refused as { detail: { approvalId: string } }).detail;
  expect(await ward.test.kernel.callAsOwner("approvals.approve", { id: approvalId })).toMatchObject({ state: "done" });
  expect(imageOfWeb()).toBe(BAD);
  await ward.until(async () => expect((await ward.attempts()).at(-1)).toMatchObject({ remedy: "rollback", outcome: "undone" }));
});

test("where it writes to a volume, going back is only proposed", async () => {
  await updated({ mounts: [{ kind: "volume", source: "data", target: "/data", isWritable: true }] });
  await ward.inTime(async () =>
    expect(await ward.plan()).toMatchObject({ isEscalated: true, forPerson: expect.stringContaining("--remedy rollback") }),
  );
  expect((await ward.plan())["steps"]).toContainEqual(expect.objectContaining({ remedy: "rollback", allowed: null }));
  expect((await ward.attempts()).map(({ remedy }) => remedy)).not.toContain("rollback");
  expect(imageOfWeb()).toBe(BAD);
});
