import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { httpQuestion, type Question, type Target } from "../target.ts";
import { dnsQuery } from "./dns.ts";
import { probe } from "./probe.ts";

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A server that treats each connection as told. */
function talking(meet: (socket: Socket) => void): Promise<number> {
  return listen(
    createServer((socket) => {
      socket.on("error", () => socket.destroy());
      open.push(() => socket.destroy());
      meet(socket);
    }),
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

function ask(question: Question, port: number, via: Target["via"] = "container", timeoutMs = 10_000) {
  const target: Target = { ask: question, host: "127.0.0.1", port, via, containerPort: port, source: "port", isPromised: true };
  return probe(target, { timeoutMs, signal: new AbortController().signal });
}

const message = (type: string, body: Buffer | string): Buffer => {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(4 + bytes.length, 1);
  return Buffer.concat([head, bytes]);
};

const postgres = (answer: Buffer): Promise<number> => talking((socket) => socket.once("data", () => socket.write(answer)));

async function nameServer(code: number): Promise<number> {
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => {
    const answer = Buffer.from(query);
    answer.writeUInt16BE(0x8180 | code, 2);
    socket.send(Buffer.from("noise of somebody else"), port, address);
    socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  open.push(() => socket.close());
  return socket.address().port;
}

const question = (transport: "udp" | "tcp"): Question => ({ kind: "dns", name: ".", transport });

const answering = (status: number, body = "", headers: Record<string, string> = {}): Promise<number> =>
  listen(createHttpServer((_request, response) => response.writeHead(status, headers).end(body)));

const SILENCE_MS = 200;
const tcp: Question = { kind: "tcp", greeting: null };
const mysql: Question = { kind: "tcp", greeting: "mysql" };

function mysqlPacket(sequence: number, ...parts: (string | number[])[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return Buffer.concat([Buffer.from([body.length, 0, 0, sequence]), body]);
}

/** A server that greets, asks for another kind of login, and refuses it; it counts the logins that came to that end. */
async function mysqlServer(): Promise<{ port: number; refused: number }> {
  const served = { port: 0, refused: 0 };
  served.port = await talking((socket) => {
    socket.write(mysqlPacket(0, [10], "11.4.2-MariaDB\0", [1, 0, 0, 0], "abcdefgh\0"));
    socket.on("data", (heard) => {
      if (heard[3] === 1) socket.write(mysqlPacket(2, [0xfe], "ed25519\0", "nonce"));
      else {
        served.refused += heard[3] === 3 ? 1 : 0;
        socket.write(mysqlPacket(4, [0xff, 0x15, 0x04], "#28000Access denied"));
      }
    });
  });
  return served;
}

describe("http", () => {
  test.each([
    [200, "up", "it answers (200)"],
    [301, "up", "it answers (301)"],
    [401, "up", "it answers, and wants to know who asks (401)"],
    [403, "up", "it answers, and does not let us in (403)"],
    [404, "up", "it answers, and knows no such path (404)"],
    [500, "down", "it answers with an error of its own (500)"],
    [503, "down", "it answers with an error of its own (503)"],
  ])("an answer of %i is %s", async (status, outcome, detail) => {
    expect(await ask(httpQuestion(), await answering(status))).toMatchObject({ outcome, detail, statusCode: status, isAnswer: true });
  });
  test("a status that is demanded is the only one that counts", async () => {
    const port = await answering(204);
    expect((await ask(httpQuestion({ status: 204 }), port)).outcome).toBe("up");
    expect(await ask(httpQuestion({ status: 200 }), port)).toMatchObject({ outcome: "down", detail: "it answers 204 instead of 200" });
  });
  test("a text that is demanded must be there", async () => {
    const port = await answering(200, "all is well");
    expect((await ask(httpQuestion({ keyword: "well" }), port)).outcome).toBe("up");
    expect((await ask(httpQuestion({ keyword: "ready" }), port)).outcome).toBe("down");
  });
  test("a redirect is an answer and is not followed", async () => {
    let visits = 0;
    const elsewhere = await listen(createHttpServer((_request, response) => response.end(String((visits += 1)))));
    const port = await answering(302, "", { location: `http://127.0.0.1:${elsewhere}/` });
    expect((await ask(httpQuestion(), port)).outcome).toBe("up");
    expect(visits).toBe(0);
  });
  test("the host name of a label is sent as Host to the target's own address", async () => {
    const port = await listen(createHttpServer((request, response) => response.end(request.headers.host)));
    const question = httpQuestion({ hostName: "public.example.com", keyword: "public.example.com" });
    expect((await ask(question, port)).outcome).toBe("up");
  });
  test("a port where nothing listens refuses", async () => {
    expect(await ask(httpQuestion(), await freePort())).toMatchObject({ outcome: "down", failure: "refused", latencyMs: null });
  });
  test("a server that never answers is silent", async () => {
    const port = await talking(() => undefined);
    expect(await ask(httpQuestion(), port, "container", SILENCE_MS)).toMatchObject({ outcome: "down", failure: "silent" });
  });
  test("a server that hangs up has closed", async () => {
    const port = await talking((socket) => socket.destroy());
    expect(await ask(httpQuestion(), port)).toMatchObject({ outcome: "down", failure: "closed" });
  });
  test("something that does not speak HTTP is a stranger", async () => {
    const port = await talking((socket) => socket.end("220 mail.example ESMTP\r\n"));
    expect(await ask(httpQuestion(), port)).toMatchObject({ outcome: "down", isAnswer: false, failure: null });
  });
  test("a look that is broken off says nothing about the service", async () => {
    const port = await talking(() => undefined);
    const target: Target = {
      ask: httpQuestion(),
      host: "127.0.0.1",
      port,
      via: "container",
      containerPort: 1,
      source: "port",
      isPromised: true,
    };
    expect((await probe(target, { timeoutMs: 10_000, signal: AbortSignal.abort() })).outcome).toBe("unknown");
  });
});

describe("https", () => {
  test("any certificate is accepted, and told: when it ends and that it is not trusted", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hydra-certificate-"));
    open.push(() => rmSync(folder, { recursive: true }));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "9",
        "-subj",
        "/CN=hydra.test",
        "-keyout",
        key,
        "-out",
        cert,
      ],
      { stdio: "ignore" },
    );
    const port = await listen(
      createHttpsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => response.end("hi")),
    );
    const result = await ask(httpQuestion({ isTls: true }), port);
    expect(result).toMatchObject({ outcome: "up", statusCode: 200 });
    expect(result.detail).toContain("not trusted here (DEPTH_ZERO_SELF_SIGNED_CERT)");
    const days = ((result.certificateExpiresAt ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(8);
    expect(days).toBeLessThan(10);
  });
  test("a server without TLS is a stranger", async () => {
    const port = await listen(createHttpServer((_request, response) => response.end()));
    expect(await ask(httpQuestion({ isTls: true }), port)).toMatchObject({ outcome: "down", isAnswer: false });
  });
});

describe("tcp", () => {
  test("accepting a connection is up", async () => {
    const port = await talking(() => undefined);
    expect((await ask(tcp, port, "published")).outcome).toBe("up");
    expect((await ask(tcp, port)).outcome).toBe("up");
  });
  test("a published port that hangs up at once has nobody behind it", async () => {
    const port = await talking((socket) => socket.destroy());
    expect(await ask(tcp, port, "published")).toMatchObject({ outcome: "down", failure: "closed" });
  });
  test("nothing listening is down", async () => {
    expect(await ask(tcp, await freePort())).toMatchObject({ outcome: "down", failure: "refused" });
  });
  test("a MySQL server is not hung up on: the login is seen through to its refusal", async () => {
    for (const question of [tcp, mysql]) {
      const served = await mysqlServer();
      expect(await ask(question, served.port)).toMatchObject({ outcome: "up" });
      expect(served.refused).toBe(1);
    }
    expect((await ask(mysql, (await mysqlServer()).port)).detail).toBe("it speaks MySQL (11.4.2-MariaDB) and asks who we are");
  });
  test("a mail server is no MySQL", async () => {
    const port = await talking((socket) => socket.write("220 mail.example ESMTP\r\n"));
    expect((await ask(tcp, port)).outcome).toBe("up");
    expect(await ask(mysql, port)).toMatchObject({ outcome: "down", isAnswer: false });
  });
});

describe("redis", () => {
  const servers: ChildProcess[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.kill();
  });
  async function redis(...options: string[]): Promise<number> {
    const port = await freePort();
    const server = spawn("redis-server", ["--bind", "127.0.0.1", "--port", String(port), "--save", "", "--appendonly", "no", ...options]);
    servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.stdout.on("data", (piece: Buffer) => piece.includes("Ready to accept connections") && resolve());
    });
    return port;
  }
  const hasRedis = ((): boolean => {
    try {
      return execFileSync("redis-server", ["--version"]).length > 0;
    } catch {
      return false;
    }
  })();

  test.skipIf(!hasRedis)("a real Redis answers PING", async () => {
    expect(await ask({ kind: "redis" }, await redis())).toMatchObject({ outcome: "up", detail: "it answers PING" });
  });
  test.skipIf(!hasRedis)("a real Redis that wants a password is up", async () => {
    expect(await ask({ kind: "redis" }, await redis("--requirepass", "x"))).toMatchObject({
      outcome: "up",
      detail: "it speaks Redis, and wants a password",
    });
  });
  test("a web server is no Redis", async () => {
    const port = await listen(createHttpServer((_request, response) => response.end()));
    expect(await ask({ kind: "redis" }, port)).toMatchObject({ outcome: "down", isAnswer: false });
  });
});

