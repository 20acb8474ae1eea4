import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { operation } from "../../kernel/operation.ts";
import { testFeature } from "../../kernel/testing.ts";
import { lampsFeature } from "../testing/lamps.ts";
import { serveTestKernel, type Served } from "../testing/served.ts";

const LIMIT_BYTES = 1_048_576;

const posts = testFeature({
  name: "posts",
  operations: [
    operation({
      name: "posts.add",
      summary: "Add a post",
      http: "POST /posts",
      risk: "read",
      input: z.strictObject({ text: z.string(), rank: z.int().optional(), place: z.strictObject({ x: z.int() }).optional() }),
      output: z.strictObject({ length: z.int(), rank: z.int().nullable() }),
      run: ({ text, rank }) => ({ length: text.length, rank: rank ?? null }),
    }),
    operation({
      name: "posts.addLong",
      summary: "Add a long post",
      http: "POST /posts/long",
      risk: "read",
      bodyLimitBytes: 32 * LIMIT_BYTES,
      input: z.strictObject({ text: z.string() }),
      output: z.strictObject({ length: z.int() }),
      run: ({ text }) => ({ length: text.length }),
    }),
    operation({
      name: "posts.show",
      summary: "Show a post",
      http: "GET /posts/{name}",
      risk: "read",
      input: z.strictObject({ name: z.string(), depth: z.int().optional() }),
      output: z.strictObject({ name: z.string() }),
      run: ({ name }) => ({ name }),
    }),
  ],
});

let served: Served;
beforeAll(async () => {
  served = await serveTestKernel({ features: [posts, lampsFeature()] });
});
afterAll(() => served[Symbol.asyncDispose]());

/** A JSON body of exactly so many bytes. */
function filling(bytes: number): string {
  return JSON.stringify({ text: "x".repeat(bytes - JSON.stringify({ text: "" }).length) });
}

const JSON_TYPE = { "content-type": "application/json" };

