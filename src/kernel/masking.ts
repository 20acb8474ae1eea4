/** Hiding secrets in text and values. Apart from secrets.ts, so that a worker thread can mask without loading a schema library. */

import { maskKnown } from "./known-secrets.ts";
import { markArguments, maskFlags, openingQuote, QUOTED_VALUE } from "./masking-flags.ts";
import { maskNested } from "./masking-nested.ts";

export { rememberSecret } from "./known-secrets.ts";

const SHAPES: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, "$1 ***"],
  // scheme://user:password@host
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,200}):[^\s@/]{1,200}@/gi, "$1:***@"],
  // A token in three parts. It begins where a run of such characters begins: else a long run would be read again from each place.
  [/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}/g, "***"],
  [/\b(gh[pousr]_|github_pat_|glpat-|sk-|sk_live_|rk_live_|xox[abprs]-|AKIA|hf_|AIza)[A-Za-z0-9_-]{10,}/g, "***"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, "***"],
  // Hashes of passwords, as in the users of a reverse proxy. A dollar is doubled where a compose file was copied.
  [/\${1,2}(?:apr1|2[abxy]|argon2(?:id|i|d)|scrypt|y|[156])\${1,2}[A-Za-z0-9./+=,$_-]{20,}/g, "***"],
  [/\{S?SHA\d{0,3}\}[A-Za-z0-9+/]{20,}={0,2}/g, "***"],
  // `Cookie: a=b; c=d`; words without a value, such as HttpOnly, stay.
  [
    /\b((?:set-)?cookie\\{0,3}["']?\s{0,3}[:=]\s{0,3}\[?\\{0,3}["']?)[^\s=;,"'\\]{1,128}=[^\s;"'\\]*(?:;\s{0,2}[^\s=;,"'\\]{1,128}=[^\s;"'\\]*)*/gi,
    "$1***",
  ],
  [
    /\b(authorization\\{0,3}["']?\s{0,3}[:=]\s{0,3}\[?\\{0,3}["']?(?:bearer|basic|token|api-?key|key|digest|negotiate|ntlm|hawk|mac|signature)\s{1,3})[^\s"'\\]+/gi,
    "$1***",
  ],
  // Without a scheme, what has a digit is no word of a sentence.
  [/\b(authorization\\{0,3}["']?\s{0,3}[:=]\s{0,3}\[?\\{0,3}["']?)(?=[^\s"'\\\d]{0,64}\d)[^\s"'\\]{6,}/gi, "$1***"],
  // What configurations and SQL say without a sign between: `requirepass X`, `WITH PASSWORD 'X'`.
  [/(?<![\w-])((?:requirepass|masterauth)\s{1,3}["']?)[^\s"'\\]+/gi, "$1***"],
  [/(?<![\w-])((?:\w{0,32}_)?(?:password|passwd)\s{1,3}["'])[^"'\\\n]+(?=["'])/gi, "$1***"],
  [/(?<![\w-])(identified\s{1,3}by\s{1,3}["'])[^"'\\\n]+(?=["'])/gi, "$1***"],
  [
    /(?<![\w-])((?:\w{0,32}_)?(?:password|passwd)\s{1,3})(?!(?:sha|md|argon|pbkdf|base|utf)-?\d|\d{4}-|v?\d+[.:])(?=[^\s"'\\\d]{0,64}\d)(?=[^\s"'\\A-Za-z]{0,64}[A-Za-z])[^\s"'\\]{5,}/gi,
    "$1***",
  ],
];

const SECRET_WORD = "passw(?:or)?d|passwd|passphrase|secret|token|(?:api|access|private|auth|encryption|signing)[_-]?key|credential";
/** Costs little and is almost always the end of it: the assignment below is only looked for where such a word stands. */
const HAS_SECRET_WORD = new RegExp(SECRET_WORD, "i");
/** `name = value`, `"name": "value"`, also inside a string of JSON (`\\"name\\":\\"value\\"`). Quotes stay, so that JSON stays JSON. */
const ASSIGNMENT = new RegExp(
  String.raw`(?<before>(?:^|[^A-Za-z])[A-Za-z0-9_.-]{0,64}?(?:${SECRET_WORD})[A-Za-z0-9_]{0,32}(?<closing>\\{0,3}["']?)\s{0,3}[=:]\s{0,3})` +
    String.raw`(?:${QUOTED_VALUE}|(?<bare>[^\s"',;&{}[\]\\]+))`,
  "gi",
);

/** After a colon these are the end of a sentence: `token: expired`. */
const TELLING_WORD =
  /^(?:password|passwd|expired|invalid|missing|required|incorrect|wrong|rejected|accepted|updated|changed|revoked|denied|failed|empty|none|null|true|false)[.!]?$/i;

function maskAssignment(whole: string, ...rest: unknown[]): string {
  const groups = rest.at(-1) as Record<string, string | undefined>;
  const { before = "", closing = "", bare } = groups;
  const opening = openingQuote(groups);
  if (opening !== undefined) return `${before}${opening}***`;
  if (closing === "" && /:\s+$/.test(before) && bare !== undefined && TELLING_WORD.test(bare)) return whole;
  // A bare value after a quoted name is a number or a word of JSON: it gets the quotes that it needs there.
  return `${before}${closing}***${closing}`;
}

/** What is masked can bring a new shape together (`password=| -pX`), so it is looked at again. More rounds change nothing in practice. */
const MOST_ROUNDS = 6;

/** Replace what is, or looks like, a secret. Works on log lines, command output and JSON text. */
export function maskSecrets(text: string): string {
  let before = text;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const masked = maskOnce(before);
    if (masked === before) break;
    before = masked;
  }
  return before;
}

function maskOnce(text: string): string {
  let masked = maskKnown(text);
  for (const [shape, replacement] of SHAPES) masked = masked.replace(shape, replacement);
  masked = maskFlags(masked);
  return HAS_SECRET_WORD.test(masked) ? maskNested(masked.replace(ASSIGNMENT, maskAssignment), SECRET_WORD) : masked;
}

/** A command as a list: a flag and its value may be two elements, which one by one look harmless. */
export function maskArguments(argv: readonly string[]): string[] {
  const marks = markArguments(argv);
  return argv.map((argument, index) => {
    if (marks[index] === "whole") return "***";
    return marks[index] === "attached" ? `${argument.slice(0, 2)}***` : maskSecrets(argument);
  });
}

const SECRET_KEY =
  /passw(or)?d|passwd|secret|token|api_?key|access_?key|private_?key|credential|^pin$|authorization|cookie|passphrase|(?:encryption|signing|auth)_?key|(?:^|_)(?:pass|pwd)$/i;

/** Is a field, or a variable of the environment, named as secrets are? */
export function isSecretName(name: string): boolean {
  return SECRET_KEY.test(name);
}

const DEEPEST_VALUE = 100;

/** The same for a value: fields named like a secret lose their value, every string is masked. For the audit. */
export function maskValue(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return maskSecrets(value);
  if (value === null || typeof value !== "object") return value;
  if (depth >= DEEPEST_VALUE) return "(nested too deeply)";
  if (Array.isArray(value)) return value.map((inner) => maskValue(inner, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, isSecretName(key) && isTelling(inner) ? "***" : maskValue(inner, depth + 1)]),
  );
}

/** What a field named like a secret may show: that it is empty, on or off. */
function isTelling(value: unknown): boolean {
  return value !== null && value !== undefined && typeof value !== "boolean";
}
