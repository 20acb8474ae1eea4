import { httpQuestion, type Question } from "../target.ts";

/** What a container's own health check asks: a hint where the service listens, though the check may be what is wrong. */
export interface CheckHint {
  ask: Question;
  port: number;
}

const URL_IN_TEXT =
  /(https?):\/\/(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]|\$\{?HOSTNAME\}?)(?::([^/\s"'`|;)<>]+))?(\/[^\s"'`|;)<>]*)?/gi;
const NETCAT = /\bnc\b(?:\s+-[a-z]+(?:\s+\d+(?![.\d]))?)*\s+(?:localhost|127\.0\.0\.1|0\.0\.0\.0|::1)\s+(\d{1,5})\b/gi;
const BASH_TCP = /\/dev\/tcp\/(?:localhost|127\.0\.0\.1)\/(\d{1,5})\b/gi;
const REDIS = /\b(?:redis|valkey|keydb)-cli\b([^|;&]*)/i;
const POSTGRES = /\bpg_isready\b([^|;&]*)/i;

/** Every address that the check's command talks to inside its container. */
export function readHealthCommand(test: readonly string[]): CheckHint[] {
  if (test[0] === "NONE") return [];
  const text = (test[0] === "CMD" || test[0] === "CMD-SHELL" ? test.slice(1) : test).join(" ");
  const hints: CheckHint[] = [];
  const add = (ask: Question, port: number | null): void => {
    if (port !== null) hints.push({ ask, port });
  };
  for (const [, scheme = "", , portText, path] of text.matchAll(URL_IN_TEXT)) {
    const isTls = scheme.toLowerCase() === "https";
    const port = portText === undefined ? (isTls ? 443 : 80) : readPort(portText);
    add(httpQuestion({ isTls, path: path === undefined || !isPlainPath(path) ? "/" : path }), port);
  }
  for (const [, port = ""] of [...text.matchAll(NETCAT), ...text.matchAll(BASH_TCP)]) add({ kind: "tcp", greeting: null }, readPort(port));
  const redis = REDIS.exec(text);
  if (redis !== null) add({ kind: "redis" }, readPort(/\s-p\s*(\S+)/.exec(redis[1] ?? "")?.[1] ?? "6379"));
  const postgres = POSTGRES.exec(text);
  if (postgres !== null) add({ kind: "postgres" }, readPort(/\s(?:-p\s*|--port[= ])(\S+)/.exec(postgres[1] ?? "")?.[1] ?? "5432"));
  return hints;
}

/** `8080`, or the default of `${PORT:-8080}`; null for what only the container's shell knows. */
function readPort(text: string): number | null {
  const digits = /^\$\{\w+:?-(\d{1,5})\}$/.exec(text)?.[1] ?? text;
  if (!/^\d{1,5}$/.test(digits)) return null;
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? port : null;
}

/** A path that can be sent as it stands: printable ASCII, and no variable of the container's shell. */
export function isPlainPath(path: string): boolean {
  return /^\/[\x21-\x7e]*$/.test(path) && !path.includes("$");
}