/** What comes back for bytes that no HTTP client would send. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(served.port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => (answer += chunk));
    socket.on("error", reject).on("close", () => resolve(answer));
  });
}

describe("a body", () => {
  test.each([
    ["cut JSON", '{"text": "a'],
    ["no JSON", "text=a"],
    ["a list", '["a"]'],
    ["a number", "7"],
    ["null", "null"],
    ["a trailing comma", '{"text": "a",}'],
    ["two values", '{"text":"a"}{"text":"b"}'],
    ["a byte order of another world", "\u0000\u0001\u0002"],
    ["brackets without end", "[".repeat(200_000)],
  ])("that is %s is refused with its reason", async (_what, rawBody) => {
    const answer = await served.ask("/posts", { rawBody, headers: JSON_TYPE });
    expect(answer.status).toBe(422);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(answer.json()).toMatchObject({
      code: "invalid_input",
      status: 422,
      detail: expect.stringMatching(/^The body (must be|is not)/),
    });
  });

  test("that is not UTF-8 is refused", async () => {
    const answer = await served.ask("/posts", { rawBody: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), headers: JSON_TYPE });
    expect(answer.status).toBe(422);
    expect(answer.json()["detail"]).toContain("not UTF-8");
  });

  test("with unknown fields names each of them", async () => {
    const answer = await served.ask("/posts", { body: { text: "a", colour: "red", __proto: 1 } });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("colour");
  });

  test.each(["__proto__", "constructor", "toString"])("cannot smuggle %s in", async (name) => {
    const answer = await served.ask("/posts", { rawBody: `{"text":"a","${name}":{"isAdmin":true}}`, headers: JSON_TYPE });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(name);
    expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
  });

  test("with wrong types says where", async () => {
    const answer = await served.ask("/posts", { body: { text: 7, place: { x: "left" } } });
    expect(answer.status).toBe(422);
    expect(answer.json()["errors"]).toEqual([
      { path: "text", message: expect.any(String) },
      { path: "place.x", message: expect.any(String) },
    ]);
  });

  test("needs its content type, whatever its case and parameters", async () => {
    for (const type of [null, "text/plain", "application/x-www-form-urlencoded", "application/jsonp"]) {
      const answer = await served.ask("/posts", {
        rawBody: '{"text":"a"}',
        ...(type === null ? {} : { headers: { "content-type": type } }),
      });
      expect(answer.status).toBe(422);
      expect(answer.json()["detail"]).toContain('set "content-type: application/json"');
    }
    const fine = await served.ask("/posts", { rawBody: '{"text":"a"}', headers: { "content-type": "Application/JSON; charset=utf-8" } });
    expect(fine.status).toBe(200);
  });

  test("and the query are one input, and may not contradict each other", async () => {
    expect((await served.ask("/posts?rank=3", { body: { text: "a" } })).json()).toEqual({ length: 1, rank: 3 });
    expect((await served.ask("/posts?rank=3", { body: { text: "a", rank: 3 } })).status).toBe(200);
    const answer = await served.ask("/posts?rank=3", { body: { text: "a", rank: 4 } });
    expect(answer.status).toBe(422);
    expect(answer.json()["detail"]).toBe('"rank" in the body differs from the query.');
    expect((await served.ask("/posts?colour=red", { body: { text: "a" } })).status).toBe(422);
  });

  test("may not contradict the path", async () => {
    expect((await served.ask("/lamps/desk/on", { body: { name: "desk" } })).status).toBe(200);
    const answer = await served.ask("/lamps/desk/on", { body: { name: "hall" } });
    expect(answer.status).toBe(422);
    expect(answer.json()["detail"]).toBe('"name" in the body differs from the path.');
  });
});

describe("a body's size", () => {
  test("may reach the limit and not one byte more", async () => {
    expect((await served.ask("/posts", { rawBody: filling(LIMIT_BYTES), headers: JSON_TYPE })).status).toBe(200);
    const answer = await served.ask("/posts", { rawBody: filling(LIMIT_BYTES + 1), headers: JSON_TYPE });
    expect(answer.status).toBe(413);
    expect(answer.json()).toMatchObject({ code: "too_large", detail: "The body is larger than 1024 KiB." });
  });

  test("follows what the operation says", async () => {
    const answer = await served.ask("/posts/long", { rawBody: filling(3 * LIMIT_BYTES), headers: JSON_TYPE });
    expect(answer.status).toBe(200);
    expect((await served.ask("/posts/long", { rawBody: filling(32 * LIMIT_BYTES + 1), headers: JSON_TYPE })).status).toBe(413);
  });

  test("counts also when nobody announced it", async () => {
    const chunk = `${(65_536).toString(16)}\r\n${"x".repeat(65_536)}\r\n`;
    const answer = await sendRaw(
      `POST /posts HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nAuthorization: Bearer ${served.token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunk.repeat(17)}0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain("too_large");
  });

  test("is judged by its announcement before it comes", async () => {
    const answer = await sendRaw(
      `POST /posts HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nAuthorization: Bearer ${served.token}\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n{`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("is nobody's concern without a token", async () => {
    expect((await served.ask("/posts", { token: null, rawBody: filling(2 * LIMIT_BYTES), headers: JSON_TYPE })).status).toBe(401);
  });
});

describe("an upload", () => {
  const picture = { "content-type": "image/png" };

  test("arrives as bytes", async () => {
    const answer = await served.ask("/lamps/desk/picture", { rawBody: Buffer.alloc(70_000, 1), headers: picture });
    expect(answer.json()).toEqual({ sizeBytes: 70_000 });
  });

  test("has a limit too", async () => {
    expect((await served.ask("/lamps/desk/picture", { rawBody: Buffer.alloc(LIMIT_BYTES), headers: picture })).status).toBe(200);
    const answer = await served.ask("/lamps/desk/picture", { rawBody: Buffer.alloc(LIMIT_BYTES + 1), headers: picture });
    expect(answer.status).toBe(413);
    const chunked = { ...picture, "transfer-encoding": "chunked" };
    expect((await served.ask("/lamps/desk/picture", { rawBody: Buffer.alloc(LIMIT_BYTES + 1), headers: chunked })).status).toBe(413);
  });

  test("of another kind says which are taken", async () => {
    const answer = await served.ask("/lamps/desk/picture", { rawBody: "<svg/>", headers: { "content-type": "image/svg+xml" } });
    expect(answer.status).toBe(422);
    expect(answer.json()["detail"]).toBe('lamps.addPicture takes image/png, not "image/svg+xml": set content-type.');
  });

  test("may be empty", async () => {
    expect((await served.ask("/lamps/desk/picture", { method: "POST", headers: picture })).json()).toEqual({ sizeBytes: 0 });
  });
});

describe("a query", () => {
  test("with unknown or repeated fields is refused", async () => {
    for (const query of ["colour=red", "isOn=maybe", "isOn=true&isOn=false", "__proto__=1", "isOn[]=true"]) {
      const answer = await served.ask(`/lamps?${query}`);
      expect([query, answer.status]).toEqual([query, 422]);
    }
  });

  test("reads lists and values", async () => {
    expect((await served.ask("/lamps?isOn=0&tags=a&tags=b")).status).toBe(200);
    expect((await served.ask("/posts/a?depth=2")).status).toBe(200);
  });
});

describe("a path", () => {
  test.each([
    ["/posts/..%2f..%2fetc%2fpasswd", "../../etc/passwd"],
    ["/posts/%00", "\0"],
    ["/posts/a%2Fb", "a/b"],
    ["/posts/%E2%80%AE", "\u202e"],
    ["/posts/%22%3E%3Cscript%3E", '"><script>'],
  ])("%s is a name like any other", async (path, name) => {
    expect((await served.ask(path)).json()).toEqual({ name });
  });

  test.each([
    "//lamps",
    "/lamps/",
    "/./posts//",
    "/posts/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/assets/..%2f..%2ftoken",
    "/posts/%2e",
    "/%00",
  ])("%s leads nowhere", async (path) => {
    const answer = await served.ask(path);
    expect(answer.status).toBe(404);
    expect(answer.json()["code"]).toBe("not_found");
    expect(answer.text).not.toContain(served.token);
  });

  test("with broken escapes fails no call", async () => {
    expect((await served.ask("/posts/%zz")).status).toBe(200);
    expect((await served.ask("/posts/%ff")).status).toBe(200);
  });

  test("of many thousand letters is refused and hurts nobody", async () => {
    expect((await served.ask(`/${"x".repeat(12_000)}`)).status).toBe(404);
    expect((await served.ask(`/posts/${"x".repeat(40_000)}`)).status).toBe(431);
    expect((await served.ask("/lamps")).status).toBe(200);
  });

  test("that was mistyped tells the near one", async () => {
    const answer = await served.ask("/lamsp");
    expect(answer.status).toBe(404);
    expect(answer.json()["detail"]).toBe('There is nothing at GET /lamsp. Did you mean "/lamps"? All paths: /docs');
  });

  test("with another method tells which exist", async () => {
    for (const [method, path, exists] of [
      ["PUT", "/lamps", "GET"],
      ["GET", "/lamps/desk/on", "POST"],
      ["PATCH", "/lamps/desk", "DELETE"],
      ["OPTIONS", "/posts", "POST"],
      ["TRACE", "/posts", "POST"],
    ] as const) {
      const answer = await served.ask(path, { method });
      expect(answer.status).toBe(404);
      expect(answer.json()["detail"]).toBe(`${method} ${path} does not exist; ${exists} does.`);
    }
  });

  test("answers HEAD as GET, without a body", async () => {
    const answer = await served.ask("/lamps", { method: "HEAD" });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe("");
    expect((await served.ask("/nowhere", { method: "HEAD" })).status).toBe(404);
    expect((await served.ask("/lamps/manual?form=bytes", { method: "HEAD" })).headers["content-type"]).toBe("application/pdf");
  });
});

describe("what is no HTTP", () => {
  test.each([
    ["a line of something else", "HELO there\r\n\r\n"],
    ["no Host", "GET /lamps HTTP/1.1\r\nConnection: close\r\n\r\n"],
    ["two lengths", "POST /posts HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"],
    [
      "a length and chunks",
      "POST /posts HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
    ],
    ["a Host that is none", "GET /lamps HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n"],
  ])("%s is a bad request", async (_what, text) => {
    expect(await sendRaw(text)).toMatch(/^HTTP\/1\.1 (400|403) /);
    expect((await served.ask("/lamps")).status).toBe(200);
  });
});
