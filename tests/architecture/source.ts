import { posix } from "node:path";
import { parseSync, Visitor } from "oxc-parser";

/** One import of a source, in any form: import, export from, import(), import type, a worker's URL. */
export interface Import {
  /** The file it names, from the root of the repository (`src/kernel/call.ts`), or the package (`zod`, `node:fs`). */
  to: string;
  /** Does nothing of it remain at run time? */
  isType: boolean;
  line: number;
}

/** Something that only few places may do. */
export interface Use {
  what: "wall clock" | "environment" | "console";
  line: number;
}

export interface Source {
  /** From the root of the repository, with slashes. */
  path: string;
  imports: Import[];
  uses: Use[];
}

interface Named {
  type: string;
  name?: string;
  value?: unknown;
}

/** Read what a source imports and uses. @throws when it cannot be parsed: an unread file must not count as a good one */
export function readSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text);
  const error = errors.find(({ severity }) => severity === "Error");
  if (error !== undefined) throw new Error(`${path} cannot be parsed: ${error.message}`);
  const imports: Import[] = [];
  const uses: Use[] = [];
  const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
  const add = (specifier: unknown, isType: boolean, start: number): void => {
    if (typeof specifier !== "string") throw new Error(`${path}:${lineAt(start)}: an import that is no plain text cannot be checked`);
    imports.push({ to: resolve(path, specifier), isType, line: lineAt(start) });
  };
  const use = (what: Use["what"], start: number): void => {
    uses.push({ what, line: lineAt(start) });
  };

  new Visitor({
    ImportDeclaration(node) {
      const named = node.specifiers;
      const onlyTypes = named.length > 0 && named.every((one) => one.type === "ImportSpecifier" && one.importKind === "type");
      add(node.source.value, node.importKind === "type" || onlyTypes, node.start);
      if (node.source.value === "node:process") use("environment", node.start);
    },
    ExportNamedDeclaration(node) {
      if (node.source === null) return;
      const onlyTypes = node.specifiers.length > 0 && node.specifiers.every((one) => one.exportKind === "type");
      add(node.source.value, node.exportKind === "type" || onlyTypes, node.start);
    },
    ExportAllDeclaration(node) {
      add(node.source.value, node.exportKind === "type", node.start);
    },
    ImportExpression(node) {
      add((node.source as Named).value, false, node.start);
    },
    TSImportType(node) {
      add((node.source as Named).value, true, node.start);
    },
    NewExpression(node) {
      const callee = node.callee as Named;
      if (callee.name === "Date" && node.arguments.length === 0) use("wall clock", node.start);
      const first = node.arguments[0] as Named | undefined;
      if (callee.name === "URL" && node.arguments.length === 2 && typeof first?.value === "string" && first.value.startsWith(".")) {
        if (/\.[cm]?tsx?$/.test(first.value)) add(first.value, false, node.start);
      }
    },
    MemberExpression(node) {
      const object = node.object as Named;
      const property = node.property as Named;
      const name = property.type === "Identifier" ? property.name : property.value;
      if (object.type !== "Identifier") return;
      if (object.name === "Date" && name === "now") use("wall clock", node.start);
      if (object.name === "process" && name === "env") use("environment", node.start);
      if (object.name === "console") use("console", node.start);
    },
  }).visit(program);
  return { path, imports, uses };
}

function resolve(from: string, specifier: string): string {
  return specifier.startsWith(".") ? posix.normalize(posix.join(posix.dirname(from), specifier)) : specifier;
}
