import type { ServerResponse } from "node:http";
import { Hono } from "hono";
import type { Caller } from "../../kernel/caller.ts";
import { serverSettings } from "../../kernel/config.ts";
import { HydraError } from "../../kernel/errors.ts";
import type { RateLimits } from "../../kernel/limits.ts";
import type { Log } from "../../kernel/log.ts";
import type { AnyOperation } from "../../kernel/operation.ts";
import { routeOf, type Route } from "../../kernel/registry.ts";
import type { KernelServices } from "../../kernel/services.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { answer, problemAnswer } from "./answers.ts";
import { authenticate, authenticatePage, SESSION_COOKIE } from "./authenticate.ts";
import { API_HEADERS, checkHostAndOrigin } from "./guard.ts";
import { staleLinkAnswer, type Page } from "./page.ts";
import { arrivalOf, ownNames, type Way } from "./reach.ts";
import { readRequest } from "./request-input.ts";
import { UnderWay } from "./under-way.ts";

/** Other protocols that live on the same ports. They need no knowledge of each other. */
export interface Neighbours {
  openApi(): object;
  docs(path: string): Response | undefined;
  mcp(request: Request, caller: Caller): Promise<Response>;
}

export interface HttpAppParts {
  services: KernelServices;
  limits: RateLimits;
  log: Log;
  page: Page;
  neighbours: Neighbours;
  /** Fires when Hydra drains: open streams end. */
  stopping: AbortSignal;
}

interface Bindings {
  incoming: { socket?: Way };
  outgoing: ServerResponse;
}

export type Fetch = (request: Request, bindings: Bindings) => Promise<Response>;

/** The HTTP door: the same application on both ports. */
export function createHttpApp(parts: HttpAppParts): Fetch {
  const { services, log } = parts;
  const reachable = services.config.get(serverSettings);
  const names = ownNames(reachable);
  const isSecure = (request: Request, { incoming }: Bindings): boolean =>
    arrivalOf(request.headers, incoming.socket ?? {}, reachable).isSecure;
  const app = new Hono<{ Bindings: Bindings }>();
  const underWay = new UnderWay(parts.stopping);
  for (const op of services.registry.operations.values()) {
    const route = routeOf(op);
    app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ":$1"), async (context) =>
      runOperation(
        parts,
        op,
        route,
        context.req.raw,
        context.req.param() as Record<string, string>,
        addressOf(context.env),
        underWay.begin(context.env.outgoing),
      ).catch((error: unknown) => failureAnswer(error, log, op)),
    );
  }
  app.get("/openapi.json", () => Response.json(parts.neighbours.openApi(), { headers: API_HEADERS }));
  app.all("/mcp", async (context) => {
    const { caller } = await authenticate(context.req.raw, addressOf(context.env), services.tokens, parts.limits);
    const response = await parts.neighbours.mcp(context.req.raw, caller);
    for (const [name, value] of Object.entries(API_HEADERS)) if (!response.headers.has(name)) response.headers.set(name, value);
    return response;
  });
  // Programs that preview a link ask with HEAD: that must not use it up.
  app.get("/login", (context) =>
    context.req.method === "HEAD"
      ? new Response(null, { headers: API_HEADERS })
      : login(services, context.req.query("code") ?? "", isSecure(context.req.raw, context.env)),
  );
  app.post("/logout", (context) => logout(parts, context.req.raw, addressOf(context.env)));
  app.get("*", (context) => {
    const { pathname } = new URL(context.req.url);
    const asset = parts.page.serve(pathname, context.req.raw) ?? parts.neighbours.docs(pathname);
    if (asset !== undefined) return asset;
    const isNavigation = (context.req.header("accept") ?? "").includes("text/html");
    if (pathname === "/" || (isNavigation && !pathname.includes("."))) return parts.page.shell(context.req.raw);
    throw unknownPath(services, "GET", pathname);
  });
  app.notFound((context) => problemAnswer(unknownPath(services, context.req.method, new URL(context.req.url).pathname)));
  app.onError((error) => failureAnswer(error, log));

  return async (request, bindings) => {
    try {
      const { host } = arrivalOf(request.headers, bindings.incoming.socket ?? {}, reachable);
      checkHostAndOrigin(host, request.headers.get("origin"), names);
      return await app.fetch(request, bindings);
    } catch (error) {
      return problemAnswer(asHydraError(error, log));
    }
  };
}