describe("postgres", () => {
  test.each([
    ["asks for a password", message("R", Buffer.from([0, 0, 0, 10])), "up"],
    ["does not know us", message("E", "SFATAL\0C28000\0Mno role\0\0"), "up"],
    ["is starting", message("E", "SFATAL\0C57P03\0Mstarting up\0\0"), "down"],
  ])("a server that %s", async (_what, answer, outcome) => {
    expect(await ask({ kind: "postgres" }, await postgres(answer))).toMatchObject({ outcome, isAnswer: true });
  });
  test("the answer may come byte by byte", async () => {
    const answer = message("R", Buffer.from([0, 0, 0, 10]));
    const port = await talking((socket) => socket.once("data", () => answer.forEach((byte) => socket.write(Buffer.from([byte])))));
    expect((await ask({ kind: "postgres" }, port)).outcome).toBe("up");
  });
  test("a web server is no PostgreSQL", async () => {
    const port = await talking((socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
    expect(await ask({ kind: "postgres" }, port)).toMatchObject({ outcome: "down", isAnswer: false });
  });
});

describe("dns", () => {
  test.each([
    [0, "up"],
    [3, "up"],
    [5, "up"],
    [2, "down"],
  ])("an answer with code %i is %s", async (code, outcome) => {
    expect((await ask(question("udp"), await nameServer(code))).outcome).toBe(outcome);
  });
  test("a port where nobody answers is down", async () => {
    expect((await ask(question("udp"), await freePort(), "container", SILENCE_MS)).outcome).toBe("down");
  });
  test("over TCP the answer bears its length", async () => {
    const port = await talking((socket) =>
      socket.once("data", (query: Buffer) => {
        query.writeUInt16BE(0x8180, 4);
        socket.write(query);
      }),
    );
    expect((await ask(question("tcp"), port)).outcome).toBe("up");
  });
  test("a question is written as RFC 1035 says", () => {
    expect(dnsQuery(0x1234, "a.bc").toString("hex")).toBe("12340100000100000000000001610262630000020001");
  });
});
