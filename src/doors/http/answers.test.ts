import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { HydraError } from "../../kernel/errors.ts";
import { file, operation } from "../../kernel/operation.ts";
import { testFeature } from "../../kernel/testing.ts";
import { lampsFeature } from "../testing/lamps.ts";
import { serveTestKernel, type Served } from "../testing/served.ts";
import { listen } from "./server.ts";

const Shelf = z.strictObject({ of: z.string(), books: z.array(z.string()).readonly() });
let shelf = Object.freeze({ of: "all", books: Object.freeze(["one"]) });
let openFiles = 0;

const shelves = testFeature({
  name: "shelves",
  operations: [
    operation({
      name: "shelves.show",
      summary: "Show the shelf",
      http: "GET /shelves",
      risk: "read",
      input: z.strictObject({}),
      output: Shelf,
      run: (_input, ctx) => (ctx.caller.kind === "person" ? shelf : { of: ctx.caller.id, books: [] }),
    }),
    operation({
      name: "shelves.loose",
      summary: "Show a shelf that is written on",
      http: "GET /shelves/loose",
      risk: "read",
      input: z.strictObject({}),
      output: z.strictObject({ books: z.int() }),
      run: () => loose,
    }),
    operation({
      name: "shelves.page",
      summary: "Read a page, very long",
      http: "GET /shelves/page",
      risk: "read",
      input: z.strictObject({ kind: z.enum(["long", "broken", "html"]) }),
      output: file("text/plain"),
      run: ({ kind }) =>
        kind === "html"
          ? { mediaType: "text/html; charset=utf-8", body: "<style>b{color:red}</style><script>alert(1)</script>" }
          : { mediaType: "text/plain", fileName: 'a "b"\r\nx: y/../ü.txt', body: kind === "long" ? endless() : breaking() },
    }),
    operation({
      name: "shelves.relay",
      summary: "Hand on what another server said, and the body as it came",
      http: "POST /shelves/relay",
      risk: "read",
      keepsBody: true,
      problemFields: ({ code, detail }) => ({ error: { message: detail, code }, status: "not to be overwritten" }),
      input: z.looseObject({ status: z.int().min(200).max(599) }),
      output: file("application/json"),
      run: ({ status }, ctx) => ({
        status,
        mediaType: "application/json",
        headers: { "x-relayed-by": "shelves", "cache-control": "public" },
        body: ctx.body ?? "no body was kept",
      }),
    }),
    operation({
      name: "shelves.fall",
      summary: "Fail in a way that nobody thought of",
      http: "POST /shelves/fall",
      risk: "read",
      input: z.strictObject({}),
      output: z.strictObject({}),
      run: () => {
        throw new TypeError("the secret of the shelf");
      },
    }),
  ],
});
const loose = { books: 1 };

function endless(): Readable {
  openFiles += 1;
  return new Readable({
    read() {
      this.push("x".repeat(65_536));
    },
    destroy(_error, done) {
      openFiles -= 1;
      done(null);
    },
  });
}

function breaking(): Readable {
  let isFirst = true;
  return new Readable({
    read() {
      if (isFirst) this.push("begun");
      else this.destroy(new HydraError("upstream_failed", "the page tore"));
      isFirst = false;
    },
  });
}

