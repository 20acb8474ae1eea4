/** What is read of a prompt at most, in UTF-16 units. A longer one says what it wants at its head or at its tail. */
export const LONGEST_READ = 4_000;
const HEAD = 2_400;

/** The prompt itself, or its head and tail. Broken surrogate pairs become U+FFFD, so that nothing later meets half a character. */
export function excerptOf(prompt: string): string {
  const text =
    prompt.length <= LONGEST_READ ? prompt : `${prompt.slice(0, HEAD)}\n${prompt.slice(prompt.length - (LONGEST_READ - HEAD - 1))}`;
  return text.isWellFormed() ? text : text.toWellFormed();
}
