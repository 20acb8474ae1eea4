/** The parts of something that never changes its order, with their places as names. */
export function keyed<T>(parts: readonly T[]): [key: string, part: T][] {
  return parts.map((part, index) => [String(index), part]);
}
