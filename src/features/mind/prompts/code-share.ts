/** A line that is written in a programming language rather than for people, told by its shape. */
const CODE_LINE =
  /[;{}]\s*$|^\s*(?:import|from|def|class|return|const|let|var|function|public|private|static|#include|using|package|func|fn|if\s*\(|for\s*\(|while\s*\(|else|elif|try|catch|except|print|console\.|SELECT|INSERT|UPDATE|CREATE|<\/?[a-z][\w-]*[\s>]|\$ |@\w+|\/\/|#!)|=>|->|::|^\s*[\w.]+\(.*\)\s*[:{]?\s*$|^\s*[\w.[\]]{2,}\s*[-+*/]?=\s*\S/;
const PROSE_LINE = /^[\p{L}\d"'(][^{};=<>]*[\p{L}\d.,!?:)"']$/u;
const LONGEST_LINE = 300;

/** How much of a text is code, 0 to 1, by characters: what stands in fences, and lines that look like code. */
export function codeShareOf(text: string): number {
  let code = 0;
  let all = 0;
  let isFenced = false;
  for (const line of text.split("\n")) {
    const trimmed = line.trim();
    if (trimmed.startsWith("```")) {
      isFenced = !isFenced;
      continue;
    }
    all += trimmed.length;
    if (trimmed !== "" && (isFenced || looksLikeCode(line.slice(0, LONGEST_LINE), trimmed.slice(0, LONGEST_LINE)))) code += trimmed.length;
  }
  return all === 0 ? 0 : code / all;
}

function looksLikeCode(line: string, trimmed: string): boolean {
  const words = trimmed.split(" ").length;
  if (words > 6 && PROSE_LINE.test(trimmed)) return false;
  return CODE_LINE.test(line);
}
