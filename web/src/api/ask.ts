import type { AnswerOf, InputOf, ReadRoute } from "./operations.ts";
import { pageKeyHeaders } from "./page-key.ts";
import { requestOf } from "./request.ts";

/** This browser has no session, or it is over. */
export class NotSignedIn extends Error {}

/** What was asked for does not exist: asking again does not help. */
export class NotThere extends Error {}

/** Whoever is signed in here may not see or do this. */
export class Forbidden extends Error {}

/** What Hydra refused, in its own words, and where in the input the mistake stands. */
export class Refused extends Error {
  readonly status: number;
  readonly mistakes: readonly { path: string; message: string }[];
  /** What has to be approved first; null for any other refusal. */
  readonly approvalId: string | null;

  constructor(status: number, { detail, errors, approvalId }: Problem, path: string) {
    super(detail ?? `${path} answered ${status}`);
    this.status = status;
    this.mistakes = errors ?? [];
    this.approvalId = approvalId ?? null;
  }
}

/** RFC 9457, as far as the page reads it. */
interface Problem {
  detail?: string;
  approvalId?: string;
  errors?: { path: string; message: string }[];
}

export interface Asking {
  accept?: string;
  signal?: AbortSignal;
  /** It is sent to its end, also when the page closes meanwhile. */
  outlivesPage?: boolean;
}

/**
 * Every request of the page: with the browser's cookie and the page's key.
 *
 * @throws NotSignedIn, NotThere, Forbidden, Refused for any other refusal; TypeError when Hydra is out of reach
 */
export async function ask(
  route: string,
  input: object,
  { accept = "application/json", signal, outlivesPage = false }: Asking = {},
): Promise<Response> {
  const key = pageKeyHeaders();
  if (key === null) throw new NotSignedIn();
  const { method, path, body } = requestOf(route, input as Record<string, unknown>);
  const headers = { accept, ...key, ...(body === null ? {} : { "content-type": "application/json" }) };
  const response = await fetch(path, { method, headers, body, signal: signal ?? null, keepalive: outlivesPage });
  if (response.ok) return response;
  if (response.status === 401) throw new NotSignedIn();
  const problem = ((await response.json().catch(() => null)) ?? {}) as Problem;
  if (response.status === 404) throw new NotThere(problem.detail ?? path);
  if (response.status === 403) throw new Forbidden(problem.detail ?? path);
  throw new Refused(response.status, problem, path);
}

/** Read once. @throws as `ask` does */
export async function read<R extends ReadRoute>(route: R, input: InputOf<R>, signal?: AbortSignal): Promise<AnswerOf<R>> {
  return (await (await ask(route, input as object, signal === undefined ? {} : { signal })).json()) as AnswerOf<R>;
}
