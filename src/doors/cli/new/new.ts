import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HydraError } from "../../../kernel/errors.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { copyBlueprint } from "./copy.ts";
import { addToList } from "./list-edit.ts";

const KINDS = ["feature", "integration"] as const;
const USAGE = "Usage: hydra new feature NAME [--wing WING], or: hydra new integration NAME";

/** Words that cannot name a constant in TypeScript. */
const RESERVED = new Set(
  "await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield".split(
    " ",
  ),
);

/**
 * `hydra new feature NAME [--wing WING]` and `hydra new integration NAME`: the folder from its blueprint, with a test that
 * fails until it is filled in, and its line in the list that composes it. Answers what to do next.
 */
export async function createFromBlueprint(words: readonly string[], flags: readonly string[], projectRoot: string): Promise<string> {
  const [kind = "", name = ""] = words;
  if (!(KINDS as readonly string[]).includes(kind))
    throw new HydraError("invalid_input", `${USAGE}.${kind === "" ? "" : didYouMean(kind, KINDS)}`);
  checkName(name);
  if (kind === "integration") {
    if (flags.length > 0) throw new HydraError("invalid_input", `An integration takes no flags. ${USAGE}`);
    return createIntegration(name, projectRoot);
  }
  return createFeature(name, readWing(flags, projectRoot), projectRoot);
}

function checkName(name: string): void {
  if (!/^[a-z][a-z0-9]*$/.test(name) || RESERVED.has(name))
    throw new HydraError("invalid_input", `"${name}" cannot be a name: one word in lower case, as in "backups". ${USAGE}`);
}

function wingsOf(projectRoot: string): string[] {
  const features = join(projectRoot, "src/features");
  return readdirSync(features).filter((folder) => existsSync(join(features, folder, "index.ts")) && !folder.startsWith("_"));
}

/** The wing that was asked for; else the one built last, which may call all others. */
function readWing(flags: readonly string[], projectRoot: string): string {
  const wings = wingsOf(projectRoot);
  const wing =
    flags[0]?.startsWith("--wing=") === true ? flags[0].slice("--wing=".length) : flags[0] === "--wing" ? (flags[1] ?? "") : null;
  if (wing === null) {
    if (flags.length > 0) throw new HydraError("invalid_input", `There is no flag ${flags[0]}. ${USAGE}`);
    const composed = readFileSync(join(projectRoot, "src/composition.ts"), "utf8");
    const order = /wings[^=]*=\s*\[([^\]]*)\]/.exec(composed)?.[1]?.match(/\w+/g) ?? [];
    const last = order.findLast((known) => wings.includes(known)) ?? wings.at(-1);
    if (last === undefined) throw new HydraError("conflict", "There is no wing in src/features to put it into.");
    return last;
  }
  if (!wings.includes(wing))
    throw new HydraError("invalid_input", `There is no wing "${wing}".${didYouMean(wing, wings)} There are: ${wings.join(", ")}.`);
  return wing;
}

function createFeature(name: string, wing: string, projectRoot: string): string {
  const features = join(projectRoot, "src/features");
  const taken = wingsOf(projectRoot).find((known) => existsSync(join(features, known, name)));
  if (taken !== undefined) throw new HydraError("conflict", `src/features/${taken}/${name} is already there.`);
  const list = join(features, wing, "index.ts");
  const edited = addToList(readFileSync(list, "utf8"), /features:/, name, `./${name}/index.ts`);
  const folder = `src/features/${wing}/${name}`;
  const files = copyBlueprint(join(features, "_blueprint"), join(projectRoot, folder), { name, deeperBy: 1 });
  writeFileSync(list, edited);
  return nextSteps(folder, files, `src/features/${wing}/index.ts`, [
    `It stands in the wing ${wing}: it may call features of that wing and of those before it (--wing chooses another).`,
    "Begin at its failing test, first-wish.test.ts: write there what the feature is for.",
    "The notes are an example: replace note.ts, operations.ts and the tables in store.ts by your own.",
  ]);
}

function createIntegration(name: string, projectRoot: string): string {
  const integrations = join(projectRoot, "src/integrations");
  const folder = `src/integrations/${name}`;
  if (existsSync(join(integrations, name))) throw new HydraError("conflict", `${folder} is already there.`);
  const list = join(projectRoot, "src/composition.ts");
  const edited = addToList(readFileSync(list, "utf8"), /\bintegrations\b[^=\n]*=/, name, `./integrations/${name}/index.ts`);
  const files = copyBlueprint(join(integrations, "_blueprint"), join(projectRoot, folder), { name, deeperBy: 0 });
  writeFileSync(list, edited);
  return nextSteps(folder, files, "src/composition.ts", [
    "Begin at its failing test, first-wish.test.ts: write there what you want from the other side.",
    "Then wire.ts (what it sends), client.ts (our verbs, words and units) and fake.ts, its twin in memory.",
  ]);
}

function nextSteps(folder: string, files: readonly string[], list: string, advice: readonly string[]): string {
  return [
    `Made ${folder}:`,
    ...files.map((file) => `  ${file}`),
    `and its line in ${list}.`,
    "",
    ...advice,
    `Run it: npx vitest run ${folder}; before a commit: npm run types && npm run lint && npm run format`,
    "How everything fits together: docs/guide/building.md",
  ].join("\n");
}
