import type { CataloguedOperation } from "../operations/catalogue.ts";
import { namedKindOf, type NamedThings } from "../operations/named-things.ts";
import type { Entry } from "./rank.ts";

const FIELD = /\{(\w+)\}/;

/** What can be said of the operations: each sentence as it is, and with every name that fits into it. */
export function sayingsOf(operations: readonly CataloguedOperation[], names: NamedThings): Entry[] {
  return operations.flatMap((op) => op.say.flatMap((sentence) => filled(op, sentence, names)));
}

function filled(op: CataloguedOperation, sentence: string, names: NamedThings): Entry[] {
  const [slot, name] = FIELD.exec(sentence) ?? [];
  if (slot === undefined || name === undefined) return [saying(op, sentence, {})];
  return valuesOf(op, name, names).map((value) =>
    saying(
      op,
      sentence.replace(slot, () => value),
      { [name]: value },
    ),
  );
}

function valuesOf({ fields, feature }: CataloguedOperation, name: string, names: NamedThings): readonly string[] {
  const field = fields.find((each) => each.name === name);
  if (field === undefined) return [];
  if (field.shape.kind === "choice") return field.shape.choices.map(String);
  // "what does {name} need" is asked of containers, whatever else has a name.
  const kind = namedKindOf(field) ?? (feature === "dependencies" ? "container" : null);
  return kind === null ? [] : names[kind];
}

function saying(op: CataloguedOperation, sentence: string, input: Readonly<Record<string, unknown>>): Entry {
  return {
    id: `say ${sentence}`,
    kind: "saying",
    title: sentence,
    also: "",
    aside: op.name,
    chosen: { kind: "do", operation: op.name, input, isSaid: true },
  };
}

/** What was typed in the words of an operation, with a value that nobody knows by name: "look up backups". */
export function heard(operations: readonly CataloguedOperation[], typed: string): Entry[] {
  return operations.flatMap((op) =>
    op.say.flatMap((sentence) => {
      const [slot, name] = FIELD.exec(sentence) ?? [];
      if (slot === undefined || name === undefined) return [];
      const [before = "", after = ""] = sentence.split(slot);
      const value = between(typed.trim(), before, after);
      return value === null
        ? []
        : [
            saying(
              op,
              sentence.replace(slot, () => value),
              { [name]: value },
            ),
          ];
    }),
  );
}

function between(typed: string, before: string, after: string): string | null {
  const small = typed.toLowerCase();
  if (!small.startsWith(before.toLowerCase()) || !small.endsWith(after.toLowerCase())) return null;
  const value = typed.slice(before.length, typed.length - after.length).trim();
  return value === "" ? null : value;
}
