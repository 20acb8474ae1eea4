import { CURL_CODES, EXIT_CODES, HTTP_STATUSES, NAME_ERRORS, SYSTEM_ERRORS, type NumberSign } from "../signs/numbers.ts";
import type { Match } from "./match.ts";

interface Place {
  pattern: RegExp;
  table: Readonly<Record<number, NumberSign>>;
}

/** Where a number is a code, and which. A number anywhere else is a port, a duration or a count. */
const PLACES: readonly Place[] = [
  { pattern: /\bcurl(?: error|:) \(?(\d{1,2})\b/g, table: CURL_CODES },
  { pattern: /\[errno -(\d)\]/g, table: NAME_ERRORS },
  {
    pattern:
      /\b(?:errno|os error|errcode|error number|system error|error code|got error|errorcode|socketexception)\b[\s:="'(]{0,4}-?(\d{1,3})\b/g,
    table: SYSTEM_ERRORS,
  },
  { pattern: /\(-?(\d{1,3}): (?=[a-z])/g, table: SYSTEM_ERRORS },
  {
    pattern:
      /\b(?:status|code|statuscode|http|http\/[12](?:\.[01])?|http error|error|returned|response|res|got|received|with|answered|responded|responded with|replied)\b["'\s:=([-]{0,4}([45]\d\d)(?![\d.:]|\s?(?:ms|s|mb|mib|gb|gib|kb|bytes|%)\b)/g,
    table: HTTP_STATUSES,
  },
  { pattern: /\b(?:exit(?:ed)?|restarting)\b(?: with)?(?: code| status)?["'\s:=(]{0,4}(\d{1,3})\b/g, table: EXIT_CODES },
  { pattern: /\b(?:exitcode|exit_code|exit code)\b["'\s:=(]{0,4}(\d{1,3})\b/g, table: EXIT_CODES },
];

/** Every pattern that text from outside meets here. */
export const PATTERNS: readonly RegExp[] = PLACES.map(({ pattern }) => pattern);

/** What the codes in a line of lower case mean. */
export function readNumbers(text: string): Match[] {
  if (!/\d/.test(text)) return [];
  return PLACES.flatMap(({ pattern, table }) =>
    [...text.matchAll(pattern)].flatMap((found) => {
      const sign = table[Number(found[1])];
      return sign === undefined ? [] : [{ ...sign, phrase: found[0], from: found.index, to: found.index + found[0].length }];
    }),
  );
}
