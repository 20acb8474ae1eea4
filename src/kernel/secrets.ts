import { readFileSync } from "node:fs";
import { z } from "zod";
import { HydraError, messageOf } from "./errors.ts";

/** A setting that names a secret instead of holding it: `env:NAME` or `file:/path`. */
export const SecretRef = z
  .string()
  .regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/, {
    error: "a secret is named, never written here: use env:NAME or file:/path/to/file",
  })
  .describe("where the secret is: env:NAME or file:/path");

const knownSecrets = new Set<string>();
let knownPattern: RegExp | null = null;

/** From now on this value is masked in logs, audit and errors. Values under 6 characters are too common to mask. */
export function rememberSecret(value: string): void {
  if (value.length < 6 || knownSecrets.has(value)) return;
  knownSecrets.add(value);
  const escaped = [...knownSecrets]
    .toSorted((a, b) => b.length - a.length)
    .map((secret) => secret.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&"));
  knownPattern = new RegExp(escaped.join("|"), "g");
}

/** Read the secret that a reference names. */
export function readSecret(ref: string): string {
  const value = ref.startsWith("env:") ? process.env[ref.slice(4)] : readSecretFile(ref.slice(5));
  if (value === undefined || value === "") throw new HydraError("not_configured", `The secret ${ref} is empty or missing.`);
  rememberSecret(value);
  return value;
}

function readSecretFile(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new HydraError("not_configured", `The secret file ${path} cannot be read: ${messageOf(error)}`);
  }
}

const SHAPES: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, "$1 ***"],
  // scheme://user:password@host
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,200}):[^\s@/]{1,200}@/gi, "$1:***@"],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}/g, "***"],
  [/\b(gh[pousr]_|github_pat_|glpat-|sk-|sk_live_|rk_live_|xox[abprs]-|AKIA|hf_|AIza)[A-Za-z0-9_-]{10,}/g, "***"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, "***"],
  [
    /((?:^|[^A-Za-z])(?:[A-Za-z0-9_.-]{0,64}(?:passw(?:or)?d|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)[A-Za-z0-9_]{0,32})["']?\s{0,3}[=:]\s{0,3})("(?:[^"\\\n]|\\.)+"|'(?:[^'\\\n]|\\.)+'|[^\s"',;&{}[\]]+)/gi,
    "$1***",
  ],
];

/** Replace what is, or looks like, a secret. Works on log lines, command output and JSON text. */
export function maskSecrets(text: string): string {
  let masked = knownPattern === null ? text : text.replace(knownPattern, "***");
  for (const [shape, replacement] of SHAPES) masked = masked.replace(shape, replacement);
  return masked;
}

const SECRET_KEY = /passw(or)?d|passwd|secret|token|api_?key|access_?key|private_?key|credential|^pin$|authorization|cookie/i;

/** The same for a value: fields named like a secret lose their value, every string is masked. For the audit. */
export function maskValue(value: unknown): unknown {
  if (typeof value === "string") return maskSecrets(value);
  if (Array.isArray(value)) return value.map(maskValue);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET_KEY.test(key) && (typeof inner === "string" || typeof inner === "number") ? "***" : maskValue(inner),
    ]),
  );
}
