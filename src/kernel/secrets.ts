import { readFileSync } from "node:fs";
import { z } from "zod";
import { HydraError, messageOf } from "./errors.ts";
import { rememberSecret } from "./masking.ts";

export { maskArguments, maskSecrets, maskValue, rememberSecret } from "./masking.ts";

/** A setting that names a secret instead of holding it: `env:NAME` or `file:/path`. */
export const SecretRef = z
  .string()
  .regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/, {
    error: "a secret is named, never written here: use env:NAME or file:/path/to/file",
  })
  .describe("where the secret is: env:NAME or file:/path");

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
