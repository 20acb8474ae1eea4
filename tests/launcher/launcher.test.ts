import { chownSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findProgram } from "../peers/processes.ts";
import { Checkout, REPOSITORY, said } from "./checkout.ts";

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

const SHELLS = [["dash"], ["busybox", "sh"], ["bash", "--posix"]].flatMap(([name = "", ...rest]) => {
  const path = findProgram(name);
  return path === null ? [] : [{ name, command: [path, ...rest] }];
});

function readyCheckout(): Checkout {
  const checkout = new Checkout();
  checkout.addNode();
  checkout.addNpm();
  return checkout;
}

describe.each(SHELLS)("the launcher under $name", ({ command: shell }) => {
  it("prepares once, then starts at once with the arguments as they are", async () => {
    using checkout = readyCheckout();
    const first = await checkout.start(["up", "--tools-port", "0", "two words"], { shell });
    expect(said(first).args).toEqual(["up", "--tools-port", "0", "two words"]);
    expect(first.stderr).toMatch(/installing the packages[^]*done in \d+ s[^]*building the page[^]*done in \d+ s/);
    expect(checkout.read("web/dist/index.html")).toContain("one");
    const second = await checkout.start(["up"], { shell });
    expect(said(second).args).toEqual(["up"]);
    expect(second.stderr).toBe("");
    expect(checkout.npmCalls).toEqual(["ci"]);
  });

  it("fetches Node and npm where the machine's Node is too old", async () => {
    using checkout = new Checkout();
    checkout.script("node", "echo 20.20.2");
    checkout.addNpm();
    const first = await checkout.start(["up"], { shell });
    expect(said(first).node).toContain(join(realpathSync(checkout.root), ".runtime/node_modules/node-linux-"));
    expect(checkout.npmArguments).toMatch(/^install .*--ignore-scripts.* node-linux-(?:x64|arm64)@24 npm@11\nci --ignore-scripts/);
    const second = await checkout.start(["up"], { shell });
    expect(second.stderr).toBe("");
    expect(checkout.npmCalls).toEqual(["install", "ci"]);
  });

  it("says what to install where there is neither Node nor npm", async () => {
    using checkout = new Checkout();
    const { exitCode, stderr } = await checkout.start(["up"], { shell });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^hydra: Node\.js 24 is missing, and npm to fetch it\. Install npm \(Debian, Ubuntu: apt install npm;[^\n]*\n$/);
  });
});

describe("what is prepared again", () => {
  it("the packages when the lock changed, the page when its source changed, nothing else", async () => {
    using checkout = readyCheckout();
    said(await checkout.start(["up"]));
    checkout.write("web/index.html", "<!doctype html><title>two</title>");
    const page = await checkout.start(["up"]);
    expect(page.stderr).toContain("building the page");
    expect(page.stderr).not.toContain("installing");
    expect(checkout.read("web/dist/index.html")).toContain("two");
    checkout.write("package-lock.json", JSON.stringify({ packages: { "": {}, "node_modules/one": { version: "2.0.0" } } }));
    expect((await checkout.start(["up"])).stderr).toContain("installing the packages");
    expect((await checkout.start(["up"])).stderr).toBe("");
    expect(checkout.npmCalls).toEqual(["ci", "ci"]);
  });

  it("nothing by other commands, which keep the exit code of the program", async () => {
    using checkout = readyCheckout();
    said(await checkout.start(["up"]));
    checkout.write("package-lock.json", JSON.stringify({ packages: {} }));
    checkout.write("web/index.html", "changed");
    const status = await checkout.start(["status", "--json"], { env: { FAKE_EXIT_CODE: "3" } });
    expect(status).toMatchObject({ exitCode: 3, stderr: "" });
    expect(checkout.npmCalls).toEqual(["ci"]);
  });

  it("nothing when somebody ran npm install by hand", async () => {
    using checkout = readyCheckout();
    mkdirSync(join(checkout.root, "node_modules"));
    checkout.write("node_modules/.package-lock.json", checkout.read("package-lock.json"));
    expect((await checkout.start(["up"])).stderr).not.toContain("installing");
    expect(checkout.npmCalls).toEqual([]);
  });
});

describe("a preparation that goes wrong", () => {
  it("shows why, and the next start recovers", async () => {
    using checkout = readyCheckout();
    checkout.failNpm(true);
    const failed = await checkout.start(["up"]);
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toContain("npm error the registry is away");
    expect(failed.stderr).toContain("running the same command again starts over");
    checkout.failNpm(false);
    said(await checkout.start(["up"]));
    expect(checkout.npmCalls).toEqual(["ci", "ci"]);
  });

  it("fetches Node anew when the first fetch was interrupted", async () => {
    using checkout = new Checkout();
    checkout.addNpm();
    said(await checkout.start(["up"]));
    rmSync(join(checkout.root, ".runtime/node_modules/npm"), { recursive: true });
    said(await checkout.start(["up"]));
    expect(checkout.npmCalls).toEqual(["install", "ci", "install"]);
  });

  it("takes over the lock of a start that was killed", async () => {
    using checkout = readyCheckout();
    mkdirSync(join(checkout.root, ".runtime/preparing"), { recursive: true });
    checkout.write(".runtime/preparing/pid", "999999999");
    said(await checkout.start(["up"]));
    expect(checkout.npmCalls).toEqual(["ci"]);
  });

  it("happens once when two start together", async () => {
    using checkout = readyCheckout();
    const env = { FAKE_NPM_SECONDS: "1" };
    const starts = await Promise.all([checkout.start(["up"], { env }), checkout.start(["up"], { env })]);
    for (const start of starts) expect(said(start).args).toEqual(["up"]);
    expect(checkout.npmCalls).toEqual(["ci"]);
  });
});

