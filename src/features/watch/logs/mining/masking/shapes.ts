import { classOf, DIGIT, DOT, LETTER, NAME, SPACE } from "./characters.ts";

/**
 * Where values with signs inside end: each function gives the place behind the value that begins at `at`, or `at` when
 * there is none. They read forward only, so a line costs its length.
 */

/** What ends a path or URL. */
const CLOSING = new Set(Array.from("\"'`<>()[]{}|,;", (sign) => sign.charCodeAt(0)));

/** Behind so many signs no name is looked for. */
const NAME_BEGINS_WITHIN = 8;

/** `/var/log/x.log`, `~/x`; a lone slash is none. A full stop behind it is taken as its part, as annotators do. */
export function endOfPath(text: string, at: number): number {
  if (!hasName(text, at, Math.min(text.length, at + NAME_BEGINS_WITHIN))) return at;
  let end = at;
  let isQuery = false;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === 63) isQuery = true;
    if (classOf(code) === SPACE || CLOSING.has(code) || (!isQuery && (code === 58 || code === 61))) break;
  }
  const isMore = end - at > 1 && (text.charCodeAt(at) === 47 || text.charCodeAt(at + 1) === 47);
  return isMore && hasName(text, at, end) ? end : at;
}

/** The protocol of a request line is asked for together with its path: `GET /x HTTP/1.1`. */
export function endOfProtocol(text: string, at: number): number {
  if (!text.startsWith(" HTTP/", at)) return at;
  let end = at + 6;
  while (classOf(text.charCodeAt(end)) === DIGIT || classOf(text.charCodeAt(end)) === DOT) end += 1;
  return end;
}

/** The hash behind a class, `org.example.Thing@1b2c3d4`, seen from its `@`. */
export function endOfObject(text: string, at: number): number {
  let end = at + 1;
  while (isHex(text.charCodeAt(end))) end += 1;
  const length = end - at - 1;
  return length >= 4 && length <= 16 && (classOf(text.charCodeAt(end)) & NAME) === 0 ? end : at;
}

function hasName(text: string, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) if ((classOf(text.charCodeAt(at)) & NAME) !== 0) return true;
  return false;
}

/** `scheme://…`, where the scheme is the word between `at` and `colon`; also `C:\…`. */
export function endOfUrl(text: string, at: number, colon: number): number {
  const isUrl = text.charCodeAt(colon + 1) === 47 && text.charCodeAt(colon + 2) === 47;
  const isDrive = colon - at === 1 && text.charCodeAt(colon + 1) === 92;
  if (!isUrl && !isDrive) return at;
  let end = colon + 1;
  while (end < text.length && classOf(text.charCodeAt(end)) !== SPACE && !CLOSING.has(text.charCodeAt(end))) end += 1;
  while (end > colon + 3 && (text.charCodeAt(end - 1) === 46 || text.charCodeAt(end - 1) === 58)) end -= 1;
  return end;
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

/** An address has at most seven, and one more ends the sentence. */
const MOST_COLONS = 8;

/** A hardware address (six pairs) or IPv6 address. A time of day is none. */
export function endOfAddress(text: string, at: number): number {
  let end = at;
  let groups = 0;
  let group = 0;
  let colons = 0;
  let arePairs = true;
  let isCompressed = false;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (isHex(code)) {
      group += 1;
      if (group > 4) return at;
    } else if (code === 58) {
      colons += 1;
      if (colons > MOST_COLONS) return at;
      if (group > 0) groups += 1;
      else if (colons > 1) isCompressed = true;
      if (group !== 2) arePairs = false;
      group = 0;
    } else break;
  }
  if (group > 0) groups += 1;
  if (group !== 2) arePairs = false;
  // A sentence's colon is not the address's.
  if (text.charCodeAt(end - 1) === 58 && text.charCodeAt(end - 2) !== 58) {
    end -= 1;
    colons -= 1;
  }
  const next = classOf(text.charCodeAt(end));
  if (end < text.length && (next & NAME) !== 0) return at;
  const isHardware = arePairs && groups === 6 && colons === 5;
  const isIp = colons === 7 && groups === 8;
  return isHardware || isIp || (isCompressed && groups >= 2 && groups < 8) ? end : at;
}

/** 8-4-4-4-12 hexadecimal digits. */
export function endOfUuid(text: string, at: number): number {
  const end = at + 36;
  if (end > text.length) return at;
  for (let place = 0; place < 36; place += 1) {
    const code = text.charCodeAt(at + place);
    const isDash = place === 8 || place === 13 || place === 18 || place === 23;
    if (isDash ? code !== 45 : !isHex(code)) return at;
  }
  return end < text.length && (classOf(text.charCodeAt(end)) & NAME) !== 0 ? at : end;
}

const LONGEST_HOST = 255;

/**
 * `name@host.domain`, or a host of at least three labels with a digit or hyphen in one: names of packages and classes,
 * `org.apache.Thing`, have neither.
 */
export function endOfHost(text: string, at: number): number {
  const furthest = Math.min(text.length, at + LONGEST_HOST);
  let end = at;
  let dots = 0;
  let hasHyphenOrDigit = false;
  let ats = 0;
  let lastLabel = at;
  for (; end < furthest; end += 1) {
    const code = text.charCodeAt(end);
    const kind = classOf(code);
    if (kind === DOT) {
      dots += 1;
      lastLabel = end + 1;
    } else if (code === 64) {
      ats += 1;
      dots = 0;
      lastLabel = end + 1;
    } else if (code === 45 || kind === DIGIT) hasHyphenOrDigit = true;
    else if ((kind & NAME) === 0) break;
  }
  if (text.charCodeAt(end - 1) === 46) {
    end -= 1;
    dots -= 1;
    lastLabel = text.lastIndexOf(".", end - 1) + 1;
  }
  if (end - lastLabel < 2 || (classOf(text.charCodeAt(lastLabel)) & LETTER) === 0) return at;
  for (let place = lastLabel; place < end; place += 1) {
    const code = text.charCodeAt(place);
    if (code < 97 || code > 122) return at;
  }
  if (ats === 1) return dots >= 1 ? end : at;
  return ats === 0 && dots >= 2 && hasHyphenOrDigit ? end : at;
}
