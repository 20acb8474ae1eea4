/** Text from logs, names and labels on its way to programs that see mentions, links and markup in it. */

// Line breaks of all sorts, other control characters, and marks that turn the direction of what follows.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Without line breaks and control characters: for titles, subjects and headers. At most `most` characters. */
export function oneLine(text: string, most: number): string {
  return clip(text.toWellFormed().replaceAll(CONTROLS, " ").replaceAll(/\s+/g, " ").trim(), most);
}

/** Line breaks stay, other control characters go. At most `most` characters. */
export function manyLines(text: string, most: number): string {
  return clip(
    text
      .toWellFormed()
      .replaceAll(/\r\n?|\u2028|\u2029/g, "\n")
      .replaceAll(CONTROLS, " ")
      .trim(),
    most,
  );
}

/** At most `most` UTF-16 units, cut between whole characters, with an ellipsis where something is missing. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** At most `most` bytes of UTF-8. */
export function clipBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  let fits = clip(text, most);
  while (Buffer.byteLength(fits) > most) fits = clip(fits, Math.floor(fits.length * 0.9));
  return fits;
}

const GAP = "\u200B";

/**
 * Chat programs notify everybody at `@everyone` or `@channel`, load pictures and show links under other names. An unseen
 * gap keeps the words readable and takes their power.
 */
export function defuse(text: string): string {
  return text
    .replaceAll(/@(?=\S)/g, `@${GAP}`)
    .replaceAll("](", `]${GAP}(`)
    .replaceAll("://", `:${GAP}//`);
}
