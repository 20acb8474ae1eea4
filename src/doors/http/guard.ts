import { HydraError } from "../../kernel/errors.ts";

const LOOPBACK_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"]);

function nameOf(authority: string): string {
  return authority.replace(/:\d{1,5}$/, "").toLowerCase();
}

/**
 * Refuse requests that were not meant for this Hydra: a Host that is not ours (DNS rebinding) and an Origin that is
 * another site. Loopback names are always ours; a proxy's name has to be configured.
 */
export function checkHostAndOrigin(host: string | null, origin: string | null, ownHosts: readonly string[]): void {
  const own = (authority: string): boolean => {
    const name = nameOf(authority);
    return (
      LOOPBACK_NAMES.has(name) || ownHosts.some((known) => known.toLowerCase() === authority.toLowerCase() || known.toLowerCase() === name)
    );
  };
  if (host === null || !own(host)) {
    throw new HydraError(
      "forbidden",
      `This Hydra is not reached under the name "${host ?? ""}". Add it to server.hosts in hydra.yaml if it should be.`,
    );
  }
  if (origin === null) return;
  const authority = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  if (authority === undefined || !own(authority)) throw new HydraError("forbidden", `Requests from ${origin} are not answered.`);
  // Another program on this machine may serve a page too: the same name is not enough, the port has to be ours.
  if (authority.toLowerCase() !== host.toLowerCase())
    throw new HydraError("forbidden", `Requests from ${origin} are not answered by ${host}.`);
}

const COMMON = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-resource-policy": "same-origin",
} as const;

/** For answers of the API: nothing in them is ever run or framed, and nobody keeps a copy. */
export const API_HEADERS: Readonly<Record<string, string>> = {
  ...COMMON,
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
};

/** For a document that Hydra wrote (a report): it may carry its own style, and runs nothing. */
export const DRAWN_HEADERS: Readonly<Record<string, string>> = {
  ...API_HEADERS,
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
};

/** For the page: only what Hydra itself serves. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  ...COMMON,
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};
