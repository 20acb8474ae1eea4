import type { Caller, Door } from "../../kernel/caller.ts";
import { HydraError } from "../../kernel/errors.ts";
import type { RateLimits } from "../../kernel/limits.ts";
import type { SessionSecrets, Tokens } from "../../kernel/tokens.ts";

export const SESSION_COOKIE = "hydra_session";
/** In every request of the page: the secret that the browser, unlike the cookie, gives to no other port. */
const PAGE_KEY_HEADER = "x-hydra-page";

export interface Known {
  caller: Caller;
  door: Door;
}

/** Guesses a second and burst that one address may make before it has to wait. */
const GUESSES = [5, 30] as const;

function cookieOf(request: Request, name: string): string | undefined {
  for (const pair of (request.headers.get("cookie") ?? "").split(/;\s*/)) {
    const split = pair.indexOf("=");
    if (pair.slice(0, split) === name) return pair.slice(split + 1);
  }
  return undefined;
}

/** Both secrets of a browser session, or undefined: one alone is as good as none. */
function sessionOf(request: Request): SessionSecrets | undefined {
  const token = cookieOf(request, SESSION_COOKIE);
  const pageKey = request.headers.get(PAGE_KEY_HEADER);
  return token === undefined || pageKey === null ? undefined : { token, pageKey };
}

/**
 * Who sends this request: the bearer of a token, or a browser with a session. A session counts for a change only when
 * the browser says that our own page sends it.
 *
 * @throws HydraError unauthenticated, with the line that would have worked
 */
export async function authenticate(request: Request, address: string, tokens: Tokens, limits: RateLimits): Promise<Known> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer === undefined) return { caller: (await authenticatePage(request, address, tokens, limits)).caller, door: "page" };
  const caller = await tokens.callerOf(bearer);
  if (caller === null) throw wrongSecret(request, address, limits);
  return { caller, door: caller.kind === "person" && request.headers.get("x-hydra-door") === "cli" ? "cli" : "rest" };
}

/**
 * The person at the page, by both secrets of the session.
 *
 * @throws HydraError unauthenticated, or forbidden for a change that another page may have sent
 */
export async function authenticatePage(
  request: Request,
  address: string,
  tokens: Tokens,
  limits: RateLimits,
): Promise<{ caller: Caller; session: SessionSecrets }> {
  const session = sessionOf(request);
  if (session === undefined) throw unauthenticated(request, "This needs a token.");
  const caller = await tokens.callerOfSession(session);
  if (caller === null) throw wrongSecret(request, address, limits);
  const isChange = request.method !== "GET" && request.method !== "HEAD";
  if (isChange && request.headers.get("origin") === null && request.headers.get("sec-fetch-site") !== "same-origin")
    throw new HydraError("forbidden", "A change with a browser session has to come from Hydra's own page.");
  return { caller, session };
}

/** Who shows a secret that is not right may be guessing. */
function wrongSecret(request: Request, address: string, limits: RateLimits): HydraError {
  const waitSeconds = limits.take(`guess:${address}`, ...GUESSES);
  if (waitSeconds > 0)
    return new HydraError("rate_limited", "Too many wrong tokens from this address.", { retryAfterSeconds: waitSeconds });
  return unauthenticated(request, "This token is not known or has ended.");
}

function unauthenticated(request: Request, why: string): HydraError {
  const { protocol, pathname } = new URL(request.url);
  const method = request.method === "GET" ? "" : `-X ${request.method} `;
  const url = `${protocol}//${request.headers.get("host")}${pathname}`;
  // The line is made to be copied into a shell, and the path came from outside.
  const quoted = /^[\w./:[\]-]+$/.test(url) ? url : `'${url.replaceAll("'", "%27")}'`;
  const line = `curl ${method}-H "Authorization: Bearer $(hydra token)" ${quoted}`;
  return new HydraError("unauthenticated", `${why} For example: ${line}`);
}
