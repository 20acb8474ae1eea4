import { levelOf, type Level } from "./level.ts";

/** A line as it is read: what a terminal would show, in lower case, with one space where there were several. */
export interface ReadLine {
  /** Number of the first line with this text, from 0. */
  index: number;
  /** Number of the last line that says the same but for its numbers. */
  lastIndex: number;
  /** As it came, without escape codes. */
  original: string;
  text: string;
  /** The same with identifiers taken apart: `RateLimitError` is `rate limit error`, `NO_SPACE_LEFT` is `no space left`. */
  spelled: string;
  /** Who wrote it, where several containers write into one log (`web_1  | ...`); otherwise empty. */
  source: string;
  level: Level;
  /** The way that an error took through a program: names of files and functions, which are no causes. */
  isFrame: boolean;
  /** Java, Python and others name the deepest reason of a chain by itself. */
  isDeepest: boolean;
  /** It speaks of trouble: some word in it says that something is not as it should be. */
  isTroubled: boolean;
}

/** Longer lines are cut: nobody explains a failure in the fifth kilobyte of one. */
const LONGEST_LINE = 8_192;
const ESC = "\u001B";
const ESCAPES = new RegExp(`${ESC}\\[[0-?]*[ -/]*[@-~]|${ESC}\\][^\u0007${ESC}]{0,500}(?:\u0007|${ESC}\\\\)|${ESC}[@-Z\\\\^_=>]`, "g");
const SOURCE = /^([\w.-]{1,80}) +\| /;

const TROUBLE =
  /error|errno|exception|fail|fatal|panic|cannot|can't|couldn't|could not|unable|not |n't |invalid|illegal|missing|denied|refus|reject|unknown|abort|kill|crash|wrong|bad |exit|unhealthy|critical|emerg|lost|broken|fault|timed|timeout|exceed|\berr\b|unavailable|unreachable|\u4e0d|\u65e0|\u5931|\u9519/;
/** Words of trouble in a sentence that says there is none. */
const NO_TROUBLE =
  /\b(?:0|no|without|zero) (?:\w+ )?(?:errors?|warnings?|failures?|problems?|issues?)\b|\b(?:errors?|failures?|failed|timeouts?)[=:]"? ?0\b|\btimeout["' ]{0,2}[=:] ?["']?\d|"(?:error|err)":(?:null|""|false)/g;

const FRAME =
  /^\s*(?:at [\w$.<>[\] ]+\(|at (?:async )?[\w$./]+|file "[^"]*", line \d+|\d+: 0x[0-9a-f]+|goroutine \d+|\.\.\. \d+ more|#\d+ 0x)/;
const DEEPEST = /^\s*(?:\w+:? )?caused by:?|^-+> /;

/** Every pattern that text from outside meets here. */
export const PATTERNS: readonly RegExp[] = [ESCAPES, SOURCE, TROUBLE, NO_TROUBLE, FRAME, DEEPEST];

/** Read a log. Lines that differ in their numbers only are read once. */
export function readLines(lines: readonly string[]): ReadLine[] {
  const byShape = new Map<string, ReadLine>();
  let index = 0;
  for (const raw of lines) {
    for (const line of splitLines(raw)) {
      const original = line
        .slice(0, 2 * LONGEST_LINE)
        .replace(ESCAPES, "")
        .trim()
        .slice(0, LONGEST_LINE);
      const text = plain(original);
      if (text !== "") note(byShape, index, original, text);
      index += 1;
    }
  }
  return [...byShape.values()];
}

/** One line by itself. */
export function readLine(original: string, index = 0): ReadLine {
  const text = plain(original);
  return {
    index,
    lastIndex: index,
    original,
    text,
    spelled: spell(original),
    source: SOURCE.exec(text)?.[1] ?? "",
    level: levelOf(text),
    isFrame: FRAME.test(text),
    isDeepest: DEEPEST.test(text),
    isTroubled: TROUBLE.test(text.replaceAll(NO_TROUBLE, "")),
  };
}

function note(byShape: Map<string, ReadLine>, index: number, original: string, text: string): void {
  const shape = text.replaceAll(/\d/g, "0");
  const known = byShape.get(shape);
  if (known !== undefined && withoutLongNumbers(known.text) === withoutLongNumbers(text)) known.lastIndex = index;
  else byShape.set(known === undefined ? shape : text, readLine(original, index));
}

/** Status and error codes are numbers too: only what is far from short, or a time or an address, is the same line again. */
function withoutLongNumbers(text: string): string {
  return text.replaceAll(/\d+/g, (digits: string, at: number) => {
    const isPartOfMore = /[:.]/.test((text[at - 1] ?? "") + (text[at + digits.length] ?? ""));
    return digits.length > 3 || isPartOfMore ? "0" : digits;
  });
}

/** A logger that writes JSON puts a stack trace on one line, with the line ends written out. */
function splitLines(raw: string): string[] {
  return raw.includes("\\n") || raw.includes("\n") || raw.includes("\r") ? raw.split(/\r\n|\n|\r|\\r\\n|\\n/) : [raw];
}

function plain(original: string): string {
  return original.toLowerCase().replaceAll('\\"', '"').replaceAll(/[‘’`]/g, "'").replaceAll(/\s+/g, " ").trim();
}

function spell(original: string): string {
  const apart = original.replaceAll(/([a-z])(?=[A-Z][a-z]|[A-Z]{2,}\b)/g, "$1 ").replaceAll(/([a-zA-Z])_(?=[a-zA-Z])/g, "$1 ");
  return plain(apart);
}
