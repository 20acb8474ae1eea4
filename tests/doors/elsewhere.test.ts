import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { read, type Answer } from "../../src/doors/testing/served.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
/** Of this machine, like 127.0.0.1, and not the address that is always listened on. */
const ELSEWHERE = "127.0.0.2";
const PATIENCE_MS = 60_000;

let home: string;
let end: () => Promise<void>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "hydra-elsewhere-"));
  end = () => Promise.resolve();
});
afterEach(async () => {
  await end();
  await rm(home, { recursive: true, force: true });
});

/** `hydra up` with these settings: where it is reached, or what it said when it did not start. */
async function up(yaml: string): Promise<{ port: number; said: string; code: number | null }> {
  writeFileSync(join(home, "hydra.yaml"), yaml);
  const env = { ...process.env, HYDRA_HOME: home, DOCKER_HOST: `unix://${join(home, "no-engine.sock")}` };
  const child = spawn(process.execPath, [MAIN, "up", "--tools-port", "0", "--control-port", "0"], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += text.toString()));
  end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(50)) {
    if (child.exitCode !== null) return { port: 0, said, code: child.exitCode };
    const port = /http:\/\/127\.0\.0\.1:(\d+)\/login/.exec(said)?.[1];
    if (port !== undefined && said.includes("Ctrl-C stops it.")) return { port: Number(port), said, code: null };
  }
  throw new Error(`Hydra did not come up: ${said}`);
}

const authority = (): string => readFileSync(join(home, "tls/authority.pem"), "utf8");
const token = (): string => readFileSync(join(home, "token"), "utf8").trim();

interface Seen extends Answer {
  protocol: string | null;
}

function ask(options: RequestOptions, isSecure = true, body?: object): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const { headers, ...rest } = options;
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const sent = (isSecure ? httpsRequest : httpRequest)(
      { host: ELSEWHERE, path: "/overview", agent: false, ...rest, headers: { ...type, ...headers } },
      (answer) => {
        const protocol = answer.socket instanceof TLSSocket ? answer.socket.getProtocol() : null;
        read(answer).then((known) => resolve({ ...known, protocol }), reject);
      },
    );
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

