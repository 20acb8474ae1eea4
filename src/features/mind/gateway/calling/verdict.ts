import { HydraError } from "../../../../kernel/errors.ts";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import { failureIn, parseJson } from "../reading/answer.ts";

/** What a status means for the call: the answer, the caller's own mistake that is handed on as it is, or try the next. */
export type Verdict = { kind: "answer" } | { kind: "refusal" } | { kind: "next"; failure: HydraError; isWell: boolean; pauseMs: number };

const DEFAULT_PAUSE_MS = 5_000;

/** @param text the beginning of the body of an answer that is no success */
export function judgeStatus(
  upstream: string,
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
  now: number,
): Verdict {
  if (status >= 200 && status < 300) return { kind: "answer" };
  const said = maskSecrets(failureIn(parseJson(text)) ?? "").slice(0, 300);
  if (status === 401 || status === 403)
    return next(new HydraError("upstream_unauthorized", `${upstream} refused its key (${status}). Check upstreams.servers.`), false);
  if (status === 429) {
    const pauseMs = pauseOf(headers["retry-after"], now);
    const message = `${upstream} takes no more calls for now${said === "" ? "" : `: ${said}`}.`;
    return next(new HydraError("rate_limited", message, { retryAfterSeconds: Math.ceil(pauseMs / 1_000) }), true, pauseMs);
  }
  if (status === 404) return next(new HydraError("not_found", `${upstream} does not have it${said === "" ? "" : `: ${said}`}.`), true);
  if (status === 408 || status >= 500 || status < 200 || (status >= 300 && status < 400))
    return next(new HydraError("upstream_failed", `${upstream} answered ${status}${said === "" ? "" : `: ${said}`}.`), false);
  return { kind: "refusal" };
}

function next(failure: HydraError, isWell: boolean, pauseMs = 0): Verdict {
  return { kind: "next", failure, isWell, pauseMs };
}

/** `Retry-After`: seconds, or a date. */
function pauseOf(header: string | undefined, now: number): number {
  if (header === undefined) return DEFAULT_PAUSE_MS;
  if (/^\d{1,7}$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? DEFAULT_PAUSE_MS : Math.max(0, at - now);
}
