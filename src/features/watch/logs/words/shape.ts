/** Numbers, ids, times, addresses, quoted values: what differs between two lines that say the same. */
const VARIABLE = /"[^"]*"|'[^']*'|\b(?=[0-9a-f-]*\d)[0-9a-f-]{8,}\b|\d+/gi;
/** What two lines say the same in is near their beginning. */
const HEAD_LENGTH = 300;

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** A number for what a line says, whatever values stand in it (FNV-1a, 32 bits): four bytes are remembered instead of the line. */
export function shapeOf(text: string): number {
  const shape = text.slice(0, HEAD_LENGTH).replace(VARIABLE, "#");
  let hash = OFFSET;
  for (let index = 0; index < shape.length; index += 1) hash = Math.imul(hash ^ shape.charCodeAt(index), PRIME);
  return hash >>> 0;
}