let folder: string;
let served: Served;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hydra-page-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), `<!doctype html><title>Hydra</title>${"<p>well</p>".repeat(200)}`);
  writeFileSync(join(folder, "assets/app-1a2b.js"), "export {};");
  writeFileSync(join(folder, "icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  served = await serveTestKernel({ features: [shelves, lampsFeature()], pageFolder: folder });
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe("what is handed on", () => {
  test("goes out with its status, headers of its own and the very bytes that came, and the headers of the house stay", async () => {
    const rawBody = '{"status": 418,  "big":12345678901234567890, "one":1.0}';
    const answer = await served.ask("/shelves/relay", { rawBody, headers: { "content-type": "application/json" } });
    expect([answer.status, answer.text]).toEqual([418, rawBody]);
    expect(answer.headers).toMatchObject({ "x-relayed-by": "shelves", "cache-control": "no-store", "content-type": "application/json" });
  });

  test("also when the body comes in pieces of no announced length", async () => {
    const rawBody = JSON.stringify({ status: 200, text: "ü".repeat(100_000) });
    const headers = { "content-type": "application/json", "transfer-encoding": "chunked" };
    expect((await served.ask("/shelves/relay", { rawBody, headers })).text).toBe(rawBody);
  });

  test("a failure has the fields of another protocol besides, and none of the problem's is overwritten", async () => {
    const answer = await served.ask("/shelves/relay", { body: { status: 7 } });
    expect(answer.json()).toMatchObject({
      status: 422,
      code: "invalid_input",
      error: { code: "invalid_input", message: answer.json()["detail"] },
    });
    const refused = await served.ask("/shelves/relay", { body: { status: 200 }, token: null });
    expect([refused.status, refused.json()["error"], refused.headers["www-authenticate"]]).toEqual([
      401,
      { code: "unauthenticated", message: expect.any(String) },
      'Bearer realm="hydra"',
    ]);
  });
});

describe("security headers", () => {
  test.each<[string, string, string, object?]>([
    ["an answer", "GET", "/lamps"],
    ["a file", "GET", "/lamps/manual"],
    ["a stream", "GET", "/lamps/watch"],
    ["health", "GET", "/health"],
    ["a wrong path", "GET", "/nowhere.txt"],
    ["a wrong method", "DELETE", "/lamps"],
    ["bad input", "GET", "/lamps?isOn=maybe"],
    ["no token", "GET", "/lamps", { token: null }],
    ["a foreign Host", "GET", "/lamps", { headers: { host: "evil.example" } }],
    ["a crash", "POST", "/shelves/fall"],
    ["what has to wait", "DELETE", "/lamps/desk"],
    ["the OpenAPI document", "GET", "/openapi.json"],
    ["MCP", "POST", "/mcp"],
    ["logging in", "GET", "/login?code=CODE"],
    ["a used link", "GET", "/login?code=x"],
    ["logging out", "POST", "/logout"],
    ["the page", "GET", "/"],
    ["a script of the page", "GET", "/assets/app-1a2b.js"],
    ["a place on the page", "GET", "/somewhere", { headers: { accept: "text/html" } }],
  ])("stand on %s", async (_what, method, path, wish = {}) => {
    const code = served.test.kernel.services.tokens.createLoginCode();
    const { headers } = await served.ask(path.replace("CODE", code), { method, ...wish });
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "x-frame-options": "DENY",
      "cross-origin-resource-policy": "same-origin",
      "content-security-policy": expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'/),
    });
    expect(headers["content-security-policy"]).not.toMatch(/unsafe-(eval|hashes)|\*|https?:/);
    expect(headers).not.toHaveProperty("x-powered-by");
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  test("let the page run only its own scripts", async () => {
    const { headers } = await served.ask("/", { token: null });
    expect(headers["content-security-policy"]).toContain("script-src 'self';");
    expect(headers["content-security-policy"]).not.toContain("unsafe");
  });

  test("let a report in HTML be seen as it was drawn, and run nothing", async () => {
    const { headers } = await served.ask("/shelves/page?kind=html");
    expect(headers["content-security-policy"]).toBe("default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'");
  });
});

describe("errors", () => {
  test("are problems with a code, and hide what is nobody's business", async () => {
    const answer = await served.ask("/shelves/fall", { method: "POST" });
    expect(answer.status).toBe(500);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(answer.json()).toEqual({
      type: "urn:hydra:error:internal",
      title: "Hydra made a mistake",
      status: 500,
      code: "internal",
      detail: expect.stringMatching(/incident [0-9a-f]{8}\.$/),
    });
    expect(answer.text).not.toContain("secret of the shelf");
  });
});

describe("the bytes of a frozen answer", () => {
  test("are those of the snapshot that stands now", async () => {
    expect((await served.ask("/shelves")).json()).toEqual({ of: "all", books: ["one"] });
    expect((await served.ask("/shelves")).json()).toEqual({ of: "all", books: ["one"] });
    shelf = Object.freeze({ of: "all", books: Object.freeze(["one", "two"]) });
    expect((await served.ask("/shelves")).json()).toEqual({ of: "all", books: ["one", "two"] });
  });

  test("are not another caller's", async () => {
    const token = await served.tokenFor("reader", "program", "shelves.read");
    expect((await served.ask("/shelves")).json()["of"]).toBe("all");
    expect((await served.ask("/shelves", { token })).json()).toEqual({ of: "program:reader", books: [] });
    expect((await served.ask("/shelves")).json()["of"]).toBe("all");
  });

  test("are not kept of what may still change", async () => {
    expect((await served.ask("/shelves/loose")).json()).toEqual({ books: 1 });
    loose.books = 2;
    expect((await served.ask("/shelves/loose")).json()).toEqual({ books: 2 });
  });
});

describe("a file", () => {
  test("has its type and a harmless name", async () => {
    const manual = await served.ask("/lamps/manual");
    expect(manual.headers).toMatchObject({ "content-type": "text/markdown", "content-disposition": 'attachment; filename="manual.md"' });
    expect(manual.text).toBe("# Lamps");
    expect([...(await served.ask("/lamps/manual?form=bytes")).bytes]).toEqual([1, 2, 3]);
    const message = await served.open("/shelves/page?kind=long");
    expect(message.headers["content-disposition"]).toBe('attachment; filename="a__b___x__y_..__.txt"');
    expect(message.headers).not.toHaveProperty("x");
    message.destroy();
  });

  test("is closed when its reader goes, and when it was only asked about", async () => {
    const message = await served.open("/shelves/page?kind=long");
    expect(openFiles).toBeGreaterThan(0);
    message.destroy();
    await vi.waitFor(() => expect(openFiles).toBe(0), { timeout: 20_000 });
    expect((await served.ask("/shelves/page?kind=long", { method: "HEAD" })).status).toBe(200);
    await vi.waitFor(() => expect(openFiles).toBe(0), { timeout: 20_000 });
  });

  test("that breaks is cut, not ended as if it were whole", async () => {
    await expect(served.ask("/shelves/page?kind=broken")).rejects.toThrow(/aborted|hang up/);
    expect((await served.ask("/lamps")).status).toBe(200);
  });
});

describe("the page", () => {
  test("is compressed for whom it helps", async () => {
    const plain = await served.ask("/", { token: null });
    expect(plain.headers).not.toHaveProperty("content-encoding");
    expect(plain.headers).toMatchObject({
      vary: "accept-encoding",
      "cache-control": "no-cache",
      "content-type": "text/html; charset=utf-8",
    });
    const small = await served.ask("/", { token: null, headers: { "accept-encoding": "br, gzip;q=0.5" } });
    expect(small.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(small.bytes).equals(plain.bytes)).toBe(true);
    for (const encoding of ["br", "identity", "gzip;q=0", "*;q=0", "xgzip"]) {
      const answer = await served.ask("/", { token: null, headers: { "accept-encoding": encoding } });
      expect([encoding, answer.headers["content-encoding"]]).toEqual([encoding, undefined]);
    }
  });

  test("keeps what has a hash in its name", async () => {
    const script = await served.ask("/assets/app-1a2b.js", { token: null });
    expect(script.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    });
  });

  test("answers under every address a person can stand on, and programs get errors", async () => {
    const accept = "text/html,application/xhtml+xml";
    expect((await served.ask("/incidents/7", { token: null, headers: { accept } })).text).toContain("<title>Hydra</title>");
    expect((await served.ask("/incidents/7", { token: null })).status).toBe(404);
    expect((await served.ask("/assets/gone.js", { token: null, headers: { accept } })).status).toBe(404);
    expect((await served.ask("/incidents/7", { method: "POST", token: null, headers: { accept } })).status).toBe(404);
  });

  test("that was not built says how to build it", async () => {
    await using bare = await serveTestKernel();
    const answer = await bare.ask("/", { token: null });
    expect(answer.status).toBe(503);
    expect(answer.text).toContain("./hydra up");
  });
});

describe("listening", () => {
  test("on a taken port names it and the way out", async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    await expect(listen(() => Promise.resolve(new Response()), "127.0.0.1", port, "--control-port")).rejects.toMatchObject({
      code: "conflict",
      message: `Port ${port} on 127.0.0.1 is taken by another program. Choose another one with --control-port.`,
    });
  });

  test("where this user may not says so", async () => {
    const denied = Object.assign(new Error("listen EACCES: permission denied"), { code: "EACCES" });
    const { Server: NetServer } = await import("node:net");
    const refused = vi.spyOn(NetServer.prototype, "listen").mockImplementation(function (this: Server) {
      queueMicrotask(() => this.emit("error", denied));
      return this;
    });
    onTestFinished(() => refused.mockRestore());
    await expect(listen(() => Promise.resolve(new Response()), "127.0.0.1", 80, "--tools-port")).rejects.toMatchObject({
      code: "conflict",
      message: "This user may not listen on port 80. Choose one above 1024 with --tools-port.",
    });
  });

  test("ends with what is still being answered", async () => {
    const isAsked = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const slow = await listen(
      async () => {
        isAsked.resolve();
        await mayEnd.promise;
        return new Response("done");
      },
      "127.0.0.1",
      0,
      "--tools-port",
    );
    const answer = fetch(`http://127.0.0.1:${slow.port}/`).then((response) => response.text());
    await isAsked.promise;
    const closing = slow.close();
    mayEnd.resolve();
    expect(await answer).toBe("done");
    await closing;
  });
});
