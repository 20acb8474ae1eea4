#!/usr/local/bin/node --optimize-for-size
// The command `hydra` in the container image, which has no shell for the launcher of a checkout.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const app = join(import.meta.dirname, "..");

/** Fill Node's compile cache after an update, so that the serving process need not read TypeScript: see ../hydra. */
function fillCompileCache(cache) {
  const stamp = join(cache, "filled-for");
  const wanted = readFileSync(join(app, "build-id"), "utf8");
  try {
    if (readFileSync(stamp, "utf8") === wanted) return;
  } catch {
    // Not filled yet.
  }
  rmSync(cache, { recursive: true, force: true });
  spawnSync(process.execPath, [...process.execArgv, join(app, "deploy/fill-compile-cache.ts"), app], { stdio: "inherit" });
  writeFileSync(stamp, wanted);
}

if (process.argv[2] === "up" && process.env.NODE_COMPILE_CACHE !== undefined) {
  try {
    fillCompileCache(process.env.NODE_COMPILE_CACHE);
  } catch (error) {
    // A state folder that cannot be written is told by Hydra itself, with what to do.
    process.stderr.write(`no compile cache: ${error.message}\n`);
  }
}
await import("../src/main.ts");
