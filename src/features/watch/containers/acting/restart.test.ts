import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { approvals } from "../../../self/approvals/index.ts";
import { serveTestKernel, type Answer, type Served } from "../../../../doors/testing/served.ts";
import { containerFacts, fakeDocker, fakeDockerIntegration, type FakeDocker } from "../../../../integrations/docker/fake.ts";
import { hydraCaller } from "../../../../kernel/caller.ts";
import { ManualClock } from "../../../../kernel/clock.ts";
import { inventory } from "../../inventory/index.ts";
import { containers } from "../index.ts";
import { containerExited, containerStarted } from "../events.ts";
import { patienceMs, restartAndVerify } from "./restart.ts";

const CHECK = { test: ["CMD", "/check"], intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 1 };
const checked = { health: "healthy", healthCheck: CHECK } as const;

let clock: ManualClock;
let docker: FakeDocker;
let served: Served;
beforeEach(async () => {
  clock = new ManualClock();
  docker = fakeDocker({ clock });
  served = await serve();
});
afterEach(() => served[Symbol.asyncDispose]());

function serve(): Promise<Served> {
  return serveTestKernel({ features: [approvals, inventory, containers], integrations: [fakeDockerIntegration(docker)], clock });
}

function restart(body: object, token?: string): Promise<Answer> {
  return served.ask("/containers/restart", { body, ...(token === undefined ? {} : { token }) });
}

/** Whatever Hydra wants to do to containers, it may. */
const ALLOWED = {
  grantee: "hydra:*",
  operation: "containers.restart",
  scope: { kind: "all" },
  cause: null,
  level: "act",
  by: "person:owner",
  reason: null,
  expiresAt: null,
} as const;

/** Do this once, as soon as the container was started. */
function afterStart(then: () => void): void {
  const unsubscribe = docker.listen({
    onEvent: ({ action }) => {
      if (action !== "restart") return;
      unsubscribe();
      setImmediate(then);
    },
  });
}

