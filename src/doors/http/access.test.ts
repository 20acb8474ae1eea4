import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { approvals } from "../../features/self/approvals/index.ts";
import { settings } from "../../features/self/settings/index.ts";
import { ManualClock } from "../../kernel/clock.ts";
import { personCaller, type Caller } from "../../kernel/caller.ts";
import { lampsFeature } from "../testing/lamps.ts";
import { serveTestKernel, type Served, type ServedOptions } from "../testing/served.ts";

let served: Served;
const heard: Caller[] = [];
beforeAll(async () => {
  served = await serve({
    mcp: (_request, caller) => {
      heard.push(caller);
      return Promise.resolve(new Response(null, { status: 202 }));
    },
  });
});
afterAll(() => served[Symbol.asyncDispose]());

function serve(options: ServedOptions = {}): Promise<Served> {
  return serveTestKernel({ features: [approvals, settings, lampsFeature()], ...options });
}

/** A Hydra for one test alone, where limits are used up or time is moved. */
async function serveAlone(options: ServedOptions = {}): Promise<Served> {
  const alone = await serve(options);
  onTestFinished(() => alone[Symbol.asyncDispose]());
  return alone;
}

describe("Host and Origin", () => {
  test.each(["evil.example", "evil.example:8700", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.7", "[::2]", "0.0.0.0"])(
    "a request for %s was not meant for this Hydra",
    async (host) => {
      for (const path of ["/lamps", "/health", "/", "/docs", "/openapi.json", "/login?code=x"]) {
        const answer = await served.ask(path, { headers: { host } });
        expect([path, answer.status]).toEqual([path, 403]);
        expect(answer.json()["detail"]).toContain("server.hosts");
      }
    },
  );

  test("loopback names are Hydra's own", async () => {
    for (const host of ["localhost", "LOCALHOST:8700", "127.0.0.1:1", "[::1]:8600"]) {
      const answer = await served.ask("/lamps", { headers: { host } });
      expect([host, answer.status]).toEqual([host, 200]);
    }
  });

  test("a proxy's name is Hydra's own once it is in the settings", async () => {
    const alone = await serveAlone({ settings: { server: { hosts: ["hydra.lan"] } } });
    expect((await alone.ask("/lamps", { headers: { host: "hydra.lan", origin: "https://hydra.lan" } })).status).toBe(200);
    expect((await alone.ask("/lamps", { headers: { host: "Hydra.LAN:8443" } })).status).toBe(200);
    expect((await alone.ask("/lamps", { headers: { host: "hydra.lan", origin: "https://other.lan" } })).status).toBe(403);
  });

  test.each([
    ["another site", "https://evil.example"],
    ["a sandboxed frame or a file", "null"],
    ["an extension", "chrome-extension://abcdef"],
    ["nothing", ""],
    ["another port of this machine", "http://127.0.0.1:3000"],
    ["this machine under another name", "http://localhost:PORT"],
    ["a user part", "http://127.0.0.1:PORT@evil.example"],
  ])("a request from %s is not answered", async (_who, origin) => {
    const headers = { origin: origin.replace("PORT", String(served.port)) };
    for (const [method, path] of [
      ["GET", "/lamps"],
      ["POST", "/lamps/desk/on"],
      ["OPTIONS", "/lamps"],
      ["GET", "/health"],
      ["POST", "/logout"],
      ["POST", "/mcp"],
    ] as const) {
      const answer = await served.ask(path, { method, headers });
      expect([method, path, answer.status]).toEqual([method, path, 403]);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  test("the page itself is answered", async () => {
    const origin = `http://127.0.0.1:${served.port}`;
    expect((await served.ask("/lamps/desk/on", { method: "POST", headers: { origin } })).status).toBe(200);
  });

  test("a foreign name in the request line changes nothing", async () => {
    const answer = await served.ask(`http://evil.example/lamps`, { token: null });
    expect(answer.text).not.toContain("evil.example");
  });
});

describe("a token", () => {
  test("is needed, and the answer tells how to send it", async () => {
    for (const headers of [{}, { authorization: "Basic b3duZXI6eA==" }, { authorization: "Bearer" }, { cookie: "other=1" }]) {
      const answer = await served.ask("/lamps", { token: null, headers: headers as Record<string, string> });
      expect(answer.status).toBe(401);
      expect(answer.headers["www-authenticate"]).toBe('Bearer realm="hydra"');
      expect(answer.json()["detail"]).toContain(`curl -H "Authorization: Bearer $(hydra token)" http://127.0.0.1:${served.port}/lamps`);
    }
    const wrong = await served.ask("/lamps", { token: "wrong" });
    expect(wrong.status).toBe(401);
    expect(wrong.json()["detail"]).toContain("not known or has ended");
  });

  test("sent by the line of the answer works", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hydra-curl-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "hydra"), `#!/bin/sh\necho '${served.token}'\n`, { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env["PATH"]}` };
    for (const [method, path, shows] of [
      ["GET", "/lamps", '"lamps"'],
      ["POST", "/lamps/desk/on", '"isOn":true'],
      ["POST", "/lamps/de;sk&'$(exit)/on", "isOn"],
    ] as const) {
      const detail = String((await served.ask(path, { method, token: null })).json()["detail"]);
      const line = detail.slice(detail.indexOf("curl ")).replace("curl ", "curl -s ");
      const { stdout } = await promisify(execFile)("sh", ["-c", line], { env });
      expect(stdout).toContain(shows);
    }
  });

  test("is not needed for health, and none makes it say more", async () => {
    const open = await served.ask("/health", { token: null });
    expect(open.status).toBe(200);
    expect(open.text).not.toContain(served.test.home);
    expect((await served.ask("/health", { token: "wrong" })).status).toBe(200);
  });

  test("in the address is no token", async () => {
    expect((await served.ask(`/lamps?token=${served.token}`, { token: null })).status).toBe(401);
    expect((await served.ask(`/lamps?access_token=${served.token}`, { token: null })).status).toBe(401);
  });

  test("cannot be guessed quickly, and the right one is not locked out", async () => {
    const alone = await serveAlone();
    let answer = await alone.ask("/lamps", { token: "guess" });
    expect(answer.status).toBe(401);
    for (let guesses = 1; answer.status === 401 && guesses < 500; guesses += 1)
      answer = await alone.ask("/lamps", { token: `guess-${guesses}` });
    expect(answer.status).toBe(429);
    expect(answer.json()["detail"]).toBe("Too many wrong tokens from this address.");
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    expect((await alone.ask("/lamps")).status).toBe(200);
    expect((await alone.ask("/health", { token: null })).status).toBe(200);
    // No token at all is no guess.
    expect((await alone.ask("/lamps", { token: null })).status).toBe(401);
  });
});

describe("a program", () => {
  test("reaches what its scopes cover", async () => {
    const token = await served.tokenFor("reader", "program", "lamps.read");
    expect((await served.ask("/lamps", { token })).status).toBe(200);
    const refused = await served.ask("/lamps/desk/on", { method: "POST", token });
    expect(refused.status).toBe(403);
    expect(refused.json()["detail"]).toContain("lamps.operate");
    const worker = await served.tokenFor("worker", "program", "lamps.*");
    expect((await served.ask("/lamps/desk/on", { method: "POST", token: worker })).status).toBe(200);
  });

  test("cannot do what is for persons, nor decide an approval, whatever its scopes", async () => {
    const token = await served.tokenFor("everything", "program", "*");
    expect((await served.ask("/lamps/adopt", { token, body: { name: "hall" } })).status).toBe(403);
    const parked = await served.ask("/lamps/porch", { method: "DELETE", token });
    expect(parked.status).toBe(428);
    const { approvalId } = parked.json();
    for (const verb of ["approve", "reject"]) {
      const answer = await served.ask(`/approvals/${approvalId}/${verb}`, { method: "POST", token });
      expect(answer.status).toBe(403);
      expect(answer.json()["detail"]).toContain("for a person only");
    }
    expect((await served.ask(`/approvals/${approvalId}`)).json()["state"]).toBe("waiting");
  });

  test("cannot pretend to come through another door", async () => {
    const token = await served.tokenFor("pretender", "program", "lamps.*");
    await served.ask("/lamps/desk/on", { method: "POST", token, headers: { "x-hydra-door": "cli" } });
    const [line] = await served.test.kernel.services.audit.list({ actor: "program:pretender", limit: 1 });
    expect(line).toMatchObject({ caller: "program", door: "rest", outcome: "done" });
  });

  test("is limited, and told when to come again", async () => {
    const alone = await serveAlone();
    const token = await alone.tokenFor("busy", "program", "*.read");
    const answers = await Promise.all(Array.from({ length: 600 }, () => alone.ask("/lamps", { token })));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(0);
    expect(Number(limited[0]?.headers["retry-after"])).toBeGreaterThan(0);
    expect((await alone.ask("/lamps")).status).toBe(200);
  });
});

test("a model's token asks where a program's acts", async () => {
  const token = await served.tokenFor("claude", "model", "*");
  expect((await served.ask("/lamps", { token })).status).toBe(200);
  const asked = await served.ask("/lamps/desk/on", { method: "POST", token });
  expect(asked.status).toBe(428);
  expect(asked.json()).toMatchObject({ code: "approval_required", approvalId: expect.stringMatching(/^approval/) });
  expect((await served.ask("/lamps/adopt", { token, body: { name: "hall" } })).status).toBe(403);
});

describe("the door of MCP", () => {
  test("knows who comes", async () => {
    heard.length = 0;
    expect((await served.ask("/mcp", { body: {}, token: null })).status).toBe(401);
    expect((await served.ask("/mcp", { body: {} })).status).toBe(202);
    expect(heard.map(({ id }) => id)).toEqual(["person:owner"]);
  });
});

/** What a browser holds after it followed the link: the cookie, and the key that its page took from the address. */
async function login(hydra: Served, code = hydra.test.kernel.services.tokens.createLoginCode()) {
  const answer = await hydra.ask(`/login?code=${code}`, { token: null });
  const cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  const key = /^\/#key=([\w-]{43})$/.exec(answer.headers.location ?? "")?.[1] ?? "";
  return { answer, cookie, key, session: { cookie, "x-hydra-page": key } };
}

describe("a browser", () => {
  test("opens a session by a link that works once", async () => {
    const code = served.test.kernel.services.tokens.createLoginCode();
    const { answer, cookie, session } = await login(served, code);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toMatch(/^\/#key=[\w-]{43}$/);
    expect(answer.headers["set-cookie"]?.[0]).toMatch(/^hydra_session=\S{20,}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/);
    const again = await login(served, code);
    expect(again.answer.status).toBe(401);
    expect(again.answer.text).toContain("hydra link");
    expect(again.cookie).toBe("");
    expect((await served.ask("/lamps", { token: null, headers: session })).status).toBe(200);
    const among = { ...session, cookie: `a=1; ${cookie}; b=2` };
    expect((await served.ask("/lamps", { token: null, headers: among })).status).toBe(200);
  });

  test("finds a link that nobody made closed", async () => {
    for (const path of ["/login", "/login?code=", "/login?code=guess"]) expect((await served.ask(path, { token: null })).status).toBe(401);
  });

  test("still finds its link good after a program looked at it", async () => {
    const code = served.test.kernel.services.tokens.createLoginCode();
    const look = await served.ask(`/login?code=${code}`, { method: "HEAD", token: null });
    expect(look.headers["set-cookie"]).toBeUndefined();
    expect((await login(served, code)).answer.status).toBe(303);
  });

  test("finds a link of more than 15 minutes closed, and a session of more than 30 days", async () => {
    const clock = new ManualClock();
    const alone = await serveAlone({ clock });
    const code = alone.test.kernel.services.tokens.createLoginCode();
    clock.advance(15 * 60_000);
    expect((await login(alone, code)).answer.status).toBe(401);
    const { session } = await login(alone);
    clock.advance(29 * 86_400_000);
    expect((await alone.ask("/lamps", { token: null, headers: session })).status).toBe(200);
    clock.advance(2 * 86_400_000);
    expect((await alone.ask("/lamps", { token: null, headers: session })).status).toBe(401);
  });

  test("may change something only from Hydra's own page", async () => {
    const { session } = await login(served);
    const ask = (headers: Record<string, string>) =>
      served.ask("/lamps/desk/on", { method: "POST", token: null, headers: { ...session, ...headers } });
    const bare = await ask({});
    expect(bare.status).toBe(403);
    expect(bare.json()["detail"]).toContain("Hydra's own page");
    expect((await ask({ "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await ask({ "sec-fetch-site": "same-site" })).status).toBe(403);
    expect((await ask({ origin: `http://127.0.0.1:${served.port + 1}` })).status).toBe(403);
    expect((await ask({ origin: `http://127.0.0.1:${served.port}` })).status).toBe(200);
    expect((await ask({ "sec-fetch-site": "same-origin" })).status).toBe(200);
    const [line] = await served.test.kernel.services.audit.list({ operation: "lamps.switchOn", limit: 1 });
    expect(line).toMatchObject({ actor: "person:owner", caller: "person", door: "page" });
  });

  test("is nobody with the cookie alone, which every web app on this machine is sent, whatever it says about itself", async () => {
    // Fewer than 30 wrong secrets: none of them is refused for coming too often.
    const alone = await serveAlone();
    const { cookie, key, session } = await login(alone);
    const token = cookie.slice(cookie.indexOf("=") + 1);
    const other = await login(alone);
    const sameOrigin = { origin: `http://127.0.0.1:${alone.port}`, "sec-fetch-site": "same-origin" };
    const stolen: Record<string, string>[] = [
      { cookie },
      { "x-hydra-page": key },
      { cookie, "x-hydra-page": "" },
      { cookie, "x-hydra-page": `${key}x` },
      { cookie, "x-hydra-page": token },
      { cookie, "x-hydra-page": other.key },
      { authorization: `Bearer ${token}` },
      { authorization: `Bearer ${key}`, cookie },
    ];
    for (const headers of stolen) {
      for (const [method, path] of [
        ["GET", "/lamps"],
        ["POST", "/lamps/desk/on"],
        ["POST", "/mcp"],
        ["POST", "/logout"],
      ] as const) {
        const answer = await alone.ask(path, { method, token: null, headers: { ...headers, ...sameOrigin } });
        expect([headers, path, answer.status]).toEqual([headers, path, 401]);
        expect(answer.json()["code"]).toBe("unauthenticated");
      }
    }
    const both = { ...session, ...sameOrigin };
    expect((await alone.ask("/lamps", { token: null, headers: both })).status).toBe(200);
    expect((await alone.ask("/lamps/desk/on", { method: "POST", token: null, headers: both })).status).toBe(200);
  });

  test("loses its session by logging out, at once", async () => {
    const { session } = await login(served);
    const other = await login(served);
    const ask = (headers: Record<string, string>, path = "/lamps", method = "GET") => served.ask(path, { method, token: null, headers });
    expect((await ask(session)).status).toBe(200);
    const origin = `http://127.0.0.1:${served.port}`;
    const out = await ask({ ...session, origin }, "/logout", "POST");
    expect(out.status).toBe(204);
    expect(out.headers["set-cookie"]?.[0]).toContain("Max-Age=0");
    expect((await ask(session)).status).toBe(401);
    expect((await ask(other.session)).status).toBe(200);
    expect((await ask({ ...session, origin }, "/logout", "POST")).status).toBe(401);
    expect((await ask({}, "/logout", "POST")).status).toBe(401);
    expect((await ask({}, "/logout")).status).toBe(404);
  });

  test("is a person: it may approve what a program asked for", async () => {
    const { session } = await login(served);
    const token = await served.tokenFor("cleaner", "program", "lamps.*");
    const { approvalId } = (await served.ask("/lamps/attic", { method: "DELETE", token })).json();
    const headers = { ...session, "sec-fetch-site": "same-origin" };
    const answer = await served.ask(`/approvals/${approvalId}/approve`, { method: "POST", token: null, headers });
    expect(answer.json()).toMatchObject({ state: "done", result: { smashed: false }, decidedBy: personCaller("owner").id });
  });
});
