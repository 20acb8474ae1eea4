/** Classes of characters, looked up instead of compared: each byte of each log line passes here. */
export const DIGIT = 1;
export const LETTER = 2;
/** Letters beyond a-f: what no hexadecimal number holds. Always set together with LETTER. */
export const BEYOND_HEX = 4;
export const UNDERSCORE = 8;
export const DOT = 16;
export const SPACE = 32;

const CLASSES = new Uint8Array(128);
for (let code = 48; code <= 57; code += 1) CLASSES[code] = DIGIT;
for (let code = 65; code <= 90; code += 1) CLASSES[code] = code <= 70 ? LETTER : LETTER | BEYOND_HEX;
for (let code = 97; code <= 122; code += 1) CLASSES[code] = code <= 102 ? LETTER : LETTER | BEYOND_HEX;
CLASSES[95] = UNDERSCORE;
CLASSES[46] = DOT;
for (const code of [9, 10, 11, 12, 13, 32]) CLASSES[code] = SPACE;

/** Every letter of another alphabet is a letter. */
export function classOf(code: number): number {
  if (code < 128) return CLASSES[code] ?? 0;
  return code === 160 ? SPACE : LETTER | BEYOND_HEX;
}

export const NAME = DIGIT | LETTER | UNDERSCORE;
export const DOTTED = NAME | DOT;
