import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
let lastMs = 0;
let sequence = 0;

const TAIL_BYTES = 5;
/** Fetched for many ids at once: asking the system costs more than all the rest of an id. */
let pool = Buffer.alloc(0);
let poolAt = 0;

function randomTail(): Buffer {
  if (poolAt + TAIL_BYTES > pool.length) {
    pool = randomBytes(TAIL_BYTES * 256);
    poolAt = 0;
  }
  poolAt += TAIL_BYTES;
  return pool.subarray(poolAt - TAIL_BYTES, poolAt);
}

function base32(value: number, length: number): string {
  let text = "";
  for (let i = 0; i < length; i += 1) {
    text = ALPHABET[value % 32] + text;
    value = Math.floor(value / 32);
  }
  return text;
}

/**
 * A new id such as `call_01kb3v5a9m00q7d2xk`: sorts by time of creation, also within one millisecond and when the
 * wall clock steps back; never repeats after a restart (its tail is random).
 */
export function newId(prefix: string, nowMs: number): string {
  lastMs = Math.max(lastMs, nowMs);
  sequence = (sequence + 1) % 1024;
  if (sequence === 0) lastMs += 1;
  let tail = "";
  for (const byte of randomTail()) tail += ALPHABET[byte % 32];
  return `${prefix}_${base32(lastMs, 10)}${base32(sequence, 2)}${tail}`;
}

/** When an id was made, epoch ms; null for text that `newId` never gave. */
export function madeAt(id: string): number | null {
  const [, time] = /^[a-z]+_([0-9a-hjkmnp-tv-z]{10})[0-9a-hjkmnp-tv-z]{7}$/.exec(id) ?? [];
  return time === undefined ? null : [...time].reduce((value, sign) => value * 32 + ALPHABET.indexOf(sign), 0);
}

/** A secret that nobody can guess: 256 bits, safe in a header, a cookie and a URL. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}
