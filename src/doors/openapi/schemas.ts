import { z } from "zod";

export type JsonSchema = Record<string, unknown>;

/** Schemas of the document, each under its own name, as `#/components/schemas/Name`. */
export class Schemas {
  readonly #schemas = new Map<string, JsonSchema>();

  /** The schema itself, with everything it refers to moved to the components. `name` keeps those apart from others'. */
  inline(name: string, schema: z.ZodType, io: "input" | "output"): JsonSchema {
    const {
      $schema: _dialect,
      $defs = {},
      ...own
    } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as JsonSchema & {
      $defs?: Record<string, JsonSchema>;
    };
    const nameOf = (key: string): string => `${name}${pascal(key)}`;
    for (const [key, definition] of Object.entries($defs))
      this.#schemas.set(nameOf(key), moveReferences(definition, name, nameOf) as JsonSchema);
    return moveReferences(own, name, nameOf) as JsonSchema;
  }

  /** Put the schema under its name and refer to it. */
  named(name: string, schema: z.ZodType, io: "input" | "output"): JsonSchema {
    return this.add(name, this.inline(name, schema, io));
  }

  add(name: string, schema: JsonSchema): JsonSchema {
    this.#schemas.set(name, schema);
    return { $ref: `#/components/schemas/${name}` };
  }

  all(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#schemas].toSorted(([one], [other]) => one.localeCompare(other)));
  }
}

/** References that hold inside one schema, made to hold inside the document. */
function moveReferences(value: unknown, name: string, nameOf: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => moveReferences(item, name, nameOf));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key !== "$ref" || typeof inner !== "string") return [key, moveReferences(inner, name, nameOf)];
      if (inner === "#") return [key, `#/components/schemas/${name}`];
      return [key, `#/components/schemas/${nameOf(inner.slice("#/$defs/".length))}`];
    }),
  );
}

/** `containers.restart` → `ContainersRestart` */
export function pascal(name: string): string {
  return name.replaceAll(/(?:^|[^a-zA-Z0-9]+)([a-zA-Z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
