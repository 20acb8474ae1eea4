import type { Category } from "../categories.ts";
import { STRENGTHS } from "./sign.ts";

/** What a number means that stands where such numbers stand (`reading/number.ts` says where). */
export interface NumberSign {
  category: Category;
  why: string;
  strength: number;
}

const { sure, likely, hint } = STRENGTHS;
type Table = Readonly<Record<number, NumberSign>>;

/** Linux' own numbers, as in `[Errno 13]`, `os error 28`, `(errno: 111)`. */
export const SYSTEM_ERRORS: Table = {
  1: { category: "permission", strength: likely, why: "EPERM: the operation is not permitted" },
  5: { category: "corrupt_data", strength: likely, why: "EIO: the disk could not be read or written" },
  8: { category: "platform_mismatch", strength: likely, why: "ENOEXEC: no program for this machine" },
  12: { category: "out_of_memory", strength: sure, why: "ENOMEM: no memory" },
  13: { category: "permission", strength: sure, why: "EACCES: permission denied" },
  28: { category: "disk_full", strength: sure, why: "ENOSPC: no space left" },
  30: { category: "permission", strength: sure, why: "EROFS: the file system is read-only" },
  98: { category: "port_conflict", strength: sure, why: "EADDRINUSE: the address is in use" },
  99: { category: "config_error", strength: likely, why: "EADDRNOTAVAIL: no such address on this machine" },
  100: { category: "dependency_down", strength: likely, why: "ENETDOWN: the network is down" },
  101: { category: "dependency_down", strength: sure, why: "ENETUNREACH: the network is unreachable" },
  104: { category: "connection_refused", strength: likely, why: "ECONNRESET: the other side cut the connection" },
  110: { category: "timeout", strength: sure, why: "ETIMEDOUT: no answer in time" },
  111: { category: "connection_refused", strength: sure, why: "ECONNREFUSED: nobody listens there" },
  112: { category: "dependency_down", strength: sure, why: "EHOSTDOWN: the host is down" },
  113: { category: "dependency_down", strength: sure, why: "EHOSTUNREACH: no route to the host" },
  116: { category: "corrupt_data", strength: hint, why: "ESTALE: the file is gone from its server" },
  117: { category: "corrupt_data", strength: sure, why: "EUCLEAN: the file system needs cleaning" },
  122: { category: "disk_full", strength: sure, why: "EDQUOT: the quota is used up" },
};

/** What the name service answers to a program in C or Python, as in `[Errno -2]`. */
export const NAME_ERRORS: Table = {
  2: { category: "dns", strength: sure, why: "EAI_NONAME: the name is not known" },
  3: { category: "dns", strength: sure, why: "EAI_AGAIN: the name service does not answer" },
  5: { category: "dns", strength: sure, why: "EAI_NODATA: the name has no address" },
};

export const HTTP_STATUSES: Table = {
  401: { category: "auth_failed", strength: sure, why: "HTTP 401: not logged in" },
  403: { category: "auth_failed", strength: likely, why: "HTTP 403: forbidden" },
  407: { category: "auth_failed", strength: sure, why: "HTTP 407: the proxy wants a login" },
  408: { category: "timeout", strength: likely, why: "HTTP 408: it took too long" },
  426: { category: "version_mismatch", strength: likely, why: "HTTP 426: upgrade required" },
  429: { category: "rate_limited", strength: sure, why: "HTTP 429: too many requests" },
  502: { category: "dependency_down", strength: sure, why: "HTTP 502: what stands behind it does not answer" },
  503: { category: "dependency_down", strength: sure, why: "HTTP 503: not available now" },
  504: { category: "timeout", strength: sure, why: "HTTP 504: what stands behind it did not answer in time" },
  507: { category: "disk_full", strength: sure, why: "HTTP 507: no storage left" },
  525: { category: "tls_cert", strength: sure, why: "HTTP 525: the TLS handshake failed" },
  526: { category: "tls_cert", strength: sure, why: "HTTP 526: the certificate is not valid" },
};

/** curl's own exit codes, as in `curl: (28)` and PHP's `cURL error 28`. */
export const CURL_CODES: Table = {
  5: { category: "dns", strength: sure, why: "curl 5: the proxy's name could not be resolved" },
  6: { category: "dns", strength: sure, why: "curl 6: the name could not be resolved" },
  7: { category: "connection_refused", strength: sure, why: "curl 7: nobody took the connection" },
  23: { category: "disk_full", strength: hint, why: "curl 23: what came could not be written" },
  28: { category: "timeout", strength: sure, why: "curl 28: no answer in time" },
  35: { category: "tls_cert", strength: sure, why: "curl 35: the TLS handshake failed" },
  51: { category: "tls_cert", strength: sure, why: "curl 51: the certificate is for another name" },
  52: { category: "connection_refused", strength: likely, why: "curl 52: the other side said nothing" },
  56: { category: "connection_refused", strength: likely, why: "curl 56: the connection was cut" },
  58: { category: "tls_cert", strength: sure, why: "curl 58: the own certificate could not be used" },
  60: { category: "tls_cert", strength: sure, why: "curl 60: the certificate was not accepted" },
  67: { category: "auth_failed", strength: sure, why: "curl 67: the login was not accepted" },
  77: { category: "tls_cert", strength: sure, why: "curl 77: the certificates of authorities could not be read" },
};

/** By the shell's convention: 128 + n is the end by signal n. */
export const EXIT_CODES: Table = {
  132: { category: "platform_mismatch", strength: sure, why: "its processor does not know an instruction of the program (SIGILL)" },
  137: { category: "out_of_memory", strength: likely, why: "it was killed, as the kernel does when memory runs out" },
  139: { category: "crash_loop", strength: likely, why: "it crashed on a wrong memory access (SIGSEGV)" },
};
