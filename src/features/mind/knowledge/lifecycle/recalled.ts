/**
 * What Hydra recalls for a model is wrapped in tags, and what is wrapped is taken out again when somebody stores the
 * model's words: else every answer that quotes a fact would make one more fact of it.
 */
const RECALLED = /<recalled\b[^<>]*>[\s\S]*?(?:<\/recalled>|$)/g;
const ENTRY = /<recalled\b[^<>]*\bentry="([\w-]{1,80})"/g;

export function tagRecalled(entryId: string, source: string, text: string): string {
  const name = source.replaceAll(/["<>&\n]/g, " ");
  // A text that brings a closing tag of its own must not end the wrapping.
  return `<recalled entry="${entryId}" source="${name}">\n${text.replaceAll(/<(\/?)recalled/gi, "<$1 recalled")}\n</recalled>`;
}

/** The text without what was recalled, and the entries that it was recalled from. */
export function withoutRecalled(text: string): { text: string; entryIds: string[] } {
  const entryIds = [...text.matchAll(ENTRY)].map((match) => match[1] ?? "");
  return { text: text.replaceAll(RECALLED, " "), entryIds: [...new Set(entryIds)] };
}
