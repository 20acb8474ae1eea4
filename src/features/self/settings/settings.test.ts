import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { lampsFeature } from "../../../doors/testing/lamps.ts";
import { serveTestKernel, type Served } from "../../../doors/testing/served.ts";
import { hydraCaller } from "../../../kernel/caller.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { settings as section } from "../../../kernel/keys.ts";
import { testFeature } from "../../../kernel/testing.ts";
import { pauseChanged } from "./events.ts";
import { settings } from "./index.ts";

const garden = testFeature({
  name: "garden",
  settings: section("garden", z.strictObject({ beds: z.int().default(3).describe("how many beds") })),
});

let served: Served;
beforeEach(async () => {
  served = await serveTestKernel({ features: [settings, garden, lampsFeature()], settings: { garden: { beds: 4 } } });
});
afterEach(() => served[Symbol.asyncDispose]());

function byItself(): Promise<unknown> {
  return served.test.kernel.callAs(hydraCaller("healing"), "lamps.switchOn", { name: "desk" });
}

function pauseFile(): string {
  return join(served.test.home, "pause");
}

function scrapeToken(): string {
  return readFileSync(join(served.test.home, "scrape-token"), "utf8").trim();
}

describe("health", () => {
  test("is for everybody and says little", async () => {
    const answer = await served.ask("/health", { token: null });
    expect(answer.json()).toEqual({
      status: expect.stringMatching(/^(healthy|degraded)$/),
      version: "0.0.0-test",
      uptimeSeconds: expect.any(Number),
      checks: expect.arrayContaining([{ name: "store", status: "healthy", detail: "fine" }]),
    });
    expect(answer.text).not.toContain(served.test.home);
  });

  test("says that Hydra is paused, not why", async () => {
    await served.ask("/pause", { body: { reason: "the cat is at the vet" } });
    const answer = await served.ask("/health", { token: null });
    expect(answer.json()).toMatchObject({
      status: "degraded",
      checks: expect.arrayContaining([expect.objectContaining({ name: "pause", status: "degraded" })]),
    });
    expect(answer.text).not.toContain("cat");
  });
});

test("the doctor tells the whole story to whoever may read it", async () => {
  await served.ask("/pause", { body: { reason: "the cat is at the vet" } });
  const answer = await served.ask("/settings/doctor");
  expect(answer.json()).toMatchObject({ home: served.test.home, configFile: null });
  expect(answer.text).toMatch(/MiB free under/);
  expect(answer.text).toMatch(/the cat is at the vet.*hydra resume/);
  expect((await served.ask("/settings/doctor", { token: null })).status).toBe(401);
});

test("the settings in force are shown, and described for editors", async () => {
  expect((await served.ask("/settings")).json()).toMatchObject({ file: null, sections: { garden: { beds: 4 }, server: { hosts: [] } } });
  const schema = (await served.ask("/settings/schema")).json();
  expect(schema).toMatchObject({
    additionalProperties: false,
    properties: { garden: { properties: { beds: { type: "integer", default: 3, description: "how many beds" } } } },
  });
});

function listen(): { paused: boolean; reason: string | null; until: string | null }[] {
  const told: ReturnType<typeof listen> = [];
  served.test.kernel.hostOf("settings").on(pauseChanged, (said) => void told.push(said));
  return told;
}

describe("that the pause changed", () => {
  const PATIENCE = { timeout: 20_000, interval: 20 };

  test("is told once for each change, with what is secret masked", async () => {
    const told = listen();
    await served.ask("/pause", { body: { reason: "guests, token=abcdefgh" } });
    await served.ask("/pause", { body: { reason: "guests, token=abcdefgh" } });
    await served.ask("/pause", { body: { forSeconds: 3_600 } });
    await served.ask("/resume", { body: {} });
    await served.ask("/resume", { body: {} });
    expect(told).toEqual([
      { paused: true, until: null, reason: "guests, token=***" },
      { paused: true, until: expect.stringMatching(/Z$/), reason: null },
      { paused: false, until: null, reason: null },
    ]);
  });

  test("is told as well when only the file changed, and when its time is over", async () => {
    const told = listen();
    writeFileSync(pauseFile(), "");
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ paused: true }), PATIENCE);
    rmSync(pauseFile());
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ paused: false }), PATIENCE);
    await served.ask("/pause", { body: { forSeconds: 1 } });
    await vi.waitFor(() => expect(told.map(({ paused }) => paused)).toEqual([true, false, true, false]), PATIENCE);
  });

  test("does not keep a pause from holding when it cannot be told", async () => {
    const { events } = served.test.kernel.services;
    const emit = vi.spyOn(events, "emit").mockRejectedValue(new HydraError("storage_full", "The disk is full."));
    expect((await served.ask("/pause", { body: {} })).json()).toMatchObject({ paused: true });
    emit.mockRestore();
    const told = listen();
    await vi.waitFor(() => expect(told).toEqual([expect.objectContaining({ paused: true })]), PATIENCE);
  });
});

