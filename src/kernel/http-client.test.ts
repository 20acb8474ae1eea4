import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "./clock.ts";
import { HttpClient } from "./http-client.ts";

const PATIENT_MS = 20_000;

let clock: ManualClock;
let client: HttpClient;
const servers: (Server | TcpServer)[] = [];
const sockets = new Set<Socket>();

beforeEach(() => {
  clock = new ManualClock();
  client = new HttpClient(clock);
});
afterEach(async () => {
  client.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of servers.splice(0)) {
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server | TcpServer): Promise<string> {
  servers.push(server);
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A real server that counts what reaches it. */
async function serve(answer: RequestListener): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = [];
  const url = await listen(
    createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      answer(request, response);
    }),
  );
  return { url, seen };
}

describe("an exchange", () => {
  it("sends method, headers and body, and gives back status, headers and body", async () => {
    const { url } = await serve((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () =>
        response.writeHead(201, { "x-a": "1", "set-cookie": ["a=1", "b=2"] }).end(`${request.method} ${request.headers["x-b"]} ${body}`),
      );
    });
    const answer = await client.request({
      method: "POST",
      url: `${url}/p?q=1`,
      headers: { "x-b": "ü".length.toString() },
      body: "größe",
      timeoutMs: PATIENT_MS,
    });
    expect(answer).toMatchObject({ status: 201, body: "POST 1 größe", headers: { "x-a": "1", "set-cookie": "a=1, b=2" } });
  });

  it("does not follow to another place", async () => {
    const { url, seen } = await serve((_request, response) => response.writeHead(302, { location: "http://192.0.2.1/" }).end());
    expect(await client.request({ url, timeoutMs: PATIENT_MS })).toMatchObject({ status: 302 });
    expect(seen).toHaveLength(1);
  });

  it("gives back what is missing or refused as an answer, a refused credential as a failure of its own", async () => {
    const { url } = await serve((request, response) => response.writeHead(Number(request.url?.slice(1))).end());
    expect((await client.request({ url: `${url}/404`, timeoutMs: PATIENT_MS })).status).toBe(404);
    expect((await client.request({ url: `${url}/429`, timeoutMs: PATIENT_MS })).status).toBe(429);
    for (const status of [401, 403])
      await expect(client.request({ url: `${url}/${status}`, timeoutMs: PATIENT_MS, retries: 3 })).rejects.toMatchObject({
        code: "upstream_unauthorized",
      });
  });
});

describe("a limit", () => {
  it("of time ends a server that never answers, and one that never ends", async () => {
    const silent = await serve(() => undefined);
    const endless = await serve((_request, response) => {
      response.write("begin");
    });
    for (const { url } of [silent, endless])
      await expect(client.request({ url, timeoutMs: 100 })).rejects.toMatchObject({
        code: "upstream_failed",
        message: expect.stringContaining("no answer within 100 ms"),
      });
  });

  it("of size ends a server that sends too much, and asks it no second time", async () => {
    const { url, seen } = await serve((_request, response) => {
      response.end("x".repeat(10_000));
    });
    await expect(client.request({ url, timeoutMs: PATIENT_MS, maxBytes: 9_999, retries: 3 })).rejects.toMatchObject({
      code: "upstream_failed",
      message: expect.stringContaining("larger than 9999 bytes"),
    });
    expect((await client.request({ url, timeoutMs: PATIENT_MS, maxBytes: 10_000 })).body).toHaveLength(10_000);
    expect(seen).toHaveLength(2);
  });

  it("of the caller's patience ends it at once, also between two tries", async () => {
    const { url, seen } = await serve((_request, response) => response.writeHead(500).end());
    const end = new AbortController();
    const call = client.request({ url, timeoutMs: PATIENT_MS, retries: 50, signal: end.signal });
    await expect.poll(() => seen.length).toBeGreaterThan(0);
    end.abort();
    await expect(call).rejects.toMatchObject({ code: "upstream_failed" });
    expect(seen.length).toBeLessThan(4);
  });
});