describe("a restart", () => {
  test("is verified by the container's own check", async () => {
    docker.add(containerFacts({ name: "web", ...checked }));
    afterStart(() => docker.flipHealth("web", "healthy"));
    const answer = await restart({ name: "web" });
    expect(answer.json()).toEqual({
      name: "web",
      restarted: true,
      verified: { healthy: true, by: "its health check", ms: expect.any(Number) },
    });
    expect(docker.restarted).toHaveLength(1);
  });

  test("that leaves it unhealthy says so", async () => {
    docker.add(containerFacts({ name: "web", ...checked }));
    afterStart(() => docker.flipHealth("web", "unhealthy"));
    expect((await restart({ container: "web" })).json()).toMatchObject({
      restarted: true,
      verified: { healthy: false, by: "its health check" },
    });
  });

  test("after which it ends says how it ended", async () => {
    docker.add(containerFacts({ name: "web" }));
    afterStart(() => docker.exit("web", 78));
    expect((await restart({ name: "web" })).json()).toMatchObject({ verified: { healthy: false, by: "it is exited with exit code 78" } });
  });

  test("says through whom it ended and started; a death after it is its own", async () => {
    const told: [string, string | null, string | undefined][] = [];
    const { services } = served.test.kernel;
    services.events.on(containerExited, ({ actedBy, stoppedBy }) => void told.push(["exited", actedBy, stoppedBy]));
    services.events.on(containerStarted, ({ actedBy }) => void told.push(["started", actedBy, undefined]));
    docker.add(containerFacts({ name: "web" }));
    await services.grants.put(ALLOWED);
    clock.advance(60_000);
    const verifying = served.test.kernel.callAs(hydraCaller("healing"), "containers.restart", { name: "web" });
    await vi.waitFor(() => expect(docker.restarted).toHaveLength(1), { timeout: 20_000 });
    await expect(restart({ name: "web" })).resolves.toMatchObject({ status: 409 });
    docker.exit("web", 1);
    await expect(verifying).resolves.toMatchObject({ verified: { healthy: false } });
    await vi.waitFor(() => expect(told).toHaveLength(3), { timeout: 20_000 });
    expect(told).toEqual([
      ["exited", "hydra:healing", "unknown"],
      ["started", "hydra:healing", undefined],
      ["exited", null, "itself"],
    ]);
    expect((await served.ask("/containers/show/web")).json()).toMatchObject({ stoppedBy: "itself", recentDeaths: 1 });
  });

  test("after which it fell and came back is no success", async () => {
    docker.add(containerFacts({ name: "web" }));
    const verifying = restart({ name: "web" });
    await vi.waitFor(() => expect(docker.restarted).toHaveLength(1), { timeout: 20_000 });
    // Between two looks: only the time of its start tells.
    setImmediate(() => {
      docker.exit("web", 1);
      clock.advance(1_000);
      docker.start("web");
    });
    expect((await verifying).json()).toMatchObject({ verified: { healthy: false, by: "it ended and was started again" } });
  });

  test("of one without a check is neither well nor ill: it stayed up", async () => {
    docker.add(containerFacts({ name: "web" }));
    expect((await restart({ name: "web" })).json()).toMatchObject({
      restarted: true,
      verified: { healthy: null, by: "stayed up for 10 s" },
    });
  });

  test("during which it was removed is a conflict", async () => {
    docker.add(containerFacts({ name: "web", ...checked }));
    afterStart(() => docker.remove("web"));
    const answer = await restart({ name: "web" });
    expect(answer.status).toBe(409);
    expect(answer.json()["detail"]).toBe("web was removed while it restarted.");
  });

  test("is done though nobody waits for it", async () => {
    docker.add(containerFacts({ name: "web", ...checked }));
    const gone = AbortSignal.abort();
    const facts = docker.containers.values().next().value;
    if (facts === undefined) throw new Error("no container");
    const act = { actor: "person:owner", deed: <T>(_touched: unknown, run: () => Promise<T>) => run() };
    await expect(restartAndVerify(docker, facts, act, { signal: gone })).resolves.toMatchObject({
      healthy: null,
      by: "nobody waited to see",
    });
    expect(docker.restarted).toHaveLength(1);
  });

  test("waits for an end that somebody asked the engine for: nobody restarts twice what is just being restarted", async () => {
    docker.add(containerFacts({ name: "web", ...checked, stopTimeoutSeconds: 10 }));
    docker.emit({ containerId: "web", action: "kill", signal: 15 });
    let isAnswered = false;
    const asked = restart({ name: "web" }).finally(() => (isAnswered = true));
    // As many looks at it as answers to others need.
    for (let each = 0; each < 5; each += 1) await served.ask("/containers/list");
    expect([isAnswered, docker.restarted.length]).toEqual([false, 0]);
    docker.exit("web", 0);
    docker.start("web");
    afterStart(() => docker.flipHealth("web", "healthy"));
    expect((await asked).status).toBe(200);
    expect(docker.restarted).toHaveLength(1);
  });

  test("that the engine refuses because the container is just being removed is the same conflict", async () => {
    docker.add(containerFacts({ name: "web", ...checked }));
    docker.failNextWrite("container is marked for removal and cannot be started");
    const unsubscribe = docker.listen({
      onEvent: ({ action }) => {
        if (action !== "die") return;
        unsubscribe();
        setTimeout(() => docker.remove("web"), 50);
      },
    });
    const answer = await restart({ name: "web" });
    expect([answer.status, answer.json()["detail"]]).toEqual([409, "web was removed while it restarted."]);
  });

  test("that the engine refuses for any other reason tells the engine's words", async () => {
    docker.add(containerFacts({ name: "web", ...checked }));
    docker.failNextWrite("no room left on the disk");
    const answer = await restart({ name: "web" });
    expect([answer.status, answer.json()["detail"]]).toEqual([502, expect.stringContaining("no room left on the disk")]);
  });

  test("needs exactly one name, and one that exists", async () => {
    docker.add(containerFacts({ name: "web" }));
    for (const body of [{}, { name: "web", container: "web" }, { name: "" }, { name: 7 }, { name: "web", force: true }])
      expect((await restart(body)).status).toBe(422);
    const missing = await restart({ name: "wbe" });
    expect(missing.status).toBe(404);
    expect(missing.json()["detail"]).toContain('Did you mean "web"?');
    expect(docker.restarted).toEqual([]);
  });

  test("on an engine that is away fails as that engine's failure", async () => {
    docker.add(containerFacts({ name: "web" }));
    docker.lose("the socket is gone");
    const answer = await restart({ name: "web" });
    expect(answer.status).toBe(502);
    expect(answer.json()).toMatchObject({ code: "upstream_failed", detail: "home is not connected: the socket is gone." });
  });

  test("by Hydra itself is only what it would have done, until it is allowed", async () => {
    docker.add(containerFacts({ name: "web" }));
    const byItself = served.test.kernel.callAs(hydraCaller("healing"), "containers.restart", { name: "web" });
    await expect(byItself).rejects.toMatchObject({ code: "forbidden", message: expect.stringContaining("only watches") });
    const [line] = await served.test.kernel.services.audit.list({ operation: "containers.restart", limit: 1 });
    expect(line).toMatchObject({ actor: "hydra:healing", outcome: "would", subject: "web" });
    expect(docker.restarted).toEqual([]);
  });
});

