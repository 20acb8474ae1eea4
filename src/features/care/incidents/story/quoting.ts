const MOST_LETTERS = 400;

/** Foreign text as one line: no control character, no escape sequence, nothing that turns the direction of what follows. */
export function oneLine(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .toWellFormed();
  return line.length > MOST_LETTERS ? `${line.slice(0, MOST_LETTERS).toWellFormed()}…` : line;
}

/** Foreign text as Markdown text: names and log lines never become markup, links or HTML. */
export function prose(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\`*_~[\]()<>#|&!{}]/g, String.raw`\$&`)
    .replace(/^([-+=])/, String.raw`\$1`)
    .replace(/^(\d+)\./, String.raw`$1\.`)
    .replaceAll("://", String.raw`:\//`)
    .replaceAll(/\b(www)\./gi, String.raw`$1\.`)
    .replaceAll("@", String.raw`\@`);
}

/** Foreign text as a code span. Its fence is longer than any run of back-ticks inside, so that nothing can end it early. */
export function code(text: string): string {
  const line = oneLine(text);
  if (line === "") return "(nothing)";
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const room = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${room}${line}${room}${fence}`;
}
