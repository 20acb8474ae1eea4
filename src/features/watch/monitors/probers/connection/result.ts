import { isOnLink } from "./on-link.ts";

/** How an exchange ended that brought no answer. */
export type Failure =
  /** A machine answered that nothing listens there. */
  | "refused"
  /** Taken on and closed again without a word. */
  | "closed"
  /** Taken on, and silent. */
  | "silent"
  /** Nobody took it on: no route, no answer, not allowed. */
  | "unreachable";

export interface ProbeResult {
  outcome: "up" | "down" | "unknown";
  latencyMs: number | null;
  /** One sentence for a person. */
  detail: string;
  /** The service itself said what it said, also when that is an error. */
  isAnswer: boolean;
  failure: Failure | null;
  statusCode: number | null;
  /** Epoch ms; null without TLS. */
  certificateExpiresAt: number | null;
}

type Extras = Partial<Pick<ProbeResult, "statusCode" | "certificateExpiresAt">>;

const NO_EXTRAS = { statusCode: null, certificateExpiresAt: null };

export function up(latencyMs: number, detail: string, extras: Extras = {}): ProbeResult {
  return { outcome: "up", latencyMs: rounded(latencyMs), detail, isAnswer: true, failure: null, ...NO_EXTRAS, ...extras };
}

/** It answered, and what it said is not good enough. */
export function unwell(latencyMs: number, detail: string, extras: Extras = {}): ProbeResult {
  return { outcome: "down", latencyMs: rounded(latencyMs), detail, isAnswer: true, failure: null, ...NO_EXTRAS, ...extras };
}

/** Something else than what was asked for lives there. */
export function stranger(latencyMs: number, detail: string): ProbeResult {
  return { outcome: "down", latencyMs: rounded(latencyMs), detail, isAnswer: false, failure: null, ...NO_EXTRAS };
}

const FAILURES: Record<Failure, string> = {
  refused: "nothing listens there",
  closed: "the connection was accepted and closed at once",
  silent: "it stays silent",
  unreachable: "nobody could be reached there",
};

export function failed(failure: Failure, why?: string): ProbeResult {
  return {
    outcome: failure === "unreachable" ? "unknown" : "down",
    latencyMs: null,
    detail: why === undefined ? FAILURES[failure] : `${FAILURES[failure]} (${why})`,
    isAnswer: false,
    failure,
    ...NO_EXTRAS,
  };
}

/**
 * Our word for a connection that did not come about in time. Where no router lies between, a machine that is there
 * and takes on nobody is at fault itself: a frozen program whose queue is full looks like this.
 */
export function failureOfTimeout(host: string): Failure {
  return isOnLink(host) ? "silent" : "unreachable";
}

/** Our word for what the system says of a connection. */
export function failureOf(code: string | undefined, wasConnected: boolean): Failure {
  if (code === "ECONNREFUSED") return "refused";
  if (code === "ECONNRESET" || code === "EPIPE" || (wasConnected && code !== "ETIMEDOUT")) return "closed";
  return wasConnected ? "silent" : "unreachable";
}

function rounded(latencyMs: number): number {
  return Math.round(latencyMs * 10) / 10;
}
