import { VARIABLE } from "../masking/mask.ts";

/** Values one behind the other. */
const LIST = /<\*>(?:(?:, ?| )<\*>)+/g;

export function withoutLists(template: string): string {
  return template.replace(LIST, VARIABLE);
}

/**
 * Templates that differ only in how many values stand in a row are one, with a list as its value. Where the number is
 * always the same, each value is one of its own.
 * @returns the joined text for those that changed
 */
export function joinLists(templates: Iterable<string>): Map<string, string> {
  const joined = new Map<string, Set<string>>();
  for (const template of templates) {
    const short = withoutLists(template);
    const same = joined.get(short);
    if (same === undefined) joined.set(short, new Set([template]));
    else same.add(template);
  }
  const changed = new Map<string, string>();
  for (const [short, same] of joined) if (same.size > 1) for (const template of same) changed.set(template, short);
  return changed;
}
