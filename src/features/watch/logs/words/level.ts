/** How a line speaks of itself. `unknown` when it says nothing about that. */
export const LEVELS = ["error", "warn", "info", "debug", "unknown"] as const;
export type Level = (typeof LEVELS)[number];

const WORDS: Readonly<Record<string, Level>> = {
  emerg: "error",
  emergency: "error",
  alert: "error",
  fatal: "error",
  panic: "error",
  crit: "error",
  critical: "error",
  severe: "error",
  err: "error",
  eror: "error",
  error: "error",
  exception: "error",
  traceback: "error",
  warn: "warn",
  warning: "warn",
  notice: "info",
  info: "info",
  information: "info",
  log: "info",
  hint: "info",
  debug: "debug",
  dbug: "debug",
  trace: "debug",
  verbose: "debug",
  fine: "debug",
};

/** Loggers write their level near the beginning. */
const HEAD_LENGTH = 240;

/** `level=warn`, `"severity":"ERROR"`, `"level":30`. */
const FIELD = /(?:^|[^A-Za-z0-9_])(?:log[._]?level|level(?:name)?|lvl|severity)["']?\s?[=:]\s?["']?([A-Za-z]{2,12}|\d{1,2})\b/i;
/** The first letter of klog and glog: `E1123 10:12:44.123`. */
const GLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d/;
/** `[error]`, `<warn>`, `(INFO)`, `|debug|`. */
const BRACKETED = /[[(<|]\s?([A-Za-z]{3,11})\s?[\])>|]/g;
/** A word in capitals, or any case before a colon: `ERROR`, `WARN -`, `error: `. */
const MARKED = /(?<![A-Za-z0-9_.-])([A-Z]{3,11})(?![A-Za-z0-9_=.-])|(?<![A-Za-z0-9_.-])([A-Za-z]{3,11}):(?=\s|$)/g;
/** In a sentence: trouble counts, unless it is said that there was none. */
const TROUBLE =
  /(?<!\b(?:no|0|zero|without|any|ignore|ignoring) )\b(error|exception|traceback|fatal|panic|critical|warning)\b(?!["']?\s?[=:]\s?["']?(?:0\b|null|none|nil|false|""|''))/i;

const GLOG_LEVELS: Readonly<Record<string, Level>> = { I: "info", W: "warn", E: "error", F: "error" };

/** The level that a line states, by the words in it alone. */
export function levelOf(text: string): Level {
  const head = text.length > HEAD_LENGTH ? text.slice(0, HEAD_LENGTH) : text;
  const field = FIELD.exec(head)?.[1];
  if (field !== undefined) {
    const level = /\d/.test(field) ? numberedLevel(Number(field)) : WORDS[field.toLowerCase()];
    if (level !== undefined) return level;
  }
  const glog = GLOG.exec(head)?.[1];
  if (glog !== undefined) return GLOG_LEVELS[glog] ?? "unknown";
  const marked = firstWord(head, BRACKETED) ?? firstWord(head, MARKED);
  if (marked !== undefined) return marked;
  const trouble = TROUBLE.exec(text)?.[1];
  return trouble === undefined ? "unknown" : (WORDS[trouble.toLowerCase()] ?? "unknown");
}

function firstWord(head: string, shape: RegExp): Level | undefined {
  for (const match of head.matchAll(shape)) {
    const level = WORDS[(match[1] ?? match[2] ?? "").toLowerCase()];
    if (level !== undefined) return level;
  }
  return undefined;
}

/** Syslog counts 0 (emergency) to 7 (debug); bunyan and pino 10 (trace) to 60 (fatal). */
function numberedLevel(value: number): Level {
  if (value <= 7) return value <= 3 ? "error" : value === 4 ? "warn" : value <= 6 ? "info" : "debug";
  return value >= 50 ? "error" : value >= 40 ? "warn" : value >= 30 ? "info" : "debug";
}