describe("a pause", () => {
  test("stops what Hydra does by itself until a person resumes; persons go on", async () => {
    await served.test.kernel.services.grants.put({
      grantee: "hydra:*",
      operation: "lamps.switchOn",
      scope: { kind: "all" },
      cause: null,
      level: "act",
      by: "person:owner",
      reason: null,
      expiresAt: null,
    });
    await expect(byItself()).resolves.toEqual({ name: "desk", isOn: true });
    expect((await served.ask("/pause", { body: { forSeconds: 3_600, reason: "guests" } })).json()).toEqual({
      paused: true,
      until: expect.stringMatching(/Z$/),
      reason: "guests",
      survivesRestart: true,
    });
    await expect(byItself()).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("hydra resume") });
    expect((await served.ask("/lamps/desk/on", { method: "POST" })).status).toBe(200);
    expect((await served.ask("/resume", { method: "POST" })).json()).toEqual({
      paused: false,
      until: null,
      reason: null,
      survivesRestart: true,
    });
    await expect(byItself()).resolves.toEqual({ name: "desk", isOn: true });
  });

  test("may be set by touching a file, and whatever is in it", async () => {
    for (const content of ["", "stop!", "{", "null", '{"until":"soon"}', "\u0000"]) {
      writeFileSync(pauseFile(), content);
      await expect(byItself()).rejects.toMatchObject({ code: "conflict" });
      expect((await served.ask("/settings/doctor")).text).toContain("paused");
    }
    rmSync(pauseFile());
    await expect(byItself()).rejects.toMatchObject({ code: "forbidden", message: expect.stringContaining("only watches") });
  });

  test("is in the file, so that it holds over restarts, and resuming removes it", async () => {
    await served.ask("/pause", { body: {} });
    expect(JSON.parse(readFileSync(pauseFile(), "utf8"))).toEqual({ until: null, reason: null });
    await served.ask("/resume", { method: "POST" });
    expect(existsSync(pauseFile())).toBe(false);
    expect((await served.ask("/resume", { method: "POST" })).status).toBe(200);
  });

  test("may be set by a program with the scope, and ended only by a person", async () => {
    const program = await served.tokenFor("button", "program", "settings.operate");
    expect((await served.ask("/pause", { token: program, body: { reason: "red button" } })).status).toBe(200);
    const refused = await served.ask("/resume", { method: "POST", token: program });
    expect(refused.status).toBe(403);
    const model = await served.tokenFor("claude", "model", "*");
    expect((await served.ask("/resume", { method: "POST", token: model })).status).toBe(403);
    expect((await served.ask("/resume", { method: "POST" })).status).toBe(200);
  });

  test.each([
    { forSeconds: 0 },
    { forSeconds: -1 },
    { forSeconds: 1.5 },
    { forSeconds: "60" },
    { forSeconds: 1e12 },
    { reason: "x".repeat(501) },
    { why: "x" },
  ])("as %j is refused and pauses nothing", async (body) => {
    expect((await served.ask("/pause", { body })).status).toBe(422);
    expect(existsSync(pauseFile())).toBe(false);
  });

  test("that was ended by mistake comes back with its reason", async () => {
    await served.ask("/pause", { body: { reason: "guests" } });
    const undo = served.test.kernel.services.registry.operations.get("settings.resume")?.undo;
    if (undo === undefined || !("operation" in undo)) throw new Error("resume has no undo");
    expect(undo.operation).toBe("settings.pause");
    expect(undo.input({}, {} as never, { paused: true, until: null, reason: "guests", survivesRestart: true })).toEqual({
      reason: "guests",
    });
    expect(undo.input({}, {} as never, { paused: false, until: null, reason: null })).toEqual({});
  });
});

describe("metrics", () => {
  test("are Prometheus text, Hydra's own cost among them", async () => {
    await served.ask("/lamps");
    const answer = await served.ask("/metrics", { token: scrapeToken() });
    expect(answer.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    for (const name of ["process_resident_bytes", "process_cpu_seconds", "uptime_seconds", "store_bytes", "paused"])
      expect(answer.text).toMatch(new RegExp(`^hydra_${name} [0-9]`, "m"));
    expect(answer.text).toMatch(/hydra_operation_seconds_count\{operation="lamps.list",door="rest",outcome="ok"\} 1/);
  });

  test("are all that the scrape token opens", async () => {
    const token = scrapeToken();
    for (const op of served.test.kernel.services.registry.operations.values()) {
      if (op.open === true || op.name === "settings.metrics") continue;
      const [method = "", path = ""] = op.http.split(" ");
      const answer = await served.ask(path.replace("{name}", "desk"), { method, token, headers: { "content-type": "image/png" } });
      expect([op.name, answer.status]).toEqual([op.name, 403]);
    }
  });

  test("do not grow with what strangers make up", async () => {
    for (let call = 0; call < 5; call += 1) await served.ask(`/made-up-${call}`);
    expect((await served.ask("/metrics")).text).not.toContain("made-up");
  });
});