describe("trying again", () => {
  it("helps a read over a short failure", async () => {
    let failures = 2;
    const { url, seen } = await serve((_request, response) => {
      failures -= 1;
      response.writeHead(failures >= 0 ? 503 : 200).end("ok");
    });
    expect(await client.request({ url, timeoutMs: PATIENT_MS, retries: 2 })).toMatchObject({ status: 200 });
    expect(seen).toHaveLength(3);
  });

  it("is never done for a call that changes something", async () => {
    const { url, seen } = await serve((_request, response) => response.writeHead(500).end());
    for (const method of ["POST", "PUT", "DELETE"])
      await expect(client.request({ method, url, timeoutMs: PATIENT_MS, retries: 3 })).rejects.toMatchObject({ code: "upstream_failed" });
    expect(seen).toEqual(["POST /", "PUT /", "DELETE /"]);
  });
});

describe("the circuit", () => {
  it("opens after five failures in a row, costs nothing for half a minute, and closes with the first success", async () => {
    let status = 500;
    const { url, seen } = await serve((_request, response) => response.writeHead(status).end());
    const ask = (): Promise<unknown> => client.request({ url, timeoutMs: PATIENT_MS });
    for (let failure = 0; failure < 5; failure += 1) await expect(ask()).rejects.toMatchObject({ code: "upstream_failed" });
    await expect(ask()).rejects.toMatchObject({ message: expect.stringContaining("5 times in a row") });
    expect(seen).toHaveLength(5);
    // The wall clock has no say in it.
    clock.jump(3_600_000);
    await expect(ask()).rejects.toMatchObject({ message: expect.stringContaining("in a row") });
    clock.advance(30_000);
    await expect(ask()).rejects.toMatchObject({ message: expect.stringContaining("answered 500") });
    await expect(ask()).rejects.toMatchObject({ message: expect.stringContaining("in a row") });
    status = 200;
    clock.advance(30_000);
    expect(await ask()).toMatchObject({ status: 200 });
    expect(await ask()).toMatchObject({ status: 200 });
    expect(seen).toHaveLength(8);
  });

  it("is one for each origin, and a success in between starts the count again", async () => {
    let status = 500;
    const bad = await serve((_request, response) => response.writeHead(status).end());
    const good = await serve((_request, response) => response.end("ok"));
    for (let round = 0; round < 3; round += 1) {
      status = 500;
      for (let failure = 0; failure < 4; failure += 1)
        await expect(client.request({ url: bad.url, timeoutMs: PATIENT_MS })).rejects.toMatchObject({
          message: expect.stringContaining("answered 500"),
        });
      status = 200;
      await client.request({ url: bad.url, timeoutMs: PATIENT_MS });
    }
    expect(await client.request({ url: good.url, timeoutMs: PATIENT_MS })).toMatchObject({ status: 200 });
  });
});

describe("a peer that is not what it should be", () => {
  it("not there, hanging up, not speaking HTTP, not speaking TLS: upstream_failed with the reason", async () => {
    const gone = createTcpServer();
    const url = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    servers.pop();
    await expect(client.request({ url, timeoutMs: PATIENT_MS })).rejects.toMatchObject({
      code: "upstream_failed",
      message: expect.stringContaining("ECONNREFUSED"),
    });

    const rude = await listen(createTcpServer((socket) => socket.on("error", () => undefined).destroy()));
    await expect(client.request({ url: rude, timeoutMs: PATIENT_MS })).rejects.toMatchObject({ code: "upstream_failed" });

    const babble = await listen(createTcpServer((socket) => socket.on("error", () => undefined).end("220 mail.example ESMTP\r\n")));
    await expect(client.request({ url: babble, timeoutMs: PATIENT_MS })).rejects.toMatchObject({
      code: "upstream_failed",
      message: expect.stringContaining("HPE_"),
    });

    const plain = await serve((_request, response) => response.end());
    await expect(client.request({ url: plain.url.replace("http:", "https:"), timeoutMs: PATIENT_MS })).rejects.toMatchObject({
      code: "upstream_failed",
    });
  });

  it("with an address that is none says so", async () => {
    await expect(client.request({ url: "not an address", timeoutMs: PATIENT_MS })).rejects.toMatchObject({ code: "upstream_failed" });
  });
});
