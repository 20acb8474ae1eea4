import { pino, type Logger } from "pino";
import { maskValue } from "./secrets.ts";

export type Log = Pick<Logger, "debug" | "info" | "warn" | "error"> & { child(bindings: Record<string, unknown>): Log };

const SECRET_FIELDS = ["token", "password", "secret", "authorization", "cookie"];

/** JSON lines on stderr. Known secrets and fields named like one never leave the process. */
export function createLog(level: string, write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: "***" },
    },
    { write: (line: string) => write(maskLine(line)) },
  );
}

/** Masked value by value: in the text of a line, a message that ends in "password:" would swallow the quote behind it. */
function maskLine(line: string): string {
  return `${JSON.stringify(maskValue(JSON.parse(line)))}\n`;
}

export const silentLog: Log = pino({ level: "silent" });

const LEVEL_SIGNS: Record<string, string> = { debug: "·", info: " ", warn: "!", error: "✗" };

/** One JSON log line as a person at a terminal reads it. */
export function readableLine(line: string): string {
  const { level = "info", at = "", msg = "", owner, ...rest } = JSON.parse(line) as Record<string, string>;
  const details = Object.entries(rest).map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const text = `${at.slice(11, 19)} ${LEVEL_SIGNS[level] ?? " "} ${owner === undefined ? "" : `${owner}: `}${msg} ${details.join(" ")}`;
  // Names and reasons come from outside: they must not drive the terminal.
  return `${text.replaceAll(/\p{Cc}/gu, " ").trimEnd()}\n`;
}
