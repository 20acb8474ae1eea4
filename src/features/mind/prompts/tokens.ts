/**
 * About how many tokens a usual byte-pair vocabulary makes of a text. Counted by kinds of characters, because the
 * vocabularies differ: within a tenth or so for English prose, more for rare scripts.
 */
export function tokensOf(text: string): number {
  if (text === "") return 0;
  let spaced = 0;
  let wide = 0;
  let other = 0;
  let symbols = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x2e80 && code <= 0xd7af) wide += 1;
    else if (code >= 0x80) other += 1;
    else if (
      (code >= 48 && code <= 57) ||
      (code >= 33 && code <= 47) ||
      (code >= 58 && code <= 64) ||
      code >= 123 ||
      (code >= 91 && code <= 96)
    )
      symbols += 1;
    else spaced += 1;
  }
  return Math.max(1, Math.round(spaced / 4.7 + symbols / 1.6 + wide * 0.9 + other / 2.4));
}
