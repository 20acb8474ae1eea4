import { BEYOND_HEX, classOf, DIGIT, DOT, DOTTED, LETTER, NAME, SPACE, UNDERSCORE } from "./characters.ts";
import { endOfAddress, endOfHost, endOfObject, endOfPath, endOfProtocol, endOfUrl, endOfUuid } from "./shapes.ts";

export const VARIABLE = "<*>";

/** What is behind this of a line says nothing about its template. */
export const LONGEST_LINE = 8_192;

/**
 * A log line with everything that is a value by its own shape replaced by `<*>`: numbers with their unit, hexadecimal,
 * addresses, paths, URLs, ids, truth values. Runs of spaces become one. What is a value only because it differs from
 * line to line (a user's name) is found later, by `grouping/`.
 */
export function mask(line: string): string {
  const text = line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) : line;
  const end = text.length;
  let masked = "";
  /** Up to here the text is in `masked`. */
  let kept = 0;
  let at = 0;
  while (at < end) {
    const code = text.charCodeAt(at);
    const kind = classOf(code);
    if (kind === SPACE) {
      const from = at;
      while (at < end && classOf(text.charCodeAt(at)) === SPACE) at += 1;
      if (at - from > 1 || code !== 32 || from === 0 || at === end) {
        masked += text.slice(kept, from);
        if (from > 0 && at < end) masked += " ";
        kept = at;
      }
      continue;
    }
    const after = endOfValue(text, at, code, kind);
    if (after > at) {
      masked += text.slice(kept, at);
      if (kept < at || !masked.endsWith(VARIABLE)) masked += VARIABLE;
      kept = after;
      at = after;
    } else at = -after;
  }
  return kept === 0 ? text : masked + text.slice(kept);
}

/** Where the value that begins here ends; or, negated, where to read on when it is none. */
function endOfValue(text: string, at: number, code: number, kind: number): number {
  const before = at === 0 ? SPACE : classOf(text.charCodeAt(at - 1));
  if (code === 47 /* / */ || code === 126 /* ~ */) {
    const after = (before & NAME) === 0 ? endOfPath(text, at) : at;
    return after > at ? endOfProtocol(text, after) : -(at + 1);
  }
  if ((code === 45 || code === 43) /* - + */ && (before & DOTTED) === 0) {
    const next = classOf(text.charCodeAt(at + 1));
    return next === DIGIT ? endOfNumber(text, at + 1) : -(at + 1);
  }
  if ((kind & (DIGIT | LETTER | UNDERSCORE)) === 0) {
    if (code === 58 /* : */ && text.charCodeAt(at + 1) === 58) {
      const after = endOfAddress(text, at);
      if (after > at) return after;
    }
    return -(at + 1);
  }
  return endOfWord(text, at, kind);
}

function endOfNumber(text: string, at: number): number {
  let end = at;
  while (end < text.length && (classOf(text.charCodeAt(end)) & DOTTED) !== 0) end += 1;
  while (text.charCodeAt(end - 1) === 46) end -= 1;
  return end;
}

const TRUTH_VALUES: ReadonlySet<string> = new Set(["true", "false", "null", "True", "False", "TRUE", "FALSE", "NULL", "nil", "None"]);

/** A word may be a value as a whole, or a name with a value behind its last dot. */
function endOfWord(text: string, at: number, first: number): number {
  let end = at;
  let all = 0;
  let digits = 0;
  let longestRun = 0;
  let run = 0;
  let dots = 0;
  let leading = at;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    const kind = classOf(code);
    if ((kind & DOTTED) === 0) {
      // `blk_-695`: an id whose number is negative.
      if (code !== 45 || text.charCodeAt(end - 1) !== 95 || classOf(text.charCodeAt(end + 1)) !== DIGIT) break;
    }
    if (leading === end && kind === UNDERSCORE) leading += 1;
    all |= kind;
    if (kind === DIGIT) {
      digits += 1;
      run += 1;
      if (run > longestRun) longestRun = run;
    } else run = 0;
    if (kind === DOT) dots += 1;
  }
  while (text.charCodeAt(end - 1) === 46) {
    end -= 1;
    dots -= 1;
  }
  const next = text.charCodeAt(end);
  if (next === 58 /* : */) {
    const after = (all & BEYOND_HEX) === 0 ? endOfAddress(text, at) : endOfUrl(text, at, end);
    if (after > at) return after;
  } else if (next === 45 /* - */) {
    const after = endOfUuid(text, at);
    if (after > at) return after;
  }
  if (next === 64 /* @ */ || next === 45 || dots >= 2) {
    const after = endOfHost(text, at);
    if (after > at) return after;
  }
  if (next === 64 && dots > 0) {
    const after = endOfObject(text, end);
    if (after > end) return after;
  }
  if (first === DIGIT || classOf(text.charCodeAt(leading)) === DIGIT) return end;
  if (digits === 0) {
    if (end - at <= 5 && TRUTH_VALUES.has(text.slice(at, end))) return end;
    if (end - at === 3 && next === 32 && isPartOfDate(text, at)) return end;
    return -end;
  }
  // A long word with digits is an id more often than a name.
  if (longestRun >= 4 || (digits >= 2 && end - at >= 12)) return end;
  if ((all & (BEYOND_HEX | UNDERSCORE | DOT)) === 0 && end - at >= 5 && digits >= 2) return end;
  return -end;
}

const MONTHS: ReadonlySet<string> = new Set("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "));
const WEEKDAYS: ReadonlySet<string> = new Set("Mon Tue Wed Thu Fri Sat Sun".split(" "));

/** `Jan 5`, and `Mon` of `Mon Jan 5`; on its own a month is a word. */
function isPartOfDate(text: string, at: number): boolean {
  const word = text.slice(at, at + 3);
  if (WEEKDAYS.has(word)) return text.charCodeAt(at + 7) === 32 && MONTHS.has(text.slice(at + 4, at + 7)) && isPartOfDate(text, at + 4);
  return (
    MONTHS.has(word) &&
    (classOf(text.charCodeAt(at + 4)) === DIGIT || (text.charCodeAt(at + 4) === 32 && classOf(text.charCodeAt(at + 5)) === DIGIT))
  );
}
