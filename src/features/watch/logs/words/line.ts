import { maskSecrets } from "../../../../kernel/masking.ts";

/** Longer lines are cut here; the cut shows as an ellipsis. */
export const LONGEST_LINE_BYTES = 8_192;
/** What is read of a line before masking: more than is kept, so that a secret cut in two at the end is not kept in half. */
const LONGEST_READ = 2 * LONGEST_LINE_BYTES;

const ESC = "\u001B";
/** Control sequences (colours, cursor), operating system commands (titles, links), character sets, two-letter escapes. */
const ESCAPES = new RegExp(
  `(?:${ESC}\\[|\u009B)[0-?]*[ -/]*[@-~]|${ESC}\\][^\u0007${ESC}]*(?:\u0007|${ESC}\\\\)|${ESC}[ -/]+[0-~]|${ESC}[@-Z\\\\^_=>]`,
  "g",
);
const CONTROL = /\p{Cc}/u;
const CONTROLS = /(?!\t)\p{Cc}/gu;

/** What a terminal would show, as one line: no escape codes, no control characters but tabs, only whole characters. */
export function plainText(raw: string): string {
  const text = raw.length > LONGEST_READ ? raw.slice(0, LONGEST_READ) : raw;
  if (!CONTROL.test(text)) return text.toWellFormed();
  return text.replace(ESCAPES, "").trimEnd().replaceAll(/\r/g, " ").replace(CONTROLS, "").toWellFormed();
}

/** What one write put on several lines, as several. */
export function linesOf(raw: string): string[] {
  return raw.includes("\n") ? raw.replace(/\r?\n$/, "").split("\n") : [raw];
}

/** Cut to a number of UTF-8 bytes, never inside a character. */
export function cutToBytes(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text);
  let end = maxBytes - 3;
  // A byte 10xxxxxx continues a character.
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
  return `${bytes.toString("utf8", 0, end)}…`;
}

const KEY_BEGINS = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const KEY_ENDS = /-----END [A-Z ]*PRIVATE KEY-----/;
/** A line of a key in PEM: base64 alone or at the end of what a logger wrote before it, or a header of an encrypted key. */
const KEY_LINE = /^\s*[A-Za-z0-9+/=]+\s*$|(?:^|\s)[A-Za-z0-9+/=]{32,}\s*$|^\s*(?:Proc-Type|DEK-Info):|^\s*$/;

/** Makes the lines of one container fit to keep. It remembers whether a private key is being printed over several lines. */
export class LineCleaner {
  #isInsideKey = false;

  clean(raw: string): string {
    return cutToBytes(this.#mask(plainText(raw)), LONGEST_LINE_BYTES);
  }

  #mask(text: string): string {
    if (this.#isInsideKey) {
      const end = KEY_ENDS.exec(text);
      if (end !== null) {
        this.#isInsideKey = false;
        return `***${maskSecrets(text.slice(end.index + end[0].length))}`;
      }
      if (KEY_LINE.test(text)) return "***";
      this.#isInsideKey = false;
    }
    const begin = text.includes("-----BEGIN ") ? KEY_BEGINS.exec(text) : null;
    if (begin !== null) this.#isInsideKey = !KEY_ENDS.test(text.slice(begin.index));
    return maskSecrets(text);
  }
}
