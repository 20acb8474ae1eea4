import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveTestKernel, type Served } from "../../../doors/testing/served.ts";
import { lampsFeature } from "../../../doors/testing/lamps.ts";
import { access } from "./index.ts";

let served: Served;
beforeAll(async () => {
  served = await serveTestKernel({ features: [access, lampsFeature()] });
});
afterAll(() => served[Symbol.asyncDispose]());

async function issue(body: object): Promise<string> {
  const answer = await served.ask("/access/tokens", { body });
  expect(answer.status).toBe(200);
  return String(answer.json()["token"]);
}

describe("a token", () => {
  test("is shown once, works within its scopes, and is listed without itself", async () => {
    const token = await issue({ name: "grafana", scopes: ["lamps.read"] });
    expect((await served.ask("/lamps", { token })).status).toBe(200);
    const listed = await served.ask("/access/tokens");
    expect(listed.json()["tokens"]).toContainEqual(
      expect.objectContaining({ name: "grafana", kind: "program", scopes: ["lamps.read"], expiresAt: null }),
    );
    expect(listed.text).not.toContain(token);
    const audit = await served.test.kernel.services.audit.list({ limit: 100 });
    expect(JSON.stringify(audit)).not.toContain(token);
  });

  test("that is revoked is refused with the very next call", async () => {
    const token = await issue({ name: "shortlived", scopes: ["*"] });
    expect((await served.ask("/lamps", { token })).status).toBe(200);
    expect((await served.ask("/access/tokens/shortlived", { method: "DELETE" })).json()).toMatchObject({ revoked: { name: "shortlived" } });
    expect((await served.ask("/lamps", { token })).status).toBe(401);
    expect((await served.ask("/access/tokens/shortlived", { method: "DELETE" })).status).toBe(404);
  });

  test("has a name of its own", async () => {
    await issue({ name: "twin", scopes: ["lamps.read"] });
    for (const name of ["twin", "owner", "scrape"]) {
      const answer = await served.ask("/access/tokens", { body: { name, scopes: ["lamps.read"] } });
      expect([name, answer.status]).toEqual([name, 409]);
    }
    for (const name of ["", "Grafana", "a b", "x".repeat(41), "../up", "-a"]) {
      const answer = await served.ask("/access/tokens", { body: { name, scopes: ["lamps.read"] } });
      expect([name, answer.status]).toEqual([name, 422]);
    }
  });

  test.each([[[]], [["lamps"]], [["lamps.fly"]], [["lamps.read.all"]], [["*.*.*"]], [[""]], [["Lamps.read"]]])(
    "with the scopes %j is refused",
    async (scopes) => {
      expect((await served.ask("/access/tokens", { body: { name: "odd", scopes } })).status).toBe(422);
    },
  );

  test("for a feature that does not exist tells which was meant", async () => {
    const answer = await served.ask("/access/tokens", { body: { name: "typo", scopes: ["lamsp.read"] } });
    expect(answer.status).toBe(422);
    expect(answer.json()["detail"]).toBe('scopes: there is no feature "lamsp" for "lamsp.read". Did you mean "lamps"?');
    for (const scope of ["*", "*.read", "lamps.*", "lamps.admin", "*.*"]) {
      expect((await served.ask("/access/tokens", { body: { name: `fine${scope.replaceAll(/\W/g, "-")}x`, scopes: [scope] } })).status).toBe(
        200,
      );
    }
  });

  test("is a person's to give: no program and no model makes, lists or ends one", async () => {
    for (const kind of ["program", "model"] as const) {
      const token = await served.tokenFor(`greedy-${kind}`, kind, "*");
      expect((await served.ask("/access/tokens", { token, body: { name: "mine", scopes: ["*"] } })).status).toBe(403);
      expect((await served.ask("/access/tokens", { token })).status).toBe(403);
      expect((await served.ask("/access/tokens/grafana", { method: "DELETE", token })).status).toBe(403);
      expect((await served.ask("/access/link", { method: "POST", token })).status).toBe(403);
    }
  });
});

describe("a link", () => {
  test("is not made before there is a page", async () => {
    const answer = await served.ask("/access/link", { method: "POST" });
    expect(answer.status).toBe(503);
    expect(answer.json()["detail"]).toContain("not being served yet");
  });

  test("opens a session once", async () => {
    served.test.kernel.lock.announce({ pid: process.pid, version: "0", toolsPort: served.port, controlPort: served.port });
    const url = new URL(String((await served.ask("/access/link", { method: "POST" })).json()["url"]));
    expect(url.host).toBe(`127.0.0.1:${served.port}`);
    expect((await served.ask(`${url.pathname}${url.search}`, { token: null })).status).toBe(303);
    expect((await served.ask(`${url.pathname}${url.search}`, { token: null })).status).toBe(401);
  });
});
