import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderProblems } from "./folder-rules.ts";
import { circleProblems, importProblems } from "./import-rules.ts";
import { readSource } from "./source.ts";
import { readTree, treeOf } from "./tree.ts";
import { useProblems } from "./use-rules.ts";

/** A small house that breaks no rule. Each test below breaks one. */
const SOUND: Readonly<Record<string, string>> = {
  "src/main.ts": 'import { wings } from "./composition.ts"; console.log(wings, process.env["HYDRA_HOME"]);',
  "src/composition.ts":
    'import { people } from "./features/people/index.ts"; import { watch } from "./features/watch/index.ts"; import { docker } from "./integrations/docker/index.ts";',
  "src/kernel/clock.ts": "export const now = () => Date.now();",
  "src/kernel/testing.ts": 'import "./clock.ts";',
  "src/doors/http/app.ts":
    'import { now } from "../../kernel/clock.ts"; import { x } from "./guard.ts"; import { Hono } from "hono"; import "node:http";',
  "src/doors/http/guard.ts": "export const x = 1;",
  "src/doors/mcp/index.ts": "export const y = 1;",
  "src/features/people/index.ts": 'import { access } from "./access/index.ts";',
  "src/features/people/access/index.ts": 'import "./operations.ts";',
  "src/features/people/access/operations.ts": 'import { now } from "../../../kernel/clock.ts";',
  "src/features/people/access/store.ts": "export {};",
  "src/features/people/access/access.test.ts":
    'import "./index.ts"; import "../../../kernel/testing.ts"; import "../../../integrations/docker/fake.ts";',
  "src/features/people/access/README.md": "",
  "src/features/watch/index.ts": 'import { logs } from "./logs/index.ts"; import { monitors } from "./monitors/index.ts";',
  "src/features/watch/logs/index.ts": 'import "./operations.ts";',
  "src/features/watch/logs/operations.ts":
    'import { list } from "../../people/access/operations.ts"; import type { Host } from "../../../integrations/docker/index.ts"; import { STATES } from "../../../integrations/docker/facts.ts";',
  "src/features/watch/logs/events.ts": "export {};",
  "src/features/watch/logs/logs.test.ts": "",
  "src/features/watch/logs/README.md": "",
  "src/features/watch/monitors/index.ts": 'import "./operations.ts";',
  "src/features/watch/monitors/operations.ts": 'import { logWritten } from "../logs/events.ts";',
  "src/features/watch/monitors/monitors.test.ts": "",
  "src/features/watch/monitors/README.md": "",
  "src/integrations/docker/index.ts": 'import "./facts.ts"; import { now } from "../../kernel/clock.ts";',
  "src/integrations/docker/facts.ts": "export const STATES = [];",
  "src/integrations/docker/wire.ts": "export {};",
  "src/integrations/docker/fake.ts": 'import "./facts.ts";',
  "src/integrations/docker/contract.test.ts": "",
  "src/integrations/docker/README.md": "",
  "src/integrations/prometheus/index.ts": "export {};",
  "src/integrations/prometheus/fake.ts": "",
  "src/integrations/prometheus/contract.test.ts": "",
  "src/integrations/prometheus/README.md": "",
  "web/src/app.tsx":
    'import type { Overview } from "../../src/features/watch/logs/operations.ts"; import { useState } from "react"; import "./nodes.ts";',
  "web/src/nodes.ts": "export {};",
  "tests/peers/peers.ts": "process.env;",
};

function problemsOf(change: Readonly<Record<string, string | null>>): string[] {
  const texts = Object.fromEntries(Object.entries({ ...SOUND, ...change }).filter((entry): entry is [string, string] => entry[1] !== null));
  const tree = treeOf(texts);
  return [...importProblems(tree), ...circleProblems(tree), ...folderProblems(tree), ...useProblems(tree)];
}

it("finds nothing wrong in a sound house", () => {
  expect(problemsOf({})).toEqual([]);
});

