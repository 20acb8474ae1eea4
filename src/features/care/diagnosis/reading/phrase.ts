/** Between two parts of a phrase there may stand so many characters. */
const MOST_BETWEEN = 120;
/** A line that repeats the beginning of a phrase more often than this is noise, or hostile. */
const MOST_BEGINNINGS = 40;

interface Part {
  text: string;
  /** Letters may follow: `certificate+` also finds `certificates`. */
  isOpen: boolean;
}

/**
 * Words as they stand in a log line, lower case, whole words only. `*` stands for anything up to 120 characters, `+` behind a
 * word for any ending of it. Not a regular expression: the time to look for one grows with the length of the line, whatever
 * stands in it.
 */
export class Phrase {
  /** A whole word that a line needs to have for this phrase to be in it; null when there is none (languages without spaces). */
  readonly keyWord: string | null;
  readonly #parts: readonly Part[];

  constructor(text: string) {
    this.#parts = text
      .split("*")
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .map((part) => (part.endsWith("+") ? { text: part.slice(0, -1), isOpen: true } : { text: part, isOpen: false }));
    if (this.#parts.length === 0) throw new Error(`"${text}" is no phrase`);
    const words = this.#parts.flatMap(({ text: part, isOpen }) => wordsOf(part).slice(0, isOpen ? -1 : undefined));
    this.keyWord = words.toSorted((a, b) => b.length - a.length)[0] ?? null;
  }

  /** Where it begins and ends in a line of lower case; null when it is not there. */
  find(line: string): { from: number; to: number } | null {
    const [first, ...rest] = this.#parts as [Part, ...Part[]];
    let from = 0;
    for (let count = 0; count < MOST_BEGINNINGS; count += 1) {
      const start = findPart(line, first, from);
      if (start === -1) return null;
      const end = findRest(line, rest, start + first.text.length);
      if (end !== -1) return { from: start, to: end };
      from = start + 1;
    }
    return null;
  }
}

/** The words of a text in lower case: runs of letters and digits of the Latin alphabet. */
export function wordsOf(text: string): string[] {
  return text.match(/[a-z0-9]+/g) ?? [];
}

function findRest(line: string, parts: readonly Part[], from: number): number {
  let end = from;
  for (const part of parts) {
    const window = line.slice(end, end + MOST_BETWEEN + part.text.length + 1);
    const found = findPart(window, part, 0, line[end - 1]);
    if (found === -1) return -1;
    end += found + part.text.length;
  }
  return end;
}

/** @param charBefore what stands before the text, which may be a piece of a line */
function findPart(text: string, { text: part, isOpen }: Part, from: number, charBefore = ""): number {
  for (let at = text.indexOf(part, from), count = 0; at !== -1 && count < MOST_BEGINNINGS; at = text.indexOf(part, at + 1), count += 1) {
    const before = at === 0 ? charBefore : text[at - 1];
    const after = text[at + part.length];
    if (!(isWordChar(part[0]) && isWordChar(before)) && (isOpen || !(isWordChar(part.at(-1)) && isWordChar(after)))) return at;
  }
  return -1;
}

function isWordChar(char: string | undefined): boolean {
  return char !== undefined && char !== "" && ((char >= "a" && char <= "z") || (char >= "0" && char <= "9"));
}
