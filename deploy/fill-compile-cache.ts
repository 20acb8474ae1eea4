/**
 * Loads every source file without running any, so that Node's compile cache (NODE_COMPILE_CACHE) holds its JavaScript.
 * Usage: node deploy/fill-compile-cache.ts ROOT
 *
 * Node loads and compiles a whole graph of modules before it runs the first of them. The graph of each file begins with
 * a module that throws, so the file itself never runs: entries of workers and the program's own start are safe to load.
 */
import { globSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const STOP = "data:text/javascript,throw null";

const root = resolve(process.argv[2] ?? ".");
const files = globSync("src/**/*.ts", { cwd: root, exclude: (name) => name.endsWith(".test.ts") });

for (const file of files) {
  const graph = [STOP, pathToFileURL(join(root, file)).href].map((url) => `import ${JSON.stringify(url)};`).join("");
  try {
    await import(`data:text/javascript,${encodeURIComponent(graph)}`);
  } catch (error) {
    // A file that cannot be loaded is told by the program itself, in its own words, when it is needed.
    if (error !== null) process.stderr.write(`not compiled ahead: ${file}: ${String(error)}\n`);
  }
}
flushCompileCache();
