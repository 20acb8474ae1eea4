import { useCatalogue } from "../../operations/use-catalogue.ts";

/** What can be granted, by its name, in words: what changes something and is not a person's alone. Undefined: not read yet. */
export function useGrantable(): Readonly<Record<string, string>> | undefined {
  const { data } = useCatalogue();
  if (data === undefined) return undefined;
  const all = data.features.flatMap(({ operations }) => operations);
  const grantable = all.filter(({ risk, isPersonOnly }) => (risk === "undoable" || risk === "lasting") && !isPersonOnly);
  return Object.fromEntries(grantable.map(({ name, summary }) => [name, `${summary} (${name})`]));
}
