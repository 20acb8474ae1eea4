import { pino, type Logger } from "pino";
import { maskSecrets } from "./secrets.ts";

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
    { write: (line: string) => write(maskSecrets(line)) },
  );
}

export const silentLog: Log = pino({ level: "silent" });
