import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { readSource, type Source } from "./source.ts";

/** Everything that the rules look at. */
export interface Tree {
  /** Every file, from the root of the repository. */
  files: readonly string[];
  sources: readonly Source[];
}

const ROOMS = ["src", "web", "tests", "bench"];
const NOT_OURS = new Set(["node_modules", "dist", ".runtime"]);

/** Read all rooms of a repository. A room that is not there is an error: an empty tree breaks no rule. */
export function readTree(root: string): Tree {
  const files = ROOMS.flatMap((room) => listFiles(join(root, room))).map((path) => relative(root, path).split(sep).join("/"));
  return treeOf(Object.fromEntries(files.map((path) => [path, isSource(path) ? readFileSync(join(root, path), "utf8") : ""])));
}

/** A tree from texts by path, for the rules' own tests. */
export function treeOf(texts: Readonly<Record<string, string>>): Tree {
  const files = Object.keys(texts).toSorted();
  return { files, sources: files.filter(isSource).map((path) => readSource(path, texts[path] ?? "")) };
}

export function isSource(path: string): boolean {
  return /\.tsx?$/.test(path);
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}
