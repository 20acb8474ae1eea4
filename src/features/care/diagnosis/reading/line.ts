/** A line as it is read: what a terminal would show, in lower case, with one space where there were several. */
export interface ReadLine {
  /** Number of the first line with this text, from 0. */
  index: number;
  /** Number of the last line that says the same but for its numbers. */
  lastIndex: number;
  /** As it came, without escape codes. */
  original: string;
  text: string;
  /** Who wrote it, where several containers write into one log (`web_1  | ...`); otherwise empty. */
  source: string;
  /** How much is to be given on what it says, by its own level. */
  weight: number;
  /** It speaks of trouble: some word in it says that something is not as it should be. */
  isTroubled: boolean;
}

/** Longer lines are cut: nobody explains a failure in the fifth kilobyte of one. */
const LONGEST_LINE = 8_192;
const ESC = "\u001B";
const ESCAPES = new RegExp(`${ESC}\\[[0-?]*[ -/]*[@-~]|${ESC}\\][^\u0007${ESC}]{0,500}(?:\u0007|${ESC}\\\\)|${ESC}[@-Z\\\\^_=>]`, "g");
const SOURCE = /^([\w.-]{1,80}) +\| /;

/** How loud a line is by its own word: what is only told in passing explains less. */
const LEVELS: readonly [RegExp, number][] = [
  [/\b(?:fatal|panic|emerg|emergency|crit|critical|severe)\b/, 1.05],
  [/\b(?:error|err|exception|traceback|failed|failure)\b/, 1],
  [/\b(?:warn|warning)\b/, 0.9],
  [/\b(?:info|notice|debug|trace|verbose)\b/, 0.75],
];
const HEAD_LENGTH = 160;
const UNSAID = 0.97;
const TROUBLE =
  /error|exception|fail|fatal|panic|cannot|can't|couldn't|could not|unable|not |n't |invalid|illegal|missing|denied|refus|reject|unknown|abort|kill|crash|wrong|bad |exit|unhealthy|critical|emerg|lost|broken|fault|\u4e0d|\u65e0|\u5931|\u9519/;
/** The way that an error took through a program names files and functions, which are no causes. */
const FRAME =
  /^\s*(?:at [\w$.<>[\] ]+\(|at (?:async )?[\w$./]+|file "[^"]*", line \d+|\d+: 0x[0-9a-f]+|goroutine \d+|\.\.\. \d+ more|#\d+ 0x)/;
const FRAME_WEIGHT = 0.5;
/** Java, Python and others name the deepest reason last. */
const DEEPEST = /^\s*(?:\w+:? )?caused by:?/;
const DEEPEST_WEIGHT = 1.06;

/** Read a log. Lines that differ in their numbers only are read once. */
export function readLines(lines: readonly string[]): ReadLine[] {
  const byShape = new Map<string, ReadLine>();
  let index = 0;
  for (const raw of lines) {
    for (const line of splitLines(raw)) {
      const original = line.replace(ESCAPES, "").trim().slice(0, LONGEST_LINE);
      const text = original.toLowerCase().replaceAll(/\\"/g, '"').replaceAll(/[‘’]/g, "'").replaceAll(/\s+/g, " ");
      if (text !== "") note(byShape, index, original, text);
      index += 1;
    }
  }
  return [...byShape.values()];
}

function note(byShape: Map<string, ReadLine>, index: number, original: string, text: string): void {
  const shape = text.replaceAll(/\d/g, "0");
  const known = byShape.get(shape);
  // Status and error codes are numbers too: only what is far from short is the same line again.
  const isSame =
    known !== undefined && known.text.replaceAll(/\b\d{4,}\b|\d+[:.]\d+/g, "0") === text.replaceAll(/\b\d{4,}\b|\d+[:.]\d+/g, "0");
  if (isSame) {
    known.lastIndex = index;
    return;
  }
  byShape.set(known === undefined ? shape : text, {
    index,
    lastIndex: index,
    original,
    text,
    source: SOURCE.exec(text)?.[1] ?? "",
    weight: weightOf(text),
    isTroubled: TROUBLE.test(text),
  });
}

/** A logger that writes JSON puts a stack trace on one line, with the line ends written out. */
function splitLines(raw: string): string[] {
  return raw.includes("\\n") || raw.includes("\n") || raw.includes("\r") ? raw.split(/\r\n|\n|\r|\\r\\n|\\n/) : [raw];
}

function weightOf(text: string): number {
  if (FRAME.test(text)) return FRAME_WEIGHT;
  if (DEEPEST.test(text)) return DEEPEST_WEIGHT;
  const head = text.slice(0, HEAD_LENGTH);
  return LEVELS.find(([word]) => word.test(head))?.[1] ?? UNSAID;
}
