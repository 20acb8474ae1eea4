/** What stands before a log line's own words: time, level, process, component. */

const TIME = /\d{1,2}:\d{2}:\d{2}/;
const DATE = /^\[?(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{8})(?:\D|$)/;
const EPOCH = /^\[?1\d{9}(?:\d{3})?(?:\.\d+)?\]?$/;
/** Two fields of six digits: a short date and a time of day. */
const SIX_DIGITS = /^\d{6}$/;
const LEVEL =
  /^[[(<"]?(?:level=)?"?(?:trace|debug|info|information|notice|warn|warning|error|err|fatal|crit|critical|severe|alert|emerg|panic)"?[\])>:"]*$/i;
const COMPONENT = /^(?:[^\s:]{1,120}:|\[?[A-Za-z_$][\w$-]*(?:\.[\w$-]+)+\]?:?|[^\s[\]]{1,80}\[\d+\]:?)$/;

/** Headers end within so many fields. */
const MOST_FIELDS = 12;
const SAMPLE = 500;
/** So many lines must have it: a header belongs to the format, not to some of the messages. */
const MOST = 0.9;

type Field = { text: string; end: number };

/** The first fields of a line, parted by spaces, tabs and bars; what is in brackets stays together. */
function fieldsOf(line: string): Field[] {
  const fields: Field[] = [];
  const field = /[ \t|]*(\[[^\][]{0,200}\]:?|[^ \t|]+)/y;
  while (fields.length < MOST_FIELDS) {
    const match = field.exec(line);
    if (match?.[1] === undefined) break;
    fields.push({ text: match[1], end: field.lastIndex });
  }
  return fields;
}

function isStamp(fields: readonly Field[], at: number): boolean {
  const text = fields[at]?.text ?? "";
  if (TIME.test(text) || DATE.test(text) || EPOCH.test(text)) return true;
  return SIX_DIGITS.test(text) && (SIX_DIGITS.test(fields[at + 1]?.text ?? "") || SIX_DIGITS.test(fields[at - 1]?.text ?? ""));
}

function isLevel(fields: readonly Field[], at: number): boolean {
  return LEVEL.test(fields[at]?.text ?? "");
}

/**
 * Lines without what their format puts before each message. A header is only believed in where nearly all lines have one of
 * the same form; lines without it, such as a stack trace's, stay whole.
 */
export function withoutHeaders(lines: readonly string[]): readonly string[] {
  const sample = lines
    .slice(0, SAMPLE)
    .filter((line) => line.trim() !== "")
    .map(fieldsOf);
  const share = (has: (fields: readonly Field[]) => boolean): number => sample.filter(has).length / Math.max(1, sample.length);
  const places = Array.from({ length: MOST_FIELDS }, (_, at) => at);
  const stamp = places.findLast((at) => share((fields) => isStamp(fields, at)) >= MOST);
  if (stamp === undefined) return lines;
  const level = places.slice(stamp + 1).find((at) => share((fields) => isLevel(fields, at)) >= MOST);
  let last = level ?? stamp;
  // A process or thread.
  while (share((fields) => /^\d{1,7}$/.test(fields[last + 1]?.text ?? "")) >= MOST) last += 1;
  // `host name[123]:` behind the time, or a component behind the level.
  for (const ahead of level === undefined ? [1, 2, 3] : [1]) {
    const at = last + ahead;
    if (share((fields) => COMPONENT.test(fields[at]?.text ?? "")) < MOST) continue;
    last = at;
    break;
  }
  while (share((fields) => /^\[.*\]:?$/.test(fields[last + 1]?.text ?? "")) >= MOST) last += 1;
  return lines.map((line) => {
    const fields = fieldsOf(line);
    const end = fields[last]?.end;
    return end !== undefined && isStamp(fields, stamp) ? line.slice(end).replace(/^[\s|]+/, "") : line;
  });
}
