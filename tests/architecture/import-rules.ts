import { basename } from "node:path/posix";
import { BLUEPRINT, isTest, placeOf, wingNumber, type Place } from "./house.ts";
import type { Import } from "./source.ts";
import type { Tree } from "./tree.ts";

/** What is wrong, as `path:line: why`. Tests may import whatever they test. */
export function importProblems(tree: Tree): string[] {
  const files = new Set(tree.files);
  return tree.sources
    .filter(({ path }) => !isTest(path) && placeOf(path).room !== "tests")
    .flatMap(({ path, imports }) =>
      imports.flatMap((one) => {
        if (!isOurs(one)) return [];
        const why = files.has(one.to) ? problemOf(path, one) : `${one.to} does not exist`;
        return why === null ? [] : [`${path}:${one.line}: ${why}`];
      }),
    );
}

function isOurs({ to }: Import): boolean {
  return /^(src|web|tests|bench)\//.test(to) || to.startsWith("../");
}

function problemOf(path: string, { to, isType }: Import): string | null {
  if (isVocabulary(path) && !isType) return `${basename(path)} holds words only and may not use ${to}`;
  const from = placeOf(path);
  const target = placeOf(to);
  if (isTest(to) || target.room === "tests") return `${to} is for tests only`;
  if (from.room === "root") return null;
  if (basename(to) === "fake.ts") return `${to}: only tests and main may use a fake`;
  if (isSameFolder(from, target) || (target.room === "kernel" && from.room !== "web")) return null;
  switch (from.room) {
    case "kernel":
      return `the kernel knows nobody, so not ${to} either`;
    case "door":
      return `a door knows only the kernel, not ${to}`;
    case "integration":
      return `an integration knows only the kernel, not ${to}`;
    case "wing":
      return target.room === "feature" && target.wing === from.wing && basename(to) === "index.ts"
        ? null
        : `a wing lists the manifests of its own features, not ${to}`;
    case "feature":
      return featureProblem(from, target, to, isType);
    case "web":
      return isType ? null : `the page imports only types from src, not ${to}`;
    default:
      return `${path} stands in no room of the house`;
  }
}

/** The words of an integration that its users share: names of states, what makes a thing the same. They use nobody. */
function isVocabulary(path: string): boolean {
  return /^src\/integrations\/[^/]+\/(facts|identity)\.ts$/.test(path);
}

function featureProblem(from: Extract<Place, { room: "feature" }>, target: Place, to: string, isType: boolean): string | null {
  if (target.room === "integration") {
    if (basename(to) === "wire.ts") return `${to} holds the other side's words: they stay inside the integration`;
    return isType || isVocabulary(to) ? null : `a feature imports only types of an integration, not ${to}: its client comes with the call`;
  }
  if (target.room !== "feature") return `a feature knows the kernel and other features' operations, not ${to}`;
  if (from.wing === BLUEPRINT || target.wing === BLUEPRINT) return `a blueprint stands alone: no import of ${to}`;
  if (wingNumber(target.wing) > wingNumber(from.wing)) return `${from.wing} comes before ${target.wing} and may not call it: use an event`;
  return /^(operations|events)\.ts$/.test(basename(to))
    ? null
    : `another feature is known by its operations.ts and events.ts, not by ${to}`;
}

function isSameFolder(from: Place, target: Place): boolean {
  if (from.room !== target.room) return false;
  if (from.room === "feature") return target.room === "feature" && from.wing === target.wing && from.name === target.name;
  if (from.room === "door" || from.room === "integration") return "name" in target && from.name === target.name;
  return from.room === "kernel" || from.room === "web";
}

/** Circles of calls among the features of one wing, each named once. To hear of another's events is no call: that is the way back. */
export function circleProblems(tree: Tree): string[] {
  const calls = new Map<string, Set<string>>();
  for (const { path, imports } of tree.sources) {
    const from = placeOf(path);
    if (from.room !== "feature" || isTest(path)) continue;
    for (const { to } of imports) {
      const target = placeOf(to);
      if (target.room !== "feature" || target.wing !== from.wing || target.name === from.name) continue;
      if (basename(to) === "events.ts") continue;
      const key = `${from.wing}/${from.name}`;
      calls.set(key, (calls.get(key) ?? new Set()).add(`${target.wing}/${target.name}`));
    }
  }
  const found = new Map<string, string>();
  const walk = (feature: string, way: readonly string[]): void => {
    const start = way.indexOf(feature);
    if (start !== -1) {
      const circle = way.slice(start);
      const key = circle.toSorted().join(" ");
      if (!found.has(key)) found.set(key, `a circle: ${[...circle, feature].join(" → ")}`);
      return;
    }
    for (const next of calls.get(feature) ?? []) walk(next, [...way, feature]);
  };
  for (const feature of [...calls.keys()].toSorted()) walk(feature, []);
  return [...found.values()];
}
