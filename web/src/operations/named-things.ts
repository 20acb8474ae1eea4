/** Things with names that a field may mean. */
export type NamedKind = "container" | "node" | "incident" | "operation";

export interface NamedThings {
  readonly container: readonly string[];
  readonly node: readonly string[];
  readonly incident: readonly string[];
  readonly operation: readonly string[];
}

/** In the words of the doorplates: "container name or id", "only on this node", "the incident's id". */
const TOLD_BY: readonly [RegExp, NamedKind][] = [
  [/\bincident's id\b/, "incident"],
  [/\bcontainer( name|'s name|\b.* with this name)|\bthe container\b|\bthis (container|service)\b/, "container"],
  [/\bfor example containers\.restart\b/, "operation"],
];

/** What the values of a field are names of; null when they are no names that are known. */
export function namedKindOf({ name, about }: { name: string; about: string }): NamedKind | null {
  if (name === "node" || /^node$/i.test(about)) return "node";
  if (name === "asideId" || name === "imageId") return null;
  return TOLD_BY.find(([sign]) => sign.test(about))?.[1] ?? null;
}
