import { isFile, isStream, permissionOf, type AnyOperation } from "../../kernel/operation.ts";
import type { Feature } from "../../kernel/feature.ts";
import type { Registry } from "../../kernel/registry.ts";
import { flagsOf } from "./arguments.ts";
import { commandsOfFeature, positionalsOf, type Command } from "./commands.ts";
import { fieldsOfOperation, type Field } from "./fields.ts";
import { paint, type Layout } from "./render/style.ts";
import { padTo, widthOf } from "./render/text.ts";
import type { OtherCommand } from "./shell.ts";

type Line = readonly [left: string, right: string];
type Ink = Pick<Layout, "hasColours">;

/** `hydra --help` */
export function topHelp(registry: Registry, commands: readonly Command[], others: readonly OtherCommand[], ink: Ink): string {
  const short = commands.filter((command) => command.isShort).map((command): Line => [usageOf(command), command.op.summary]);
  const wings = registry.wings.filter(({ features }) => features.some(({ operations }) => operations.length > 0));
  return sections(ink, [
    [
      "",
      [
        ["Hydra, the steward of a home AI cluster.", ""],
        ["Usage: hydra COMMAND [INPUTS] [--flag VALUE]", ""],
      ],
    ],
    ["Everyday", short],
    ...wings.map(({ name, features }): [string, Line[]] => [
      `Features: ${name}`,
      features.filter(({ operations }) => operations.length > 0).map(({ name: feature, about }): Line => [feature, about]),
    ]),
    ["Hydra itself", others.map(({ word, summary }): Line => [word, summary])],
    ["", [["hydra FEATURE --help lists what a feature can do; --json on any command prints the raw answer.", ""]]],
    ["", [["Exit codes: 0 done, 2 bad input, 3 waits for approval, 4 not found, 1 other.", ""]]],
  ]);
}

/** `hydra containers --help` */
export function featureHelp(feature: Feature, commands: readonly Command[], ink: Ink): string {
  const lines = commandsOfFeature(commands, feature).map((command): Line => [`hydra ${usageOf(command)}`, command.op.summary]);
  return sections(ink, [
    ["", [[`${feature.name}: ${feature.about}`, ""]]],
    ["Commands", lines],
    ["", [[`hydra ${feature.name} VERB --help shows the flags of one.`, ""]]],
  ]);
}

/** `hydra containers restart --help` */
export function commandHelp(command: Command, commands: readonly Command[], ink: Ink): string {
  const { op } = command;
  const fields = fieldsOfOperation(op);
  const positionals = positionalsOf(op, fields);
  const flags = flagsOf(op, fields).filter((field) => !(positionals.includes(field) && field.isRequired));
  const aliases = commands.filter((other) => other.op === op && other !== command).map((other): Line => [`hydra ${usageOf(other)}`, ""]);
  return sections(ink, [
    [
      "",
      [
        [op.summary, ""],
        [`Usage: hydra ${usageOf(command)}${flags.length === 0 ? "" : " [--flag VALUE]"}`, ""],
      ],
    ],
    ["Inputs", positionals.map((field): Line => [field.flag.toUpperCase(), describe(field)])],
    ["Flags", [...flags.map((field): Line => [flagUsage(field), describe(field)]), ...ownFlagLines(op)]],
    ["Examples", examplesOf(command, fields).map((line): Line => [line, ""])],
    ["Also", aliases],
    ["", [[`${op.http}; risk: ${op.risk}; permission: ${permissionOf(op)}`, ""]]],
  ]);
}

/** `containers restart NAME` */
export function usageOf({ words, op }: Command): string {
  const inputs = positionalsOf(op).map(({ flag, isRequired, isList }) => {
    const shown = `${flag.toUpperCase()}${isList ? "..." : ""}`;
    return isRequired ? shown : `[${shown}]`;
  });
  return [...words, ...inputs].join(" ");
}

function flagUsage(field: Field): string {
  if (field.kind === "boolean" && !field.isList) return `--${field.flag}, --no-${field.flag}`;
  return `--${field.flag} ${field.kind === "json" ? "JSON" : field.kind.toUpperCase()}`;
}

function describe(field: Field): string {
  const notes = [
    field.about,
    field.choices.length === 0 ? "" : `one of: ${field.choices.join(", ")}`,
    field.isList ? "repeatable" : "",
    field.isRequired ? "required" : "",
    field.defaultText === null ? "" : `default ${field.defaultText}`,
  ];
  return notes.filter((note) => note !== "").join("; ");
}

function ownFlagLines(op: AnyOperation): Line[] {
  return [
    ...(op.upload === undefined
      ? []
      : [["--file PATH", `the file to send (${op.upload.mediaTypes.join(", ")}); - reads standard input`] as const]),
    ...(isFile(op.output) ? [["--output PATH", "where to save the file; without it, standard output"] as const] : []),
    ["--input JSON", "inputs as one JSON object; - reads it from standard input"],
    ["--json", isStream(op.output) ? "one JSON value a line" : "the raw answer"],
  ];
}

function examplesOf(command: Command, fields: readonly Field[]): string[] {
  const { op } = command;
  const positionals = positionalsOf(op, fields);
  const needed = fields.filter((field) => field.isRequired && !positionals.includes(field));
  const start = ["hydra", ...command.words, ...positionals.map(sample), ...needed.map(sampleFlag)];
  const upload = op.upload === undefined ? [] : ["--file FILE"];
  // A flag with choices or a number can be tried as it stands; free text would be a guess.
  const optional = flagsOf(op, fields).find(
    (field) => !field.isRequired && !positionals.includes(field) && (field.choices.length > 0 || field.kind !== "text"),
  );
  const plain = [...start, ...upload];
  return [
    plain.join(" "),
    ...(optional === undefined ? [] : [[...plain, sampleFlag(optional)].join(" ")]),
    [...plain, isFile(op.output) ? "--output FILE" : "--json"].join(" "),
  ];
}

function sample(field: Field): string {
  if (field.choices[0] !== undefined) return field.choices[0];
  if (field.defaultText !== null && field.kind === "number") return field.defaultText;
  return field.kind === "number" ? "10" : field.kind === "json" ? "'{}'" : field.flag.toUpperCase();
}

function sampleFlag(field: Field): string {
  return field.kind === "boolean" && !field.isList ? `--${field.flag}` : `--${field.flag} ${sample(field)}`;
}

/** Titles with indented lines in two columns; a section without lines is left out, one without a title is plain text. */
function sections(ink: Ink, parts: readonly (readonly [title: string, lines: readonly Line[]])[]): string {
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => {
      if (title === "") return lines.map(([text]) => text).join("\n");
      const width = Math.min(40, Math.max(...lines.map(([left]) => widthOf(left))));
      return [paint(ink, "bold", title), ...lines.map(([left, right]) => `  ${padTo(left, width)}  ${right}`.trimEnd())].join("\n");
    })
    .join("\n\n");
}
