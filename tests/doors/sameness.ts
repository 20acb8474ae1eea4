/** What differs from call to call although the answer is the same: masked before two answers are compared. */
const MASKS: readonly [RegExp, string][] = [
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "<time>"],
  [/\b[a-z]+_[0-9a-hjkmnp-tv-z]{17}\b/g, "<id>"],
  [/\b[0-9a-f]{64}\b/g, "<digest>"],
  [/\b(?:person|model):owner\b/g, "<caller>"],
];

/** A value without what differs from door to door and from moment to moment. */
export function masked(value: unknown, tag: string, volatile: readonly string[] = []): unknown {
  if (typeof value === "string") {
    return MASKS.reduce((text, [pattern, name]) => text.replaceAll(pattern, name), value).replaceAll(tag, "<tag>");
  }
  if (Array.isArray(value)) return value.map((item) => masked(item, tag, volatile));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [masked(key, tag), volatile.includes(key) ? shapeOf(inner) : masked(inner, tag, volatile)]),
  );
}

/** Keys and types, without values. A list has the shape of its first item. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([key, inner]) => [key, shapeOf(inner)]),
  );
}
