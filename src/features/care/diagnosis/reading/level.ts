/** How loud a line is by its own word. */
export type Level = "fatal" | "error" | "warning" | "info" | "unsaid";

/** A field that names the level: `level=error`, `"severity":"WARN"`, pino's `"level":50`, mongod's `"s":"E"`. */
const FIELD = /"?\b(?:level|lvl|severity|loglevel|level_name|levelname)\b"?\s?[=:]\s?"?([a-z]{3,12}|\d0)\b|"s":"([fewid])"/;
/** klog and glog begin their lines with a letter and the day: `E0412 10:00:00`. */
const LETTER_AND_DAY = /^([fewi])\d{4} /;

const BY_WORD: readonly [RegExp, Level][] = [
  [/\b(?:fatal|panic|emerg|emergency|crit|critical|severe|alert)\b/, "fatal"],
  [/\b(?:error|err|exception|traceback|failed|failure)\b/, "error"],
  [/\b(?:warn|warning)\b/, "warning"],
  [/\b(?:info|notice|debug|trace|verbose|information)\b/, "info"],
];
const BY_LETTER: Readonly<Record<string, Level>> = { f: "fatal", e: "error", w: "warning", i: "info", d: "info" };
/** pino and bunyan count in tens. */
const BY_NUMBER: Readonly<Record<string, Level>> = {
  "10": "info",
  "20": "info",
  "30": "info",
  "40": "warning",
  "50": "error",
  "60": "fatal",
};
const HEAD_LENGTH = 160;

/** Every pattern that text from outside meets here. */
export const PATTERNS: readonly RegExp[] = [FIELD, LETTER_AND_DAY, ...BY_WORD.map(([word]) => word)];

/** The level of a line of lower case: by its field where it has one, otherwise by the words at its beginning. */
export function levelOf(text: string): Level {
  const [, said = "", letter = ""] = FIELD.exec(text) ?? [];
  const [, klog = ""] = LETTER_AND_DAY.exec(text) ?? [];
  const byField = BY_NUMBER[said] ?? BY_LETTER[letter] ?? BY_LETTER[klog] ?? byWord(said);
  return byField ?? byWord(text.slice(0, HEAD_LENGTH)) ?? "unsaid";
}

function byWord(text: string): Level | undefined {
  return BY_WORD.find(([word]) => word.test(text))?.[1];
}
