import { isMap, isSeq, parseDocument, type Document, type YAMLMap } from "yaml";

/**
 * A piece of settings put into the person's own text: their words and comments stay. A section that is not there comes
 * to the end as it is written; one that is there gets what it lacks, lists grow, and a value that is said anew is replaced.
 * A text that is no YAML, or a piece that is none, gives the text with the piece at its end: the check says what is wrong.
 */
export function withAddition(text: string, addition: string): string {
  const known = parseDocument(text);
  const piece = parseDocument(addition);
  if (known.errors.length > 0 || piece.errors.length > 0 || !isMap(piece.contents)) return appended(text, addition);
  if (known.contents !== null && !isMap(known.contents)) return appended(text, addition);
  const sections = piece.contents.items.map(({ key }) => String(key));
  const isKnown = (section: string): boolean => known.has(section) && known.get(section) !== null;
  if (sections.every((section) => !known.has(section))) return appended(text, addition);
  for (const section of sections) {
    const value = piece.get(section, true);
    const old = known.get(section, true);
    if (isKnown(section) && isMap(old) && isMap(value)) merge(known, old, value);
    else known.set(section, value);
  }
  return known.toString({ lineWidth: 0 });
}

function appended(text: string, addition: string): string {
  if (text.trim() === "") return addition;
  return `${text.endsWith("\n") ? text : `${text}\n`}\n${addition}`;
}

function merge(document: Document, into: YAMLMap, from: YAMLMap): void {
  for (const { key, value } of from.items) {
    const name = String(key);
    const old: unknown = into.get(name, true);
    if (isMap(old) && isMap(value)) merge(document, old, value);
    else if (isSeq(old) && isSeq(value)) for (const item of value.items) old.add(item);
    else into.set(name, value);
  }
}
