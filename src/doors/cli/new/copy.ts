import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** How the words of a blueprint become the words of its copy. */
export interface Renaming {
  name: string;
  /** Folders that the copy stands deeper than the blueprint: its imports climb as many more. */
  deeperBy: number;
}

/**
 * Rewrite one file of a blueprint. The test that the blueprint expects to fail (`it.fails`) becomes an ordinary one, so
 * that the copy starts red.
 */
function rewrite(text: string, { name, deeperBy }: Renaming): string {
  const capital = name.charAt(0).toUpperCase() + name.slice(1);
  return text
    .replaceAll(/(from |import\()"\.\.\//g, `$1"${"../".repeat(deeperBy + 1)}`)
    .replaceAll(/_?blueprint/g, name)
    .replaceAll("Blueprint", capital)
    .replaceAll("BLUEPRINT", name.toUpperCase())
    .replaceAll("it.fails(", "it(");
}

/** Copy a blueprint's folder: all of it or, when something fails on the way, nothing. Returns the new files, relative to the target. */
export function copyBlueprint(from: string, to: string, renaming: Renaming): string[] {
  const unfinished = `${to}.unfinished`;
  mkdirSync(dirname(to), { recursive: true });
  try {
    cpSync(from, unfinished, { recursive: true });
    const files: string[] = [];
    for (const entry of readdirSync(unfinished, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const renamed = join(entry.parentPath, rewrite(entry.name, renaming));
      writeFileSync(path, rewrite(readFileSync(path, "utf8"), renaming));
      renameSync(path, renamed);
      files.push(relative(unfinished, renamed));
    }
    renameSync(unfinished, to);
    return files.toSorted();
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}
