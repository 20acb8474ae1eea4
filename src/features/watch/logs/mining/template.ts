import { createHash } from "node:crypto";

/** What lines that one statement of a program wrote have in common. */
export interface Template {
  /** Stays when later lines show that a word of it is a value. */
  readonly id: string;
  /** Its words, with `<*>` for each value. */
  text: string;
  /** When its first line was learned, also where that was taken for another template then. */
  firstAt: number;
}

/** The same text has the same id wherever it was found, unless that is taken. */
export function newTemplate(text: string, firstAt: number, isTaken: (id: string) => boolean): Template {
  for (let attempt = 0; ; attempt += 1) {
    const id = createHash("sha256")
      .update(attempt === 0 ? text : `${text}\n${attempt}`)
      .digest("hex")
      .slice(0, 16);
    if (!isTaken(id)) return { id, text, firstAt };
  }
}
