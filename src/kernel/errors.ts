/** Every way a call can fail, and the HTTP status that says so. */
export const ERROR_STATUS = {
  invalid_input: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  approval_required: 428,
  rate_limited: 429,
  not_configured: 503,
  storage_full: 507,
  upstream_failed: 502,
  upstream_unauthorized: 502,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

const TITLES: Record<ErrorCode, string> = {
  invalid_input: "The input is not valid",
  unauthenticated: "No valid token",
  forbidden: "Not allowed",
  not_found: "Not found",
  conflict: "The state does not allow this",
  too_large: "Too large",
  approval_required: "A person has to approve this",
  rate_limited: "Too many calls",
  not_configured: "Not configured",
  storage_full: "No space left",
  upstream_failed: "An outside system failed",
  upstream_unauthorized: "An outside system refused the credentials",
  internal: "Hydra made a mistake",
};

/** One thing that is wrong with an input: where (`hosts[0].url`) and what. */
export interface InputIssue {
  path: string;
  message: string;
}

export interface ErrorDetail {
  approvalId?: string;
  errors?: InputIssue[];
  retryAfterSeconds?: number;
  /** Nobody forbade it, nobody allowed it either: it would have been done, had somebody. */
  wouldHave?: true;
  cause?: unknown;
}

/** A failure that a caller may read. `message` says what to do next; it never holds a stack or a secret. */
export class HydraError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, { cause: detail.cause });
    this.name = "HydraError";
    this.code = code;
    this.detail = detail;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** RFC 9457 problem+json. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  approvalId?: string;
  errors?: InputIssue[];
}

export function toProblem(error: HydraError): Problem {
  const { approvalId, errors } = error.detail;
  return {
    type: `urn:hydra:error:${error.code}`,
    title: TITLES[error.code],
    status: error.status,
    code: error.code,
    detail: error.message,
    ...(approvalId === undefined ? {} : { approvalId }),
    ...(errors === undefined ? {} : { errors }),
  };
}

/** The words of any thrown thing. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The system error code (`ECONNREFUSED`, `ENOSPC`) of a thrown thing or of what caused it, if there is one. */
export function systemCodeOf(thrown: unknown): string | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code === "string") return code;
    if (error instanceof AggregateError && error.errors.length > 0) return systemCodeOf(error.errors[0]);
  }
  return undefined;
}
