import type { Category } from "./categories.ts";
import type { SignBook } from "./reading/book.ts";

/** What Docker knows about an end, besides the log. */
export interface Circumstances {
  exitCode?: number | null;
  isOomKilled?: boolean;
  /** Docker's own words on why it could not start it. */
  stateError?: string;
  /** Why the last health check failed, in its own words. */
  checkOutput?: string;
}

export interface Hint {
  category: Category;
  why: string;
  strength: number;
  phrase: string;
  line: string;
}

/** By the shell's convention: 126 cannot be executed, 127 not found, 128 + n ended by signal n. */
const BY_EXIT_CODE: Readonly<Record<number, Omit<Hint, "line" | "phrase">>> = {
  126: { category: "permission", strength: 0.7, why: "its program may not be executed" },
  127: { category: "config_error", strength: 0.75, why: "its program does not exist in the image" },
  132: { category: "platform_mismatch", strength: 0.95, why: "its processor does not know an instruction of the program (SIGILL)" },
  137: { category: "out_of_memory", strength: 0.35, why: "it was killed, as the kernel does when memory runs out" },
  139: { category: "crash_loop", strength: 0.5, why: "it crashed on a wrong memory access (SIGSEGV)" },
};

/** Docker's word is worth a little more than a line of a log: it is about this very end. */
const DOCKER_KNOWS = 1.05;

/** What the circumstances of an end say by themselves. */
export function readCircumstances({ exitCode, isOomKilled, stateError, checkOutput }: Circumstances, book: SignBook): Hint[] {
  const hints: Hint[] = [];
  if (isOomKilled === true) {
    const why = "the kernel killed it for its memory";
    hints.push({ category: "out_of_memory", strength: DOCKER_KNOWS, why, phrase: "OOMKilled", line: "OOMKilled: true" });
  } else if (exitCode !== undefined && exitCode !== null && BY_EXIT_CODE[exitCode] !== undefined) {
    hints.push({ ...BY_EXIT_CODE[exitCode], phrase: `exit code ${exitCode}`, line: `exit code ${exitCode}` });
  }
  for (const line of (stateError ?? "").split("\n")) {
    for (const match of book.read(line.toLowerCase())) hints.push({ ...match, strength: match.strength * DOCKER_KNOWS, line });
  }
  for (const line of (checkOutput ?? "").split("\n")) {
    for (const match of book.read(line.toLowerCase())) hints.push({ ...match, line });
  }
  return hints;
}
