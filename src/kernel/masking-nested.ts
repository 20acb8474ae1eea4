/** `{"password":{"value":"X"}}`, `"tokens":["X","Y"]`: a secret one level below its name. */

const patterns = new Map<string, RegExp>();

/** How far is read for the end of the object or list: text that never ends it must not be read again and again. */
const LONGEST_BODY = 2_000;

function patternFor(secretWord: string): RegExp {
  const known = patterns.get(secretWord);
  if (known !== undefined) return known;
  const pattern = new RegExp(
    String.raw`(?<before>(?:^|[^A-Za-z])[A-Za-z0-9_.-]{0,64}?(?:${secretWord})[A-Za-z0-9_]{0,32}(?<quote>\\{0,3}")\s{0,3}:\s{0,20}[{[])` +
      String.raw`(?<body>(?:[^}\]\\]|\\[\s\S]){1,${LONGEST_BODY}})`,
    "gi",
  );
  patterns.set(secretWord, pattern);
  return pattern;
}

/** Texts that are values, not names, in quotes with as many backslashes as the name's own. */
const VALUES = new Map(
  ["", "\\", "\\\\", "\\\\\\"].map((slashes) => {
    const quote = slashes.replaceAll("\\", "\\\\") + '"';
    const inside = slashes === "" ? String.raw`(?:[^"\\]|\\[\s\S])*` : `(?:(?!${quote})[^"])*`;
    return [`${slashes}"`, new RegExp(`(?<opening>${quote})${inside}(?<closing>${quote}(?<colon>\\s{0,3}:)?|(?=")|$)`, "g")];
  }),
);

export function maskNested(text: string, secretWord: string): string {
  return text.replace(patternFor(secretWord), (...match: unknown[]) => {
    const { before = "", quote = "", body = "" } = match.at(-1) as Record<string, string>;
    const values = VALUES.get(quote);
    if (values === undefined) return `${before}${body}`;
    const masked = body.replace(values, (whole: string, ...inner: unknown[]) => {
      const { opening = "", closing = "", colon } = inner.at(-1) as Record<string, string | undefined>;
      return colon === undefined ? `${opening}***${closing}` : whole;
    });
    return `${before}${masked}`;
  });
}