describe("where and as whom it runs", () => {
  it("through a symbolic link, from any folder, in the place of the shell", async () => {
    using checkout = readyCheckout();
    const link = join(checkout.home, "hydra");
    symlinkSync(join("..", "check out", "hydra"), link);
    const start = await checkout.start(["up"], { file: link, cwd: checkout.home });
    expect(said(start)).toMatchObject({ cwd: realpathSync(checkout.home), pid: start.pid });
  });

  it("runs a script of package.json with the right Node", async () => {
    using checkout = readyCheckout();
    expect((await checkout.start(["dev", "hello"])).stdout).toContain(`hello from ${realpathSync(checkout.root)}`);
  });

  it.skipIf(!isRoot)("says who must install where this user may not write", async () => {
    using checkout = readyCheckout();
    const { exitCode, stderr } = await checkout.start(["up"], { uid: NOBODY });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`the packages must be put into ${realpathSync(checkout.root)}, but this user may not write there`);
  });

  it.skipIf(!isRoot)("runs as another user once installed, with a compile cache in the state folder", async () => {
    using checkout = readyCheckout();
    said(await checkout.start(["up"]));
    const theirs = join(checkout.home, "theirs");
    mkdirSync(theirs);
    chownSync(theirs, NOBODY, NOBODY);
    const start = await checkout.start(["up"], { uid: NOBODY, env: { HYDRA_HOME: theirs } });
    expect(said(start)).toMatchObject({ cache: join(theirs, "compile-cache"), readsTypeScript: false });
    expect(start.stderr).toBe("");
  });

  it.skipIf(!isRoot)("runs as another user who can write nowhere, only without the cache", async () => {
    using checkout = readyCheckout();
    said(await checkout.start(["up"]));
    const start = await checkout.start(["up"], { uid: NOBODY, env: { HYDRA_HOME: "/nonexistent/home" } });
    expect(start.stderr).toBe("");
    expect(said(start).cache).toBeNull();
  });
});

describe("the compile cache", () => {
  it("is filled before the first start, so that the program never loads Node's reader of TypeScript", async () => {
    using checkout = readyCheckout();
    const first = said(await checkout.start(["up"]));
    expect(first.readsTypeScript).toBe(false);
    checkout.write("src/main.ts", `${checkout.read("src/main.ts")}\nconst another: number = 1;\nvoid another;\n`);
    expect(said(await checkout.start(["up"])).readsTypeScript).toBe(false);
    // Without the cache it does, so the question is one that can be answered either way.
    expect(said(await checkout.start(["up"], { env: { NODE_DISABLE_COMPILE_CACHE: "1" } })).readsTypeScript).toBe(true);
  });
});

describe("memory", () => {
  it("is kept small by the same words in the launcher and in the container image", async () => {
    using checkout = readyCheckout();
    const { memory, flags } = said(await checkout.start(["up"]));
    const [firstLine] = readFileSync(join(REPOSITORY, "deploy/hydra.mjs"), "utf8").split("\n");
    expect(firstLine).toBe(["#!/usr/local/bin/node", ...flags].join(" "));
    const image = readFileSync(join(REPOSITORY, "deploy/Dockerfile"), "utf8");
    const words = [...image.matchAll(/(NODE_OPTIONS|MALLOC_\w+)=(?:"([^"]*)"|(\S+))/g)].map(([, name, quoted, bare]) => [
      name,
      quoted ?? bare,
    ]);
    expect(words).toHaveLength(4);
    expect(Object.fromEntries(Object.entries(memory).map(([name, value]) => [name, value.trim()]))).toEqual(Object.fromEntries(words));
  });

  it("is a person's to say otherwise", async () => {
    using checkout = readyCheckout();
    const env = { NODE_OPTIONS: "--max-semi-space-size=8", MALLOC_ARENA_MAX: "4" };
    const { memory } = said(await checkout.start(["up"], { env }));
    expect(memory["NODE_OPTIONS"]).toMatch(/ --max-semi-space-size=8$/);
    expect(memory["MALLOC_ARENA_MAX"]).toBe("4");
  });
});

describe("systems for which npm has no Node", () => {
  it.each([
    ["armv7l", /needs a 64 bit x86 or ARM system; this one is armv7l/],
    ["riscv64", /needs a 64 bit x86 or ARM system; this one is riscv64/],
  ])("%s", async (machine, sentence) => {
    using checkout = new Checkout();
    checkout.addNpm();
    checkout.script("uname", `case $1 in -s) echo Linux ;; *) echo ${machine} ;; esac`);
    expect(await checkout.start(["up"])).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(sentence) });
  });

  it("a 32 bit system under a 64 bit kernel", async () => {
    using checkout = new Checkout();
    checkout.script("uname", "case $1 in -s) echo Linux ;; *) echo aarch64 ;; esac");
    checkout.script("getconf", "echo 32");
    expect((await checkout.start(["up"])).stderr).toContain("this one is 32 bit aarch64");
  });

  it("macOS", async () => {
    using checkout = new Checkout();
    checkout.script("uname", "case $1 in -s) echo Darwin ;; *) echo arm64 ;; esac");
    expect((await checkout.start(["up"])).stderr).toContain("brew install node");
  });
});
