/** What a token is. An ideograph is a token of its own: such scripts write no spaces. */
export const WORD = 1;
export const NUMBER = 2;
export const SYMBOL = 3;
export const BREAK = 4;
export const IDEOGRAPH = 5;

/** The tokens of a text in one pass, as numbers: no token is ever cut out as a string. */
export interface Scan {
  /** Lower case. */
  text: string;
  count: number;
  /** FNV-1a of each token; all numbers with the same count of digits are one. */
  hashes: Uint32Array;
  kinds: Uint8Array;
  starts: Uint32Array;
  ends: Uint32Array;
}

const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

export function hashOf(text: string, from = 0, to = text.length): number {
  let hash = FNV_BASIS;
  for (let index = from; index < to; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  return hash >>> 0;
}

/** Two hashes as one, in order. */
export function joined(first: number, second: number): number {
  return Math.imul(Math.imul(first ^ 0x9e3779b9, FNV_PRIME) ^ second, 0x85ebca6b) >>> 0;
}

const NEWLINE = 10;
const APOSTROPHE = 39;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isIdeograph(code: number): boolean {
  return (code >= 0x3040 && code <= 0x30ff) || (code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff);
}

/** Letters of any script. Above ASCII everything is one, but spaces, punctuation, arrows, mathematical signs and ideographs. */
function isLetter(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
  if (code < 0xc0) return code === 0xaa || code === 0xb5 || code === 0xba;
  if (code === 0xd7 || code === 0xf7) return false;
  if (code >= 0x2000 && code <= 0x2bff) return false;
  if (code >= 0x3000 && code <= 0x303f) return false;
  if (code >= 0xd800 && code <= 0xf8ff) return false;
  if (code >= 0xff00 && code <= 0xff0f) return false;
  return !isIdeograph(code);
}

function isSpace(code: number): boolean {
  return code <= 32 || code === 0xa0 || (code >= 0x2000 && code <= 0x200b) || code === 0x3000 || code === 0xfeff;
}

export function scan(original: string): Scan {
  const text = original.toLowerCase();
  const hashes = new Uint32Array(text.length);
  const kinds = new Uint8Array(text.length);
  const starts = new Uint32Array(text.length);
  const ends = new Uint32Array(text.length);
  let count = 0;
  const push = (kind: number, hash: number, from: number, to: number): void => {
    hashes[count] = hash;
    kinds[count] = kind;
    starts[count] = from;
    ends[count] = to;
    count += 1;
  };
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const from = at;
    at += 1;
    if (code === NEWLINE) {
      push(BREAK, NEWLINE, from, at);
    } else if (isSpace(code)) {
      continue;
    } else if (isDigit(code)) {
      while (at < text.length && isDigit(text.charCodeAt(at))) at += 1;
      push(NUMBER, joined(NUMBER, Math.min(5, at - from)), from, at);
    } else if (isIdeograph(code)) {
      push(IDEOGRAPH, hashOf(text, from, at), from, at);
    } else if (isLetter(code)) {
      let hash = Math.imul(FNV_BASIS ^ code, FNV_PRIME);
      for (; at < text.length; at += 1) {
        const next = text.charCodeAt(at);
        const isInside =
          isLetter(next) || ((next === APOSTROPHE || next === 0x2019) && at + 1 < text.length && isLetter(text.charCodeAt(at + 1)));
        if (!isInside) break;
        hash = Math.imul(hash ^ (next === 0x2019 ? APOSTROPHE : next), FNV_PRIME);
      }
      push(WORD, hash >>> 0, from, at);
    } else {
      push(SYMBOL, hashOf(text, from, at), from, at);
    }
  }
  return { text, count, hashes, kinds, starts, ends };
}
