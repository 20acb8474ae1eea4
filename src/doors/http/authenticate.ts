import type { Caller, Door } from "../../kernel/caller.ts";
import { HydraError } from "../../kernel/errors.ts";
import type { RateLimits } from "../../kernel/limits.ts";
import type { Tokens } from "../../kernel/tokens.ts";

export const SESSION_COOKIE = "hydra_session";

export interface Known {
  caller: Caller;
  door: Door;
}

/** Guesses a second and burst that one address may make before it has to wait. */
const GUESSES = [5, 30] as const;

export function cookieOf(request: Request, name: string): string | undefined {
  for (const pair of (request.headers.get("cookie") ?? "").split(/;\s*/)) {
    const split = pair.indexOf("=");
    if (pair.slice(0, split) === name) return pair.slice(split + 1);
  }
  return undefined;
}

/**
 * Who sends this request: the bearer of a token, or a browser with a session. A session counts for a change only when
 * the browser says that our own page sends it.
 *
 * @throws HydraError unauthenticated, with the line that would have worked
 */
export async function authenticate(request: Request, address: string, tokens: Tokens, limits: RateLimits): Promise<Known> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const cookie = bearer === undefined ? cookieOf(request, SESSION_COOKIE) : undefined;
  const token = bearer ?? cookie;
  const caller = token === undefined ? null : await tokens.callerOf(token);
  if (caller === null) {
    const waitSeconds = token === undefined ? 0 : limits.take(`guess:${address}`, ...GUESSES);
    if (waitSeconds > 0)
      throw new HydraError("rate_limited", "Too many wrong tokens from this address.", { retryAfterSeconds: waitSeconds });
    throw unauthenticated(request, token !== undefined);
  }
  if (cookie !== undefined) {
    const isChange = request.method !== "GET" && request.method !== "HEAD";
    if (isChange && request.headers.get("origin") === null && request.headers.get("sec-fetch-site") !== "same-origin") {
      throw new HydraError("forbidden", "A change with a browser session has to come from Hydra's own page.");
    }
    return { caller, door: "page" };
  }
  return { caller, door: caller.kind === "person" && request.headers.get("x-hydra-door") === "cli" ? "cli" : "rest" };
}

function unauthenticated(request: Request, hadToken: boolean): HydraError {
  const { protocol, pathname } = new URL(request.url);
  const method = request.method === "GET" ? "" : `-X ${request.method} `;
  const url = `${protocol}//${request.headers.get("host")}${pathname}`;
  // The line is made to be copied into a shell, and the path came from outside.
  const quoted = /^[\w./:[\]-]+$/.test(url) ? url : `'${url.replaceAll("'", "%27")}'`;
  const line = `curl ${method}-H "Authorization: Bearer $(hydra token)" ${quoted}`;
  return new HydraError(
    "unauthenticated",
    `${hadToken ? "This token is not known or has ended." : "This needs a token."} For example: ${line}`,
  );
}
