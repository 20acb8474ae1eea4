import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { request, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Caller } from "../../kernel/caller.ts";
import { systemClock } from "../../kernel/clock.ts";
import { RateLimits } from "../../kernel/limits.ts";
import { silentLog } from "../../kernel/log.ts";
import { openTestKernel, type TestKernel, type TestKernelOptions } from "../../kernel/testing.ts";
import { createHttpApp } from "../http/app.ts";
import { Page } from "../http/page.ts";
import { listen } from "../http/server.ts";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
  /** The body as JSON; throws when it is none. */
  json(): Record<string, unknown>;
}

export interface Wish {
  method?: string;
  /** Default: the owner's. Null sends none. */
  token?: string | null;
  headers?: Record<string, string>;
  body?: unknown;
  /** As it is, in place of `body`. */
  rawBody?: string | Uint8Array;
}

export interface Served extends AsyncDisposable {
  test: TestKernel;
  port: number;
  /** The owner's token. */
  token: string;
  /** One request over a real connection; the path goes out as it is written. */
  ask(path: string, wish?: Wish): Promise<Answer>;
  /** The same, with the body still to be read. */
  open(path: string, wish?: Wish): Promise<IncomingMessage>;
  /** A token for a program or model with these scopes. */
  tokenFor(name: string, kind: "program" | "model", ...scopes: string[]): Promise<string>;
  /** Hydra drains: open streams end, then the port closes. */
  close(): Promise<void>;
}

export interface ServedOptions extends TestKernelOptions {
  pageFolder?: string;
  mcp?: (request: Request, caller: Caller) => Promise<Response>;
  openApi?: () => object;
}

/** The HTTP door on a test kernel, on a port of its own. */
export async function serveTestKernel({ pageFolder, mcp, openApi, ...options }: ServedOptions = {}): Promise<Served> {
  const test = await openTestKernel({ clock: systemClock, home: mkdtempSync(join(tmpdir(), "hydra-served-")), ...options });
  const draining = new AbortController();
  const fetch = createHttpApp({
    services: test.kernel.services,
    limits: new RateLimits(systemClock),
    log: silentLog,
    page: new Page(pageFolder ?? join(test.home, "no-page")),
    neighbours: {
      openApi: openApi ?? (() => ({ openapi: "3.1.1" })),
      docs: () => undefined,
      mcp: mcp ?? (() => Promise.resolve(new Response(null, { status: 202 }))),
    },
    stopping: draining.signal,
  });
  const listening = await listen(fetch, "127.0.0.1", 0, "--tools-port");
  const token = readFileSync(join(test.home, "token"), "utf8").trim();
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    draining.abort();
    closed ??= listening.close();
    return closed;
  };
  const open = (path: string, wish: Wish = {}): Promise<IncomingMessage> => send(listening.port, token, path, wish);
  return {
    test,
    port: listening.port,
    token,
    open,
    ask: async (path, wish) => read(await open(path, wish)),
    tokenFor: async (name, kind, ...scopes) => (await test.kernel.services.tokens.issue(name, kind, scopes, null)).token,
    close,
    [Symbol.asyncDispose]: async () => {
      await close();
      await test.end();
      await rm(test.home, { recursive: true, force: true });
    },
  };
}

function send(port: number, ownToken: string, path: string, wish: Wish): Promise<IncomingMessage> {
  const { token = ownToken, headers = {}, body, rawBody } = wish;
  const bytes = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        path,
        method: wish.method ?? (bytes === undefined ? "GET" : "POST"),
        agent: false,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
      },
      resolve,
    );
    sent.on("error", reject);
    sent.end(bytes);
  });
}

export async function read(message: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const text = bytes.toString("utf8");
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    bytes,
    text,
    json: () => JSON.parse(text) as Record<string, unknown>,
  };
}
