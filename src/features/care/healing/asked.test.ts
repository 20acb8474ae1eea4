import { afterEach, expect, test } from "vitest";
import { containerFacts } from "../../../integrations/docker/fake.ts";
import { asModel as asModelOf, personCaller } from "../../../kernel/caller.ts";
import { Ward } from "./testing/ward.ts";

let ward: Ward;
afterEach(() => ward?.[Symbol.asyncDispose]());

function ask(operation: string, input: object): Promise<unknown> {
  return ward.test.kernel.callAsOwner(operation, input);
}

/** It is ill, and Hydra only watches. */
async function watched(facts: Parameters<typeof containerFacts>[0] = {}): Promise<void> {
  ward = await Ward.open({ name: "web", ...facts });
  ward.sicken("web");
  await ward.opened("web");
  await ward.settled("web");
  await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ level: "would" }]));
}

test("a person heals by the container's name, as that person", async () => {
  await watched();
  ward.afterRestart("web", "healthy");
  expect(await ask("healing.heal", { id: "web" })).toMatchObject({
    incidentId: "web-1",
    attempt: { by: "person", remedy: "restart", outcome: "proven" },
  });
  const [line] = await ward.test.kernel.services.audit.list({ operation: "containers.restart", limit: 1 });
  expect(line).toMatchObject({ actor: "person:owner", outcome: "done" });
});

test("what is protected has to be confirmed; what there is no remedy for says so", async () => {
  ward = await Ward.open({ name: "db", labels: { "hydra.protect": "true" } });
  ward.sicken("db");
  await ward.opened("db", { wasIllAtFirstSight: true });
  await ward.until(async () => expect(await ward.plan()).toMatchObject({ holdBack: expect.any(String) }));
  await expect(ask("healing.heal", { id: "db", remedy: "rollback" })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("restart"),
  });
  const refused: unknown = await ask("healing.heal", { id: "db" }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "approval_required", message: expect.stringContaining("db is protected") });
  expect(await ward.attempts()).toEqual([]);
  ward.afterRestart("db", "healthy");
  await ask("approvals.approve", { id: (refused as { detail: { approvalId: string } }).detail.approvalId });
  await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ by: "person", level: "acted", outcome: "proven" }]));
  expect(await ward.deeds()).toEqual([]);
  await expect(ask("healing.heal", { id: "nobody" })).rejects.toMatchObject({ code: "not_found" });
  await expect(ask("healing.undo", { id: "db" })).rejects.toMatchObject({ code: "conflict" });
});

test("asked for already, healing it says yes", async () => {
  ward = await Ward.open({ name: "web" });
  await ward.allow("ask");
  ward.sicken("web");
  await ward.opened("web");
  await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ level: "asked", outcome: "pending" }]));
  ward.afterRestart("web", "healthy");
  expect(await ask("healing.heal", { id: "web" })).toMatchObject({ attempt: { by: "hydra", level: "asked", outcome: "proven" } });
  expect(ward.docker.restarted).toHaveLength(1);
});

test("never for this one: it is only watched, whatever was allowed for all", async () => {
  await watched();
  expect(await ask("healing.never", { id: "web" })).toMatchObject({
    container: "web",
    grants: [{ operation: "containers.restart" }, { operation: "containers.recreate" }],
  });
  await ward.allow("act");
  ward.clock.advance(60_000);
  await ward.opened("web", { id: "web-2" });
  await ward.until(async () => expect(await ward.plan()).toMatchObject({ incidentId: "web-2", holdBack: "only watching" }));
  expect(ward.docker.restarted).toEqual([]);
});

test("a model that heals is one ask, which says whom it is about; what cannot be tried is not asked for", async () => {
  await watched();
  const asModel = (input: object) => ward.test.kernel.callAs(asModelOf(personCaller("owner")), "healing.heal", input);
  await expect(asModel({ id: "web", remedy: "rollback" })).rejects.toMatchObject({ code: "conflict" });
  const refused: unknown = await asModel({ id: "web" }).catch((error: unknown) => error);
  const { approvalId } = (refused as { detail: { approvalId: string } }).detail;
  expect(await ask("approvals.list", {})).toMatchObject({ approvals: [{ id: approvalId, operation: "healing.heal", subject: "web" }] });
  ward.afterRestart("web", "healthy");
  expect(await ask("approvals.approve", { id: approvalId })).toMatchObject({ state: "done" });
  expect(ward.docker.restarted).toHaveLength(1);
  expect(await ask("approvals.list", {})).toMatchObject({ approvals: [] });
});

test("what a heal starts from is the same once it is begun: cut off before it did anything, it did nothing", async () => {
  await watched();
  const { registry } = ward.test.kernel.services;
  const from = () => registry.operations.get("healing.heal")?.before?.({ id: "web" }, ward.test.kernel.hostOf("healing") as never);
  const before = await from();
  expect(before).toMatchObject({ remedy: "restart", containerId: expect.any(String) });
  await ward.allow("ask");
  await ward.inTime(async () => expect((await ward.attempts()).at(-1)).toMatchObject({ level: "asked", outcome: "pending" }));
  expect(await from()).toEqual(before);
});
