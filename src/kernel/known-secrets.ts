/** Values that are known to be secret, and finding them in text. Every thread has its own memory of them. */

/** Shorter values are too common to mask. */
const SHORTEST = 6;
/** A value that was only seen in passing gives way to newer ones: containers come and go for years. */
const MOST_PASSING = 2_000;

export interface KnownSecret {
  value: string;
  /** Seen in somebody else's settings; not one of Hydra's own, which are never forgotten. */
  isPassing: boolean;
}

interface Memory extends KnownSecret {
  /** Counts up with each value that is learned. */
  serial: number;
}

const memories = new Map<string, Memory>();
let passing = 0;
let lastSerial = 0;

/**
 * From now on this value is masked in logs, audit and errors, also as it looks inside JSON or an address. Values under
 * 6 characters are too common to mask.
 */
export function rememberSecret(value: string, { isPassing = false }: { isPassing?: boolean } = {}): void {
  if (value.length < SHORTEST) return;
  const known = memories.get(value);
  if (known !== undefined) {
    // Seen again: the last to be forgotten.
    memories.delete(value);
    if (known.isPassing && !isPassing) passing -= 1;
    memories.set(value, { ...known, isPassing: known.isPassing && isPassing });
    return;
  }
  lastSerial += 1;
  memories.set(value, { value, isPassing, serial: lastSerial });
  for (const form of formsOf(value)) watchFor(form);
  if (isPassing) passing += 1;
  if (passing > MOST_PASSING) forgetOldest();
}

function forgetOldest(): void {
  for (const { value, isPassing } of memories.values()) {
    if (!isPassing) continue;
    memories.delete(value);
    passing -= 1;
    for (const form of formsOf(value)) stopWatchingFor(form);
    return;
  }
}

/** What was learned after `serial` (0 for all), for handing it to a worker thread. Ask next time with the serial of the answer. */
export function secretsLearnedSince(serial: number): { serial: number; secrets: KnownSecret[] } {
  if (serial === lastSerial) return { serial, secrets: [] };
  const fresh = [...memories.values()].filter((memory) => memory.serial > serial);
  return { serial: lastSerial, secrets: fresh.map(({ value, isPassing }) => ({ value, isPassing })) };
}

function formsOf(value: string): Set<string> {
  return new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed())]);
}

/**
 * Thousands of values are looked for in each log line, so a line is read once: a running hash of the last six characters
 * tells where one of them may begin. `counts` is a small sieve before the map.
 */
const buckets = new Map<number, string[]>();
const counts = new Uint32Array(65_536);
const uses = new Map<string, number>();

/** The hash after one more character. Thirty bits at five for each character: what is older than six has left it. */
function roll(hash: number, code: number): number {
  return ((hash << 5) ^ code) & 0x3fffffff;
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 14)) & 0xffff;
}

function hashOf(form: string): number {
  let hash = 0;
  for (let index = 0; index < SHORTEST; index += 1) hash = roll(hash, form.charCodeAt(index));
  return hash;
}

function watchFor(form: string): void {
  const count = uses.get(form) ?? 0;
  uses.set(form, count + 1);
  if (count > 0) return;
  const hash = hashOf(form);
  counts[slotOf(hash)] = (counts[slotOf(hash)] ?? 0) + 1;
  // The longest first: of two that begin alike the whole one has to go.
  buckets.set(
    hash,
    [...(buckets.get(hash) ?? []), form].toSorted((a, b) => b.length - a.length),
  );
}

function stopWatchingFor(form: string): void {
  const count = uses.get(form) ?? 0;
  if (count > 1) {
    uses.set(form, count - 1);
    return;
  }
  uses.delete(form);
  const hash = hashOf(form);
  counts[slotOf(hash)] = (counts[slotOf(hash)] ?? 1) - 1;
  const rest = (buckets.get(hash) ?? []).filter((other) => other !== form);
  if (rest.length === 0) buckets.delete(hash);
  else buckets.set(hash, rest);
}

/** The text with every known secret replaced by asterisks. */
export function maskKnown(text: string): string {
  if (buckets.size === 0 || text.length < SHORTEST) return text;
  let masked = "";
  let copiedTo = 0;
  let hash = 0;
  for (let end = 0; end < text.length; end += 1) {
    hash = roll(hash, text.charCodeAt(end));
    if (counts[slotOf(hash)] === 0) continue;
    const begin = end - SHORTEST + 1;
    if (begin < copiedTo) continue;
    const found = buckets.get(hash)?.find((form) => text.startsWith(form, begin));
    if (found === undefined) continue;
    masked += `${text.slice(copiedTo, begin)}***`;
    copiedTo = begin + found.length;
    end = copiedTo - 1;
  }
  return copiedTo === 0 ? text : masked + text.slice(copiedTo);
}
