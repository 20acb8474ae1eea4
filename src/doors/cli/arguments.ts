import { HydraError } from "../../kernel/errors.ts";
import { isFile, type AnyOperation } from "../../kernel/operation.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { readTextFields } from "../../kernel/text-values.ts";
import { positionalsOf, type Command } from "./commands.ts";
import { fieldsOfOperation, toKebab, type Field } from "./fields.ts";

/** What was typed behind the words of a command. */
export interface Arguments {
  /** Inputs by their name in the schema, as values. */
  values: Record<string, unknown>;
  /** Own flags of the shell. */
  options: Options;
}

export interface Options {
  json: boolean;
  help: boolean;
  /** JSON of inputs, or `-` for standard input. */
  input?: string;
  /** Where the bytes of an answer go. */
  output?: string;
  /** The bytes that go with the call, or `-` for standard input. */
  file?: string;
}

type ValueOption = "input" | "output" | "file";

/** Flags that the shell keeps for itself; an input of the same name is given by `--input`. */
export function ownFlagsOf(op: AnyOperation): string[] {
  return ["json", "help", "input", ...(isFile(op.output) ? ["output"] : []), ...(op.upload === undefined ? [] : ["file"])];
}

/** Fields that have a flag of their own. */
export function flagsOf(op: AnyOperation, fields: readonly Field[] = fieldsOfOperation(op)): Field[] {
  const own = ownFlagsOf(op);
  return fields.filter(({ flag }) => !own.includes(flag));
}

/**
 * Read what was typed behind a command's words.
 *
 * @throws HydraError invalid_input that names the flag, what it wants and what was probably meant
 */
export function readArguments(command: Command, typed: readonly string[]): Arguments {
  const { op } = command;
  const fields = fieldsOfOperation(op);
  const flags = flagsOf(op, fields);
  const own = ownFlagsOf(op);
  const options: Options = { json: false, help: false };
  const text = new Map<string, string[]>();
  const bare: string[] = [];
  const give = (field: Field, value: string): void => {
    text.set(field.name, [...(text.get(field.name) ?? []), value]);
  };

  for (let index = 0; index < typed.length; index += 1) {
    const token = typed[index] as string;
    if (token === "--") {
      bare.push(...typed.slice(index + 1));
      break;
    }
    if (token === "-h" || token === "--help") options.help = true;
    else if (token === "--json") options.json = true;
    else if (token.startsWith("--")) {
      const [flag, inline] = splitFlag(token);
      const next = (): string => {
        if (inline !== null) return inline;
        index += 1;
        const value = typed[index];
        if (value === undefined || value.startsWith("--")) throw new HydraError("invalid_input", `--${flag} needs a value.`);
        return value;
      };
      const field = flags.find((known) => known.flag === flag);
      const negated = flag.startsWith("no-") ? flags.find((known) => known.flag === flag.slice(3) && known.kind === "boolean") : undefined;
      if (own.includes(flag)) options[flag as ValueOption] = next();
      else if (field?.kind === "boolean" && !field.isList) give(field, inline ?? "true");
      else if (field !== undefined) give(field, next());
      else if (negated !== undefined && inline === null) give(negated, "false");
      else throw unknownFlag(command, flag, [...flags.map((known) => known.flag), ...own]);
    } else if (/^-[a-z]$/i.test(token)) throw unknownFlag(command, token, []);
    else bare.push(token);
  }

  placePositionals(command, positionalsOf(op, fields), bare, text);
  const once = [...text].map(([name, given]) => [name, onlyOne(fields, name, given)] as const);
  return { values: readTextFields(op.input, Object.fromEntries(once)), options };
}

/** Inputs that are missing, as the shell names them. */
export function missingInputs(op: AnyOperation, values: Readonly<Record<string, unknown>>): string[] {
  const fields = fieldsOfOperation(op);
  const positionals = positionalsOf(op, fields);
  return fields
    .filter((field) => field.isRequired && !(field.name in values))
    .map((field) => (positionals.includes(field) ? field.flag.toUpperCase() : `--${field.flag}`));
}

function splitFlag(token: string): [flag: string, inline: string | null] {
  const equals = token.indexOf("=");
  return equals === -1 ? [toKebab(token.slice(2)), null] : [toKebab(token.slice(2, equals)), token.slice(equals + 1)];
}

function onlyOne(fields: readonly Field[], name: string, given: readonly string[]): string | readonly string[] {
  const field = fields.find((known) => known.name === name);
  if (given.length > 1 && field?.isList === false)
    throw new HydraError("invalid_input", `--${field.flag} was given ${given.length} times; it takes one value.`);
  return given.length === 1 ? (given[0] as string) : given;
}

function placePositionals(command: Command, positionals: readonly Field[], bare: readonly string[], text: Map<string, string[]>): void {
  const open = positionals.filter(({ name }) => !text.has(name));
  for (const [index, value] of bare.entries()) {
    const last = open.at(-1);
    const field = open[index] ?? (last?.isList === true ? last : undefined);
    if (field === undefined) {
      const shown = command.words.join(" ");
      throw new HydraError(
        "invalid_input",
        `"${value}" is one word too many for hydra ${shown}. hydra ${shown} --help shows what it takes.`,
      );
    }
    text.set(field.name, [...(text.get(field.name) ?? []), value]);
  }
}

function unknownFlag(command: Command, flag: string, known: readonly string[]): HydraError {
  const meant = didYouMean(flag, known).replace('"', '"--');
  const typed = flag.startsWith("-") ? flag : `--${flag}`;
  return new HydraError("invalid_input", `hydra ${command.words.join(" ")} has no flag ${typed}.${meant} --help lists them.`);
}