describe("imports", () => {
  it.each([
    ["the kernel of a feature", "src/kernel/call.ts", 'import "../features/watch/logs/operations.ts";', "the kernel knows nobody"],
    ["the kernel of a type of a door", "src/kernel/call.ts", 'import type { X } from "../doors/http/app.ts";', "the kernel knows nobody"],
    ["the kernel of main", "src/kernel/call.ts", 'import "../main.ts";', "the kernel knows nobody"],
    ["a door of another door", "src/doors/mcp/index.ts", 'import "../http/app.ts";', "a door knows only the kernel"],
    [
      "a door of a feature",
      "src/doors/mcp/index.ts",
      'export * from "../../features/watch/logs/operations.ts";',
      "a door knows only the kernel",
    ],
    ["a door of what is composed", "src/doors/mcp/index.ts", 'await import("../../composition.ts");', "a door knows only the kernel"],
    [
      "an integration of another",
      "src/integrations/prometheus/index.ts",
      'import "../docker/index.ts";',
      "an integration knows only the kernel",
    ],
    [
      "an integration of a feature",
      "src/integrations/prometheus/index.ts",
      'import type { X } from "../../features/watch/logs/operations.ts";',
      "an integration knows only",
    ],
    [
      "a feature of a later wing",
      "src/features/people/access/operations.ts",
      'import "../../watch/logs/operations.ts";',
      "people comes before watch",
    ],
    [
      "a feature of another's store",
      "src/features/watch/logs/operations.ts",
      'import "../../people/access/store.ts";',
      "known by its operations.ts and events.ts",
    ],
    [
      "a feature of another's manifest",
      "src/features/watch/logs/operations.ts",
      'import "../../people/access/index.ts";',
      "known by its operations.ts and events.ts",
    ],
    ["a feature of a door", "src/features/watch/logs/operations.ts", 'import "../../../doors/http/app.ts";', "a feature knows the kernel"],
    [
      "a feature of a client's code",
      "src/features/watch/logs/operations.ts",
      'import { docker } from "../../../integrations/docker/index.ts";',
      "only types of an integration",
    ],
    [
      "a feature of the wire",
      "src/features/watch/logs/operations.ts",
      'import type { W } from "../../../integrations/docker/wire.ts";',
      "stay inside the integration",
    ],
    [
      "a feature of a fake",
      "src/features/watch/logs/operations.ts",
      'import type { F } from "../../../integrations/docker/fake.ts";',
      "only tests and main may use a fake",
    ],
    [
      "a feature of the kernel's testing",
      "src/features/watch/logs/operations.ts",
      'import "../../../kernel/testing.ts";',
      "for tests only",
    ],
    ["a feature of a test", "src/features/watch/logs/operations.ts", 'import "./logs.test.ts";', "for tests only"],
    [
      "a feature of a worker in another room",
      "src/features/watch/logs/operations.ts",
      'new Worker(new URL("../../../doors/http/app.ts", import.meta.url));',
      "a feature knows the kernel",
    ],
    [
      "a feature of an imported type expression",
      "src/features/watch/logs/operations.ts",
      'let x: import("../../../main.ts").X;',
      "a feature knows the kernel",
    ],
    [
      "a wing of another wing's feature",
      "src/features/watch/index.ts",
      'import "./logs/index.ts"; import "./monitors/index.ts"; import "../people/access/index.ts";',
      "a wing lists",
    ],
    ["the page of code", "web/src/nodes.ts", 'import { now } from "../../src/kernel/clock.ts";', "only types from src"],
    [
      "the page of code beside a type",
      "web/src/nodes.ts",
      'import { type A, now } from "../../src/kernel/clock.ts";',
      "only types from src",
    ],
    [
      "vocabulary that does something",
      "src/integrations/docker/facts.ts",
      'import { now } from "../../kernel/clock.ts";',
      "facts.ts holds words only",
    ],
    ["a file that is not there", "src/kernel/call.ts", 'import "./gone.ts";', "does not exist"],
    ["a blueprint of a feature", "src/features/_blueprint/note.ts", 'import "../watch/logs/operations.ts";', "a blueprint stands alone"],
  ])("reports %s", (_what, path, text, expected) => {
    const found = problemsOf({ [path]: text });
    expect(found.join("\n")).toContain(expected);
    expect(found.join("\n")).toContain(`${path}:1: `);
  });

  const calls = 'import { list } from "../logs/operations.ts";';
  const callsBack = 'import type { probe } from "../monitors/operations.ts";';

  it("reports a circle of calls inside a wing once, also when only types are imported", () => {
    const found = problemsOf({ "src/features/watch/monitors/operations.ts": calls, "src/features/watch/logs/operations.ts": callsBack });
    expect(found).toEqual(["a circle: watch/logs → watch/monitors → watch/logs"]);
  });

  it("lets the way back go by events", () => {
    expect(problemsOf({ "src/features/watch/logs/operations.ts": callsBack })).toEqual([]);
  });
});

