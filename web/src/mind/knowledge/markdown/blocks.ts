/** What a Markdown text is made of. There is no HTML in it: tags are letters. */
export type Block =
  | { kind: "heading"; level: number; text: string }
  | { kind: "paragraph"; text: string }
  | { kind: "code"; text: string }
  | { kind: "quote"; text: string }
  | { kind: "list"; items: readonly Item[] }
  | { kind: "table"; head: readonly string[]; rows: readonly (readonly string[])[] }
  | { kind: "rule" };

interface Item {
  text: string;
  /** How far it stands in: 0 is outermost. */
  depth: number;
  /** Null: a bullet. */
  number: number | null;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;
const BULLET = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;
const QUOTE = /^ {0,3}>\s?(.*)$/;
const DIVIDER = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const DEEPEST = 5;

/** Read a text as blocks. What is no Markdown is paragraphs; nothing is thrown away but marks. */
export function blocksOf(text: string): Block[] {
  const lines = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const [block, next] = blockAt(lines, at);
    if (block !== null) blocks.push(block);
    at = next;
  }
  return blocks;
}

/** The block that begins at a line, and the line after it. */
function blockAt(lines: readonly string[], at: number): [block: Block | null, next: number] {
  const line = lines[at] ?? "";
  if (line.trim() === "") return [null, at + 1];
  const [, fence] = FENCE.exec(line) ?? [];
  if (fence !== undefined) return codeAt(lines, at, fence);
  const [, marks, title] = HEADING.exec(line) ?? [];
  if (marks !== undefined) return [{ kind: "heading", level: marks.length, text: title ?? "" }, at + 1];
  if (RULE.test(line)) return [{ kind: "rule" }, at + 1];
  if (QUOTE.test(line)) {
    const end = endOf(lines, at, (each) => QUOTE.test(each));
    const quoted = lines.slice(at, end).map((each) => QUOTE.exec(each)?.[1] ?? "");
    return [{ kind: "quote", text: quoted.join("\n") }, end];
  }
  if (BULLET.test(line)) return listAt(lines, at);
  if (line.includes("|") && DIVIDER.test(lines[at + 1] ?? "")) return tableAt(lines, at);
  const end = endOf(lines, at + 1, (each, index) => !beginsAnother(each) && !(each.includes("|") && DIVIDER.test(lines[index + 1] ?? "")));
  return [{ kind: "paragraph", text: lines.slice(at, end).join("\n") }, end];
}

function beginsAnother(line: string): boolean {
  return line.trim() === "" || FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || BULLET.test(line);
}

function endOf(lines: readonly string[], from: number, goesOn: (line: string, index: number) => boolean): number {
  let end = from;
  while (end < lines.length && goesOn(lines[end] ?? "", end)) end += 1;
  return end;
}

function codeAt(lines: readonly string[], at: number, fence: string): [Block, number] {
  const closes = (line: string): boolean => line.trim().startsWith(fence) && line.trim().replaceAll(fence[0] ?? "`", "") === "";
  const end = endOf(lines, at + 1, (line) => !closes(line));
  return [{ kind: "code", text: lines.slice(at + 1, end).join("\n") }, end + 1];
}

function listAt(lines: readonly string[], at: number): [Block, number] {
  const items: Item[] = [];
  let end = at;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? "";
    const [, indent, number, text] = BULLET.exec(line) ?? [];
    const last = items.at(-1);
    if (RULE.test(line)) break;
    if (indent !== undefined)
      items.push({
        text: text ?? "",
        depth: Math.min(DEEPEST, Math.floor(indent.replaceAll("\t", "    ").length / 2)),
        number: number === undefined ? null : Number(number),
      });
    else if (last !== undefined && /^\s{2,}\S/.test(line)) last.text += `\n${line.trim()}`;
    else break;
  }
  return [{ kind: "list", items }, end];
}

function tableAt(lines: readonly string[], at: number): [Block, number] {
  const end = endOf(lines, at + 2, (line) => line.includes("|") && line.trim() !== "");
  return [{ kind: "table", head: cells(lines[at] ?? ""), rows: lines.slice(at + 2, end).map(cells) }, end];
}

function cells(line: string): string[] {
  return line
    .trim()
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split("|")
    .map((cell) => cell.trim());
}
