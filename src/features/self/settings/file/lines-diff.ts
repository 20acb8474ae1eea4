export interface DiffLine {
  kind: "same" | "added" | "removed";
  /** Where it stands: in the text after, a removed one in the text before. From 1. */
  line: number;
  text: string;
}

/** Above this many pairs of lines the middle is told as replaced whole: nobody reads such a difference line by line. */
const MOST_PAIRS = 4_000_000;

/** How one text becomes another, line by line. Pure. */
export function diffOfLines(before: string, after: string): DiffLine[] {
  const old = linesOf(before);
  const fresh = linesOf(after);
  let start = 0;
  while (start < Math.min(old.length, fresh.length) && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, fresh.length) - start && old[old.length - 1 - end] === fresh[fresh.length - 1 - end]) end += 1;
  const kept = (index: number): DiffLine => ({ kind: "same", line: index + 1, text: fresh[index] ?? "" });
  return [
    ...fresh.slice(0, start).map((_text, index) => kept(index)),
    ...middle(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end), start),
    ...fresh.slice(fresh.length - end).map((_text, index) => kept(fresh.length - end + index)),
  ];
}

/** The longest common lines stay, what is between them goes or comes. */
function middle(old: readonly string[], fresh: readonly string[], offset: number): DiffLine[] {
  const removed = (index: number): DiffLine => ({ kind: "removed", line: offset + index + 1, text: old[index] ?? "" });
  const added = (index: number): DiffLine => ({ kind: "added", line: offset + index + 1, text: fresh[index] ?? "" });
  if (old.length * fresh.length > MOST_PAIRS)
    return [...old.map((_text, index) => removed(index)), ...fresh.map((_text, index) => added(index))];
  // How many lines are common from here to the end.
  const width = fresh.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let from = old.length - 1; from >= 0; from -= 1)
    for (let to = fresh.length - 1; to >= 0; to -= 1)
      common[from * width + to] =
        old[from] === fresh[to]
          ? (common[(from + 1) * width + to + 1] ?? 0) + 1
          : Math.max(common[(from + 1) * width + to] ?? 0, common[from * width + to + 1] ?? 0);
  const lines: DiffLine[] = [];
  let from = 0;
  let to = 0;
  while (from < old.length || to < fresh.length) {
    if (from < old.length && to < fresh.length && old[from] === fresh[to]) {
      lines.push({ kind: "same", line: offset + to + 1, text: fresh[to] ?? "" });
      from += 1;
      to += 1;
    } else if (
      to >= fresh.length ||
      (from < old.length && (common[(from + 1) * width + to] ?? 0) >= (common[from * width + to + 1] ?? 0))
    ) {
      lines.push(removed(from));
      from += 1;
    } else {
      lines.push(added(to));
      to += 1;
    }
  }
  return lines;
}

function linesOf(text: string): string[] {
  if (text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}
