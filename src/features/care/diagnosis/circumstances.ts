import type { Category } from "./categories.ts";
import type { SignBook } from "./reading/book.ts";
import { readLine } from "./reading/line.ts";
import { findIn, type Finding } from "./weighing/finding.ts";

/** What Docker knows about an end, besides the log. */
export interface Circumstances {
  exitCode?: number | null;
  isOomKilled?: boolean;
  /** Docker's own words on why it could not start it. */
  stateError?: string;
  /** Why the last health check failed, in its own words. */
  checkOutput?: string;
}

/** By the shell's convention: 126 cannot be executed, 127 not found, 128 + n ended by signal n. */
const BY_EXIT_CODE: Readonly<Record<number, { category: Category; strength: number; why: string }>> = {
  126: { category: "permission", strength: 0.75, why: "its program may not be executed" },
  127: { category: "config_error", strength: 0.75, why: "its program does not exist in the image" },
  132: { category: "platform_mismatch", strength: 0.95, why: "its processor does not know an instruction of the program (SIGILL)" },
  137: { category: "out_of_memory", strength: 0.35, why: "it was killed, as the kernel does when memory runs out" },
  139: { category: "crash_loop", strength: 0.75, why: "it crashed on a wrong memory access (SIGSEGV)" },
};

/** What the circumstances of an end say by themselves. */
export function readCircumstances({ exitCode, isOomKilled, stateError, checkOutput }: Circumstances, book: SignBook): Finding[] {
  const findings: Finding[] = [];
  if (isOomKilled === true) {
    const why = "the kernel killed it for its memory";
    findings.push(known({ category: "out_of_memory", strength: 1, why }, "OOMKilled: true"));
  } else if (exitCode !== undefined && exitCode !== null && BY_EXIT_CODE[exitCode] !== undefined) {
    findings.push(known(BY_EXIT_CODE[exitCode], `exit code ${exitCode}`));
  }
  for (const line of `${stateError ?? ""}\n${checkOutput ?? ""}`.split("\n")) {
    for (const finding of findIn(book, readLine(line))) findings.push({ ...finding, source: "docker", index: -1, lastIndex: -1 });
  }
  return findings;
}

function known(what: { category: Category; strength: number; why: string }, line: string): Finding {
  return {
    ...what,
    phrase: line,
    from: 0,
    to: line.length,
    source: "docker",
    line,
    index: -1,
    lastIndex: -1,
    writer: "",
    level: "unsaid",
    isFrame: false,
    isDeepest: false,
    isTroubled: true,
    isOuter: false,
    isRecovered: false,
  };
}
