import { HydraError, messageOf, systemCodeOf } from "../../kernel/errors.ts";
import { showAddress, type Address } from "./address.ts";

/** A failure on the way to an engine or an answer that is a refusal; `httpStatus` is null when there was no answer. */
export class EngineFailure extends HydraError {
  readonly httpStatus: number | null;

  constructor(message: string, httpStatus: number | null, cause?: unknown) {
    super(httpStatus === 401 || httpStatus === 403 ? "upstream_unauthorized" : "upstream_failed", message, { cause });
    this.httpStatus = httpStatus;
  }
}

/** An engine tells events for ever: only its own end ends that. */
export class StreamEnded extends EngineFailure {
  constructor() {
    super("The engine ended its event stream: it is stopping or restarting.", null);
  }
}

/** The engine, or a proxy before it, does not let Hydra do this. */
export function isRefusal(error: unknown): boolean {
  return error instanceof EngineFailure && isRefusalStatus(error.httpStatus);
}

export function isRefusalStatus(httpStatus: number | null | undefined): boolean {
  return httpStatus === 401 || httpStatus === 403 || httpStatus === 405;
}

export function isGone(error: unknown): boolean {
  return error instanceof EngineFailure && error.httpStatus === 404;
}

/** The machine (or a proxy) answers and no engine listens there: it is not the way that is broken. */
export function isNobodyThere(error: unknown): boolean {
  if (!(error instanceof EngineFailure)) return false;
  if (error.httpStatus !== null) return error.httpStatus >= 502 && error.httpStatus <= 504;
  const code = systemCodeOf(error.cause);
  return code === "ENOENT" || code === "ECONNREFUSED";
}

/** The engine's own end of the connection is gone. Through a network that may be the way; on this machine it is the engine. */
export function isEngineGone({ kind }: Address, error: unknown): boolean {
  if (kind !== "unix" || !(error instanceof EngineFailure)) return false;
  const code = systemCodeOf(error.cause);
  return error instanceof StreamEnded || code === "ECONNRESET" || code === "EPIPE";
}

/** Why there is no answer, and what to do about it, in one sentence. */
export function explainNoAnswer(address: Address, error: unknown): string {
  const where = showAddress(address);
  const code = systemCodeOf(error);
  switch (code) {
    case "EACCES":
    case "EPERM":
      return address.kind === "unix"
        ? `Hydra's user may not open ${address.path}: add it to the group docker (sudo usermod -aG docker <user>), log in again, restart Hydra.`
        : `The system does not let Hydra connect to ${where}.`;
    case "ENOENT":
      return address.kind === "ssh"
        ? "The program ssh is not installed here: install openssh-client."
        : `There is no socket at ${where}: is Docker running?`;
    case "ECONNREFUSED":
      return `Nothing answers at ${where}: is Docker running and listening there?`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `The name in ${where} leads nowhere: check the address and DNS.`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return `${where} cannot be reached: is the machine on, and may this one reach it?`;
    case "ECONNRESET":
    case "EPIPE":
      return `${where} broke off the connection.`;
    case undefined:
      break;
    default:
      if (isCertificateCode(code)) return `The certificates of ${where} do not fit: ${messageOf(error)}.`;
  }
  return `${where} gave no answer: ${messageOf(error)}`;
}

function isCertificateCode(code: string): boolean {
  return /CERT|TLS|SSL|ALTNAME|SIGNATURE|ISSUER/.test(code);
}
