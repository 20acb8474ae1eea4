/**
 * The text of an HTML page, with its headings as Markdown headings and its lists as lists. It never fails: a page is
 * what somebody else wrote. Scripts, styles and navigation are no text.
 */
const UNREAD = /<(script|style|template|noscript|nav|svg|iframe|object)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const BLOCK =
  /^(?:address|article|aside|blockquote|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|header|hr|main|ol|p|pre|section|table|tr|ul)$/;
const TAG = /<(\/?)([a-z][a-z0-9]*)\b[^<>]*>/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  auml: "ä",
  ouml: "ö",
  uuml: "ü",
  Auml: "Ä",
  Ouml: "Ö",
  Uuml: "Ü",
  szlig: "ß",
  eacute: "é",
  euro: "€",
  copy: "©",
  deg: "°",
};

export function textOfHtml(html: string): { title: string | null; text: string } {
  const title = /<title\b[^>]*>([^<]*)/i.exec(html)?.[1];
  const body = html
    .replaceAll(COMMENT, " ")
    .replaceAll(UNREAD, " ")
    .replaceAll(/<(title)\b[^>]*>[^<]*(?:<\/\1\s*>)?/gi, " ");
  const marked = body
    .replaceAll(/\s+/g, " ")
    .replaceAll(TAG, (_tag, closing: string, name: string) => markOf(name.toLowerCase(), closing !== ""));
  const text = decode(marked)
    .replaceAll(/[ \t]+/g, " ")
    .replaceAll(/ ?\n ?/g, "\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
  return { title: title === undefined || title.trim() === "" ? null : decode(title).trim().replaceAll(/\s+/g, " "), text };
}

function markOf(name: string, isClosing: boolean): string {
  const heading = /^h([1-6])$/.exec(name);
  if (heading !== null) return isClosing ? "\n\n" : `\n\n${"#".repeat(Number(heading[1]))} `;
  if (name === "br") return "\n";
  if (name === "li") return isClosing ? "" : "\n- ";
  if (name === "td" || name === "th") return isClosing ? " | " : "";
  return BLOCK.test(name) ? "\n\n" : "";
}

function decode(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return point > 0 && point <= 0x10_ff_ff && !(point >= 0xd8_00 && point <= 0xdf_ff) ? String.fromCodePoint(point) : " ";
  });
}
