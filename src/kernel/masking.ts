/** Hiding secrets in text and values. Apart from secrets.ts, so that a worker thread can mask without loading a schema library. */

const knownSecrets = new Set<string>();
let knownPattern: RegExp | null = null;

/**
 * From now on this value is masked in logs, audit and errors, also as it looks inside JSON or an address. Values under
 * 6 characters are too common to mask.
 */
export function rememberSecret(value: string): void {
  if (value.length < 6 || knownSecrets.has(value)) return;
  for (const form of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed())]) knownSecrets.add(form);
  const escaped = [...knownSecrets]
    .toSorted((a, b) => b.length - a.length)
    .map((secret) => secret.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&"));
  knownPattern = new RegExp(escaped.join("|"), "g");
}

/** The values that are masked wherever they stand, for handing them to a worker thread: a thread has its own memory of them. */
export function rememberedSecrets(): ReadonlySet<string> {
  return knownSecrets;
}

const SHAPES: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, "$1 ***"],
  // scheme://user:password@host
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,200}):[^\s@/]{1,200}@/gi, "$1:***@"],
  // A token in three parts. It begins where a run of such characters begins: else a long run would be read again from each place.
  [/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}/g, "***"],
  [/\b(gh[pousr]_|github_pat_|glpat-|sk-|sk_live_|rk_live_|xox[abprs]-|AKIA|hf_|AIza)[A-Za-z0-9_-]{10,}/g, "***"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, "***"],
];

const SECRET_WORD = "passw(?:or)?d|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential";
/** Costs little and is almost always the end of it: the assignment below is only looked for where such a word stands. */
const HAS_SECRET_WORD = new RegExp(SECRET_WORD, "i");
/** `name = value`, `"name": "value"`, also inside a string of JSON (`\\"name\\":\\"value\\"`). Quotes stay, so that JSON stays JSON. */
const ASSIGNMENT = new RegExp(
  String.raw`(?<before>(?:^|[^A-Za-z])[A-Za-z0-9_.-]{0,64}?(?:${SECRET_WORD})[A-Za-z0-9_]{0,32}(?<closing>\\{0,3}["']?)\s{0,3}[=:]\s{0,3})` +
    String.raw`(?:(?<double>")(?:[^"\\\n]|\\.)+|(?<single>')(?:[^'\\\n]|\\.)+|(?<escaped>\\{1,3}["'])(?:(?!\\{0,3}["'])[^\n])+|[^\s"',;&{}[\]\\]+)`,
  "gi",
);

function maskAssignment(...match: unknown[]): string {
  const { before = "", closing = "", double, single, escaped } = match.at(-1) as Record<string, string | undefined>;
  const opening = double ?? single ?? escaped;
  if (opening !== undefined) return `${before}${opening}***`;
  // A bare value after a quoted name is a number or a word of JSON: it gets the quotes that it needs there.
  return `${before}${closing}***${closing}`;
}

/** Replace what is, or looks like, a secret. Works on log lines, command output and JSON text. */
export function maskSecrets(text: string): string {
  let masked = knownPattern === null ? text : text.replace(knownPattern, "***");
  for (const [shape, replacement] of SHAPES) masked = masked.replace(shape, replacement);
  return HAS_SECRET_WORD.test(masked) ? masked.replace(ASSIGNMENT, maskAssignment) : masked;
}

const SECRET_KEY = /passw(or)?d|passwd|secret|token|api_?key|access_?key|private_?key|credential|^pin$|authorization|cookie/i;

const DEEPEST_VALUE = 100;

/** The same for a value: fields named like a secret lose their value, every string is masked. For the audit. */
export function maskValue(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return maskSecrets(value);
  if (value === null || typeof value !== "object") return value;
  if (depth >= DEEPEST_VALUE) return "(nested too deeply)";
  if (Array.isArray(value)) return value.map((inner) => maskValue(inner, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, SECRET_KEY.test(key) && isTelling(inner) ? "***" : maskValue(inner, depth + 1)]),
  );
}

/** What a field named like a secret may show: that it is empty, on or off. */
function isTelling(value: unknown): boolean {
  return value !== null && value !== undefined && typeof value !== "boolean";
}