function addressOf(bindings: Bindings): string {
  return bindings.incoming.socket?.remoteAddress ?? "unknown";
}

async function runOperation(
  parts: HttpAppParts,
  op: AnyOperation,
  route: Route,
  request: Request,
  path: Record<string, string>,
  address: string,
  end: AbortController,
): Promise<Response> {
  const { services } = parts;
  const known = op.open === true ? OPEN_CALLER : await authenticate(request, address, services.tokens, parts.limits);
  const read = await readRequest(op, route, request, path);
  const result = await services.call({ operation: op.name, ...read, ...known, signal: end.signal, signalEndsWithHydra: true });
  const response = answer(op, result, end);
  // Nobody will read the body of a HEAD: what stands behind it ends at once.
  if (request.method === "HEAD") await response.body?.cancel();
  return response;
}

/** Who asks for what is open to everybody. */
const OPEN_CALLER = {
  caller: { kind: "program", id: "program:anonymous", userId: null, scopes: [] } satisfies Caller,
  door: "rest",
} as const;

/** The page's key goes behind the `#`, which no browser sends to a server: the page takes it from its own address. */
async function login(services: KernelServices, code: string, isSecure: boolean): Promise<Response> {
  const session = await services.tokens.openSession(code);
  if (session === null) return staleLinkAnswer();
  const cookie = `${SESSION_COOKIE}=${session.token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${session.maxAgeSeconds}${isSecure ? "; Secure" : ""}`;
  return new Response(null, {
    status: 303,
    headers: { ...API_HEADERS, location: `/#key=${session.pageKey}`, "set-cookie": cookie },
  });
}

async function logout({ services: { tokens }, limits }: HttpAppParts, request: Request, address: string): Promise<Response> {
  const { session } = await authenticatePage(request, address, tokens, limits);
  await tokens.closeSession(session.token);
  const cookie = `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;
  return new Response(null, { status: 204, headers: { ...API_HEADERS, "set-cookie": cookie } });
}

function unknownPath(services: KernelServices, method: string, path: string): HydraError {
  const routes = [...services.registry.operations.values()].map(routeOf);
  const otherMethods = routes.filter((route) => isAt(route.path, path)).map((route) => route.method);
  if (otherMethods.length > 0) return new HydraError("not_found", `${method} ${path} does not exist; ${otherMethods.join(" and ")} does.`);
  return new HydraError(
    "not_found",
    `There is nothing at ${method} ${path}.${didYouMean(
      path,
      routes.map((route) => route.path),
    )} All paths: /docs`,
  );
}

/** Is this path one of the route's: `/lamps/desk` of `/lamps/{name}`? */
function isAt(routePath: string, path: string): boolean {
  const wanted = routePath.split("/");
  const given = path.split("/");
  return wanted.length === given.length && wanted.every((segment, index) => segment === given[index] || segment.startsWith("{"));
}

function failureAnswer(error: unknown, log: Log, op?: AnyOperation): Response {
  const failure = asHydraError(error, log);
  return problemAnswer(failure, failure.code === "unauthenticated" ? { "www-authenticate": 'Bearer realm="hydra"' } : {}, op);
}

function asHydraError(error: unknown, log: Log): HydraError {
  if (error instanceof HydraError) return error;
  log.error({ err: error }, "a request failed unexpectedly");
  return new HydraError("internal", "Something went wrong inside Hydra. The log has the details.", { cause: error });
}
