import type { Feature } from "../../kernel/feature.ts";
import type { AnyOperation } from "../../kernel/operation.ts";
import { routeOf, type Registry } from "../../kernel/registry.ts";
import { fieldsOfOperation, toKebab, type Field } from "./fields.ts";

/** One way to type an operation: `containers restart` or, from its shell words, `logs`. */
export interface Command {
  /** The words as typed, without inputs. */
  words: readonly string[];
  op: AnyOperation;
  /** Is it a short form, made of the operation's shell words? */
  isShort: boolean;
}

/** Every command of a registry, short forms first. */
export function commandsOf(registry: Pick<Registry, "operations">): Command[] {
  const operations = [...registry.operations.values()];
  const short = operations.flatMap((op) => (op.shell === undefined ? [] : [{ words: literalWords(op.shell), op, isShort: true }]));
  const taken = new Set(short.map(({ words }) => words.join(" ")));
  const full = operations.map((op) => ({ words: op.name.split(".").map(toKebab), op, isShort: false }));
  return [...short, ...full.filter(({ words }) => !taken.has(words.join(" ")))];
}

/** The command that the words begin with: the one with most words wins, so that `logs search` is not `logs NAME`. */
export function findCommand(commands: readonly Command[], words: readonly string[]): Command | null {
  const typed = words.map(toKebab);
  let best: Command | null = null;
  for (const command of commands) {
    if (command.words.length <= (best?.words.length ?? 0)) continue;
    if (command.words.every((word, index) => word === typed[index])) best = command;
  }
  return best;
}

/** The commands of one feature, for its own help. */
export function commandsOfFeature(commands: readonly Command[], feature: Pick<Feature, "name">): Command[] {
  return commands.filter(({ op, words }) => op.name.startsWith(`${feature.name}.`) && (words.length > 1 || words[0] !== feature.name));
}

/**
 * The inputs that may be typed without their flag, in order: those of its shell words; else the path's parameters and
 * whatever else is required and fits into one word.
 */
export function positionalsOf(op: AnyOperation, fields: readonly Field[] = fieldsOfOperation(op)): Field[] {
  const byName = (name: string): Field[] => fields.filter((field) => field.name === name);
  const named = [...(op.shell ?? "").matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => byName(name as string));
  if (named.length > 0) return named;
  const inPath = routeOf(op).parameters.flatMap(byName);
  const required = fields.filter(
    (field) => field.isRequired && !inPath.includes(field) && (field.kind === "text" || field.kind === "number"),
  );
  return [...inPath, ...required];
}

function literalWords(shell: string): string[] {
  return shell.split(/\s+/).filter((word) => word !== "" && !word.startsWith("{"));
}
