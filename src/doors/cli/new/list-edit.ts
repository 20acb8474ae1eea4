import { HydraError } from "../../../kernel/errors.ts";

/**
 * Add a name to a list of a composing file, and the import that brings it: `features: [a, b]` becomes `features: [a, b, c]`.
 * Everything else of the source stays as it is.
 *
 * @param listStart what stands before the list's bracket: `features:` or `integrations: readonly Integration[] =`
 * @throws HydraError conflict when the name is already there or the list is not found
 */
export function addToList(source: string, listStart: RegExp, name: string, importPath: string): string {
  if (source.includes(`"${importPath}"`)) throw new HydraError("conflict", `${importPath} is already imported.`);
  const opened = new RegExp(`${listStart.source}\\s*\\[`).exec(source);
  const start = opened === null ? -1 : opened.index + opened[0].length;
  const end = start === -1 ? -1 : source.indexOf("]", start);
  if (end === -1) throw new HydraError("conflict", `There is no list "${listStart.source} [...]" to add ${name} to.`);
  return addImport(source.slice(0, start) + withItem(source.slice(start, end), name) + source.slice(end), name, importPath);
}

/** Keeps the way the list is written: in one line, or an item a line with a comma behind the last. */
function withItem(items: string, name: string): string {
  if (items.trim() === "") return name;
  const trimmed = items.trimEnd().replace(/,$/, "");
  const indent = /\n(\s*)\S/.exec(items)?.[1];
  return indent === undefined ? `${trimmed}, ${name}` : `${trimmed},\n${indent}${name},\n${/\n(\s*)$/.exec(items)?.[1] ?? ""}`;
}

function addImport(source: string, name: string, importPath: string): string {
  const line = `import { ${name} } from "${importPath}";\n`;
  const imports = [...source.matchAll(/^import [^;]*;\n/gm)];
  const last = imports.at(-1);
  const at = last === undefined ? 0 : last.index + last[0].length;
  return source.slice(0, at) + line + source.slice(at);
}
