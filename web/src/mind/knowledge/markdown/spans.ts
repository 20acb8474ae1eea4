/** A stretch of a line. */
export type Span =
  | { kind: "text"; text: string }
  | { kind: "strong"; text: string }
  | { kind: "emphasis"; text: string }
  | { kind: "code"; text: string }
  /** Only addresses of the web: whatever else is written as a link stays text. */
  | { kind: "link"; text: string; address: string };

const MARKS =
  /(?<code>`[^`\n]+`)|(?<strong>\*\*[^*\n]+\*\*|__[^_\n]+__)|(?<emphasis>(?<![\p{L}\p{N}*_])[*_][^*_\n\s](?:[^*_\n]*[^*_\n\s])?[*_](?![\p{L}\p{N}*_]))|\[(?<label>[^\]\n]{1,500})\]\((?<target>[^()\s]{1,2000})\)|(?<bare>https?:\/\/[^\s<>()"'`]{1,2000}[^\s<>()"'`.,;:!?])/gu;

/** Read the marks within a line: code, strong, emphasis, links. */
export function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKS)) {
    if (match.index > end) spans.push({ kind: "text", text: text.slice(end, match.index) });
    spans.push(spanOf(match[0], match.groups ?? {}));
    end = match.index + match[0].length;
  }
  if (end < text.length) spans.push({ kind: "text", text: text.slice(end) });
  return spans;
}

function spanOf(whole: string, { code, strong, emphasis, label, target, bare }: Record<string, string | undefined>): Span {
  if (code !== undefined) return { kind: "code", text: code.slice(1, -1) };
  if (strong !== undefined) return { kind: "strong", text: strong.slice(2, -2) };
  if (emphasis !== undefined) return { kind: "emphasis", text: emphasis.slice(1, -1) };
  const address = webAddress(bare ?? target ?? "");
  return address === null ? { kind: "text", text: whole } : { kind: "link", text: label ?? whole, address };
}

function webAddress(written: string): string | null {
  if (!/^https?:\/\//i.test(written)) return null;
  return URL.parse(written)?.href ?? null;
}