describe("folders", () => {
  const many = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`src/features/watch/logs/part-${index}.ts`, ""]));

  it.each<[string, Record<string, string | null>, string]>([
    ["a feature without a manifest", { "src/features/watch/logs/index.ts": null }, "src/features/watch/logs has no index.ts"],
    ["a feature without operations", { "src/features/watch/logs/operations.ts": null }, "src/features/watch/logs has no operations.ts"],
    ["a feature without a README", { "src/features/watch/logs/README.md": null }, "src/features/watch/logs has no README.md"],
    ["a feature without a test", { "src/features/watch/logs/logs.test.ts": null }, "src/features/watch/logs has no test"],
    ["a feature of too many files", many, "src/features/watch/logs has 11 files"],
    [
      "a feature that its wing does not list",
      { "src/features/watch/index.ts": 'import "./logs/index.ts";' },
      "does not list src/features/watch/monitors",
    ],
    ["a wing that the house does not know", { "src/features/misc/a/index.ts": "" }, "src/features/misc is no wing"],
    ["a wing that is not composed", { "src/composition.ts": 'import "./features/people/index.ts";' }, "does not compose the wing watch"],
    [
      "wings out of order",
      { "src/composition.ts": 'import "./features/watch/index.ts"; import "./features/people/index.ts";' },
      "out of order",
    ],
    ["an integration without a twin", { "src/integrations/docker/fake.ts": null }, "src/integrations/docker has no fake.ts"],
    [
      "an integration without a contract",
      { "src/integrations/docker/contract.test.ts": null },
      "src/integrations/docker has no contract test",
    ],
    ["a name that says nothing", { "src/kernel/date-utils.ts": "" }, '"utils" says nothing'],
    ["a folder that says nothing", { "src/doors/http/helpers/a.ts": "" }, '"helpers" says nothing'],
    ["a name that is not kebab-case", { "src/kernel/callPath.ts": "" }, "files are kebab-case"],
    ["a file in no room", { "src/stray.ts": "" }, "src/stray.ts stands in no room"],
    ["a file beside the doors", { "src/doors/stray.ts": "" }, "src/doors/stray.ts stands in no room"],
  ])("reports %s", (_what, change, expected) => {
    expect(problemsOf(change).join("\n")).toContain(expected);
  });
});

describe("uses", () => {
  it.each([
    ["Date.now", "const at = Date.now();", "wall clock"],
    ["Date.now as a value", "const now = Date.now;", "wall clock"],
    ["a new Date of now", "new Date();", "wall clock"],
    ["the environment", "process.env.HOME;", "environment"],
    ["the environment by another name", 'process["env"];', "environment"],
    ["the environment by import", 'import { env } from "node:process";', "environment"],
    ["the console", 'console.error("x");', "console"],
  ])("reports %s", (_what, text, expected) => {
    expect(problemsOf({ "src/features/watch/logs/store.ts": `\n${text}` })).toEqual([
      expect.stringContaining(`src/features/watch/logs/store.ts:2: ${expected}: `),
    ]);
  });

  it("does not mind words, a Date of a given time, or a test", () => {
    const text = 'const text = "Date.now() console.log process.env"; // Date.now()\nnew Date(0); other.console.log(1);';
    expect(problemsOf({ "src/features/watch/logs/store.ts": text })).toEqual([]);
    expect(problemsOf({ "src/features/watch/logs/logs.test.ts": "Date.now();" })).toEqual([]);
  });
});

describe("reading", () => {
  it("knows every form of import, and which ones vanish", () => {
    const text = `import type { A } from "./a.ts";
import { type B } from "./b.ts";
import { type C, c } from "./c.ts";
import "./d.ts";
export { e } from "./e.ts";
export type { F } from "./f.ts";
export * from "./g.ts";
const h = await import("./h.ts");
let i: typeof import("./i.ts");
new Worker(new URL("./j.ts", import.meta.url));
import k from "k";
// import "./not.ts";
const l = 'import "./not.ts"';`;
    expect(
      readSource("src/kernel/x.ts", text).imports.map(({ to, isType, line }) => [to.replace("src/kernel/", ""), isType, line]),
    ).toEqual([
      ["a.ts", true, 1],
      ["b.ts", true, 2],
      ["c.ts", false, 3],
      ["d.ts", false, 4],
      ["e.ts", false, 5],
      ["f.ts", true, 6],
      ["g.ts", false, 7],
      ["h.ts", false, 8],
      ["i.ts", true, 9],
      ["j.ts", false, 10],
      ["k", false, 11],
    ]);
  });

  it("refuses a source that it cannot parse", () => {
    expect(() => readSource("src/x.ts", "const = ;")).toThrow(/cannot be parsed/);
  });

  it("refuses an import that it cannot follow", () => {
    expect(() => readSource("src/x.ts", "await import(name);")).toThrow(/no plain text/);
  });

  it("refuses a repository without its rooms", () => {
    const empty = mkdtempSync(join(tmpdir(), "hydra-test-"));
    expect(() => readTree(empty)).toThrow(/ENOENT/);
    rmSync(empty, { recursive: true });
  });
});
