/**
 * Lays out the root of the container image: `node deploy/stage-image.ts TARGET`, in a checkout with its packages
 * installed and its page built. The image is this tree and nothing else: Node and the libraries that it links, Hydra's
 * sources, the page, and the packages that serve, for this machine's platform only. No shell, no package manager.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Packages } from "./complete-lock.ts";

const root = join(import.meta.dirname, "..");
const USER_ID = 10_001;

/** Left out of packages: what only compilers, editors and readers want. */
const NOT_SERVED = [/\.map$/, /\.d\.[cm]?ts$/, /\.md$/i, /(?:^|\/)(?:test|tests|docs|example|examples|benchmarks?)\//];

/** Left out of one package: C sources, and builds of Swagger's page that /docs does not use. */
const NOT_SERVED_OF: Record<string, RegExp> = {
  "better-sqlite3": /^(?:deps|src)\/|^binding\.gyp$/,
  "swagger-ui-dist": /^swagger-ui(?:-es-bundle.*)?\.js$|^swagger-ui-es-bundle/,
};

/** Is a file of a package wanted in an image for this platform? Pure. */
export function isServed(packageName: string, file: string, platform: string): boolean {
  if (NOT_SERVED.some((pattern) => pattern.test(file)) || NOT_SERVED_OF[packageName]?.test(file)) return false;
  return !/(?:^|\/)prebuilds\//.test(file) || file.includes(`/${platform}`) || !file.endsWith(".node");
}

function stagePackages(target: string): void {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as { packages: Packages };
  const platform = `${process.platform}-${process.arch}.`;
  for (const [path, { dev }] of Object.entries(packages)) {
    const from = join(root, path);
    if (path === "" || dev === true || !existsSync(from)) continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const nested = join(from, "node_modules");
    const filter = (source: string): boolean => source !== nested && isServed(name, relative(from, source), platform);
    cpSync(from, join(target, path), { recursive: true, filter });
  }
}

function stageHydra(target: string): void {
  for (const path of [
    "src",
    "web/dist",
    "package.json",
    "LICENSE",
    "deploy/hydra.mjs",
    "deploy/healthcheck.mjs",
    "deploy/fill-compile-cache.ts",
  ]) {
    cpSync(join(root, path), join(target, path), { recursive: true, filter: (source) => !source.endsWith(".test.ts") });
  }
  writeFileSync(join(target, "build-id"), `${digestOf(target)}\n`);
}

/** Changes whenever a source file does: the compile cache in the state folder is filled anew then. */
function digestOf(folder: string): string {
  const hash = createHash("sha256");
  for (const file of globSync("{src,package.json}/**", { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile())) {
    hash.update(file.name).update(readFileSync(join(file.parentPath, file.name)));
  }
  return hash.digest("hex");
}

/** Node and every library that its loader would look for, at the same places. */
function stageNode(target: string): void {
  const node = join(target, "usr/local/bin/node");
  mkdirSync(dirname(node), { recursive: true });
  cpSync(realpathSync(process.execPath), node);
  for (const [, library = ""] of execFileSync("ldd", [process.execPath], { encoding: "utf8" }).matchAll(/(\/\S+)/g)) {
    cpSync(realpathSync(library), join(target, library));
  }
}

function stageSystem(target: string): void {
  const files: Record<string, string> = {
    "etc/passwd": `root:x:0:0:root:/:/none\nhydra:x:${USER_ID}:${USER_ID}:Hydra:/state:/none\n`,
    "etc/group": `root:x:0:\nhydra:x:${USER_ID}:\n`,
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), text);
  }
  for (const folder of ["state", "tmp"]) mkdirSync(join(target, folder));
  symlinkSync("/app/deploy/hydra.mjs", join(target, "usr/local/bin/hydra"));
}

if (import.meta.main) {
  const target = resolve(process.argv[2] ?? "");
  if (process.argv[2] === undefined || existsSync(target))
    throw new Error(`usage: ${basename(import.meta.filename)} TARGET, a folder that does not exist yet`);
  mkdirSync(join(target, "app"), { recursive: true });
  stagePackages(join(target, "app"));
  stageHydra(join(target, "app"));
  stageNode(target);
  stageSystem(target);
}