test("with --watch-only there is nothing that restarts, and the answer says so", async () => {
  await using alone = await serveTestKernel({
    features: [inventory, containers],
    integrations: [fakeDockerIntegration(fakeDocker({ clock, watchOnly: true }).add(containerFacts({ name: "web" })))],
    clock,
  });
  const answer = await alone.ask("/containers/restart", { body: { name: "web" } });
  expect(answer.status).toBe(503);
  expect(answer.json()).toMatchObject({ code: "not_configured", detail: expect.stringContaining("--watch-only") });
});

test("without Docker the answer says how to connect it", async () => {
  const none = { ...fakeDockerIntegration(docker), connect: () => Promise.resolve(null), hint: "Let this user read the socket." };
  await using alone = await serveTestKernel({ features: [inventory, containers], integrations: [none], clock });
  const answer = await alone.ask("/containers/restart", { body: { name: "web" } });
  expect(answer.status).toBe(503);
  expect(answer.json()["detail"]).toBe("docker is not connected. Let this user read the socket.");
  expect((await alone.ask("/containers/list")).json()).toEqual({ containers: [] });
});

describe("a protected container", () => {
  beforeEach(() => {
    docker.add(containerFacts({ name: "db", ...checked, labels: { "hydra.protect": "true" } }));
  });

  test("waits for the person to say it twice, then it is restarted once", async () => {
    expect((await served.ask("/containers/list")).json()).toMatchObject({ containers: [{ name: "db", protected: true }] });
    const asked = await restart({ name: "db" });
    expect(asked.status).toBe(428);
    expect(asked.json()).toMatchObject({ code: "approval_required", detail: "db is protected (its label hydra.protect): please confirm." });
    expect(docker.restarted).toEqual([]);
    afterStart(() => docker.flipHealth("db", "healthy"));
    clock.advance(1_000);
    const approved = await served.ask(`/approvals/${asked.json()["approvalId"]}/approve`, { method: "POST" });
    expect(approved.json()).toMatchObject({ state: "done", result: { name: "db", restarted: true, verified: { healthy: true } } });
    expect(docker.restarted).toHaveLength(1);
    // A minute later the same words are a new wish, not an old answer.
    clock.advance(60_000);
    expect((await restart({ name: "db" })).status).toBe(428);
  });

  test("that was restarted meanwhile is not restarted again", async () => {
    const { approvalId } = (await restart({ name: "db" })).json();
    clock.advance(1_000);
    docker.stop("db").start("db");
    const approved = await served.ask(`/approvals/${approvalId}/approve`, { method: "POST" });
    expect(approved.json()).toMatchObject({
      state: "failed",
      error: { code: "conflict", detail: expect.stringContaining("The world changed") },
    });
    expect(docker.restarted).toEqual([]);
  });

  test("is out of reach of programs, models and Hydra without a person, whatever was granted", async () => {
    const { grants } = served.test.kernel.services;
    for (const grantee of ["hydra:*", "model:*"]) await grants.put({ ...ALLOWED, grantee });
    for (const kind of ["program", "model"] as const) {
      const token = await served.tokenFor(`worker-${kind}`, kind, "containers.*");
      const asked = await restart({ name: "db" }, token);
      expect(asked.status).toBe(428);
      expect(asked.json()["detail"]).toContain("a person has to approve it");
    }
    await expect(served.test.kernel.callAs(hydraCaller("healing"), "containers.restart", { name: "db" })).rejects.toMatchObject({
      code: "approval_required",
    });
    expect(docker.restarted).toEqual([]);
  });
});

test("patience follows the check and has an end", () => {
  expect(patienceMs(CHECK)).toBe(9_000);
  expect(patienceMs({ ...CHECK, startPeriodMs: 60_000, retries: 3 })).toBe(73_000);
  expect(patienceMs({ ...CHECK, startPeriodMs: 86_400_000 })).toBe(300_000);
});
