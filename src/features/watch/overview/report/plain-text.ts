const MOST_LETTERS = 300;

/**
 * Foreign text as one short line: no control character, no escape, nothing that turns the direction of what follows
 * (a name could otherwise pretend to be another).
 */
export function plainText(text: string): string {
  const cut = text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
  return cut.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").toWellFormed();
}
