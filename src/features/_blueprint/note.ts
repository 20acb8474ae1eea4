/** Longest title in characters. */
const TITLE_LENGTH = 60;

/** The text of a note as it is kept: no space around it, no trailing space in its lines, no run of empty lines. */
export function tidy(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trimEnd())
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

/** What stands for a note in a list: its first line, cut at a word. */
export function titleOf(text: string): string {
  const line = tidy(text).split("\n")[0] ?? "";
  if (line.length <= TITLE_LENGTH) return line;
  const cut = line.slice(0, TITLE_LENGTH - 1);
  const lastSpace = cut.lastIndexOf(" ");
  return `${(lastSpace > 0 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`;
}