describe("with its own certificate", () => {
  const settings = `server:\n  listen: [${ELSEWHERE}]\n  tls: own\n  hosts: [hydra.home.arpa]\n`;

  test("another address is served over TLS, which whoever trusts the authority takes", async () => {
    const { port, said } = await up(settings);
    expect(said).toContain(`https://${ELSEWHERE}:${port}`);
    const bearer = { authorization: `Bearer ${token()}` };
    const seen = await ask({ port, ca: authority(), headers: bearer });
    expect([seen.status, seen.protocol]).toEqual([200, "TLSv1.3"]);
    const byName = await ask({
      port,
      ca: authority(),
      servername: "hydra.home.arpa",
      headers: { ...bearer, host: `hydra.home.arpa:${port}` },
    });
    expect(byName.status).toBe(200);
    await expect(ask({ port, headers: bearer })).rejects.toThrow(/self-signed|unable to verify/);
    expect((await ask({ port, ca: authority() })).status).toBe(401);
    // Without TLS there is nobody, and loopback stays as it was.
    await expect(ask({ port, headers: bearer }, false)).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect((await ask({ host: "127.0.0.1", port, headers: bearer }, false)).status).toBe(200);
    expect(statSync(join(home, "tls/authority-key.pem")).mode & 0o777).toBe(0o600);
    // Names that are not its own are none of its business, over TLS too.
    expect((await ask({ port, rejectUnauthorized: false, headers: { ...bearer, host: "evil.example" } })).status).toBe(403);
  });

  test("a link for another device names the address, and its session travels over TLS only", async () => {
    const { port } = await up(settings);
    const bearer = { authorization: `Bearer ${token()}` };
    const here = { host: "127.0.0.1", port, headers: bearer };
    const made = await ask({ ...here, path: "/access/link", method: "POST" }, false, { address: ELSEWHERE });
    const url = new URL(String(made.json()["url"]));
    expect(url.origin).toBe(`https://${ELSEWHERE}:${port}`);
    const login = await ask({ port, ca: authority(), path: `${url.pathname}${url.search}` });
    expect(login.status).toBe(303);
    expect(login.headers["set-cookie"]?.[0]).toMatch(/HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/);
    const plain = await ask({ ...here, path: "/access/link", method: "POST" }, false, {});
    const near = new URL(String(plain.json()["url"]));
    const nearLogin = await ask({ host: "127.0.0.1", port, path: `${near.pathname}${near.search}` }, false);
    expect(nearLogin.headers["set-cookie"]?.[0]).not.toContain("Secure");
    const refused = await ask({ ...here, path: "/access/link", method: "POST" }, false, { address: "https://evil.example" });
    expect([refused.status, refused.json()["detail"]]).toEqual([422, expect.stringContaining(`https://${ELSEWHERE}:${port}`)]);
  });

  test("a device fetches the authority's certificate before anybody is signed in there", async () => {
    const { port } = await up(settings);
    const fetched = await ask({ port, path: "/access/certificate", rejectUnauthorized: false });
    expect(fetched.headers["content-type"]).toBe("application/x-x509-ca-cert");
    expect(fetched.text).toBe(authority());
    const told = await ask({ port, ca: authority(), path: "/access/addresses", headers: { authorization: `Bearer ${token()}` } });
    expect(told.json()).toMatchObject({
      addresses: [
        { url: `http://127.0.0.1:${port}`, way: "this-machine" },
        { url: `https://hydra.home.arpa:${port}`, way: "own-certificate" },
        { url: `https://${ELSEWHERE}:${port}`, way: "own-certificate" },
      ],
      authority: { fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}/), endsAt: expect.any(String) },
    });
  });
});

test("behind a named proxy its headers count, and nobody else is answered without TLS", async () => {
  const { port } = await up(`server:\n  listen: [${ELSEWHERE}]\n  trustedProxies: [127.0.0.3]\n  hosts: [hydra.home.arpa]\n`);
  const headers = {
    authorization: `Bearer ${token()}`,
    host: `${ELSEWHERE}:${port}`,
    "x-forwarded-host": "hydra.home.arpa",
    "x-forwarded-proto": "https",
  };
  const code = new URL(
    String(
      (
        await ask(
          { host: "127.0.0.1", port, path: "/access/link", method: "POST", headers: { authorization: headers.authorization } },
          false,
          {},
        )
      ).json()["url"],
    ),
  ).search;
  expect((await ask({ port, headers, localAddress: "127.0.0.3" }, false)).status).toBe(200);
  const stranger = await ask({ port, headers, localAddress: "127.0.0.4" }, false);
  expect([stranger.status, stranger.json()["detail"]]).toEqual([403, expect.stringContaining("server.trustedProxies")]);
  const login = await ask({ port, headers, localAddress: "127.0.0.3", path: `/login${code}` }, false);
  expect(login.headers["set-cookie"]?.[0]).toContain("; Secure");
});

test.each([
  [`server:\n  listen: [${ELSEWHERE}]\n`, /line 2: server\.listen: other machines reach Hydra only over TLS/],
  ["server:\n  listen: [0.0.0.0]\n  tls: own\n", /name one address of this machine/],
  ["server:\n  listen: [127.0.0.1]\n  tls: own\n", /127\.0\.0\.1 is listened on anyway/],
  ["server:\n  listen: [tower]\n  tls: own\n", /name one address of this machine/],
  [
    `server:\n  listen: [${ELSEWHERE}]\n  tls: {certificate: /nowhere.pem, key: /nowhere.pem}\n`,
    /server\.tls: \/nowhere\.pem cannot be read/,
  ],
])("%j does not start, and says why", async (yaml, reason) => {
  const { said, code } = await up(yaml);
  expect([code, said]).toEqual([2, expect.stringMatching(reason)]);
});
