/** What a person looks for, in lower case: lines that hold all of `all` and none of `none`. */
export interface Query {
  all: readonly string[];
  none: readonly string[];
}

/**
 * Words that must all stand in a line, in any order and any case, also inside longer words. "Quotes" keep words together,
 * a minus before a word or quote excludes it. There is no syntax that could be wrong: every text is a query.
 */
export function parseQuery(text: string): Query {
  const all: string[] = [];
  const none: string[] = [];
  for (const [, minus, quoted, bare] of text.matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/g)) {
    const term = (quoted ?? bare ?? "").toLowerCase();
    if (term === "") continue;
    if (minus === "-") none.push(term);
    else all.push(term);
  }
  return { all, none };
}

/** Whether any line of this text (in lower case) can match: says no to most blocks without looking at their lines. */
export function mayMatch({ all }: Query, lowerText: string): boolean {
  return all.every((term) => lowerText.includes(term));
}

export function matches({ all, none }: Query, lowerLine: string): boolean {
  return all.every((term) => lowerLine.includes(term)) && !none.some((term) => lowerLine.includes(term));
}
