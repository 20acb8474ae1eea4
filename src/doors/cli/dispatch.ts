import { HydraError } from "../../kernel/errors.ts";
import type { Registry } from "../../kernel/registry.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { layoutOf } from "./answer.ts";
import { readArguments } from "./arguments.ts";
import { commandsOf, commandsOfFeature, findCommand, positionalsOf, type Command } from "./commands.ts";
import { completionScript, completionTable, firstWords } from "./completion.ts";
import { commandHelp, featureHelp, topHelp } from "./help.ts";
import { createFromBlueprint } from "./new/new.ts";
import { runOperation } from "./run-operation.ts";
import { EXIT, write, type OtherCommand, type Shell } from "./shell.ts";

/** Commands that need no operation: they work while no Hydra runs. */
const OWN_COMMANDS: readonly OtherCommand[] = [
  { word: "token", summary: "Print the owner's local token, for curl" },
  { word: "new", summary: "Begin a feature or an integration from its blueprint: hydra new feature NAME [--wing WING]" },
  { word: "completion", summary: "Print the completion script for bash, zsh or fish" },
  { word: "help", summary: "Explain a command: hydra help containers restart" },
];

/** Find out what was meant and do it. @throws HydraError whatever went wrong */
export async function dispatchCommand(argv: readonly string[], shell: Shell): Promise<number> {
  const { leading, words, rest } = splitWords(argv);
  const print = async (text: string): Promise<number> => {
    await write(shell.stdout, text.endsWith("\n") ? text : `${text}\n`);
    return EXIT.done;
  };
  if (words[0] === "new") return print(await createFromBlueprint(words.slice(1), rest, shell.projectRoot));

  const registry = await shell.registry();
  const commands = commandsOf(registry);
  const others = [...OWN_COMMANDS, ...shell.otherCommands];
  if (words[0] === "completion") return print(completionScript(words[1], completionTable(commands, others)));
  const isHelp = words[0] === "help";
  const asked = isHelp ? words.slice(1) : words;
  return isHelp || asked.length === 0 || wantsHelp(leading, rest)
    ? print(helpFor(asked, { registry, commands, others, shell }))
    : runWords(asked, [...leading, ...rest], { registry, commands, others, shell }, print);
}

interface Known {
  registry: Registry;
  commands: readonly Command[];
  others: readonly OtherCommand[];
  shell: Shell;
}

async function runWords(
  words: readonly string[],
  flags: readonly string[],
  known: Known,
  print: (text: string) => Promise<number>,
): Promise<number> {
  const command = findCommand(known.commands, words);
  const feature = known.registry.features.find(({ name }) => name === words[0]);
  if (command === null) {
    if (feature !== undefined && words.length === 1) return print(helpFor(words, known));
    throw unknownCommand(words, known);
  }
  const inputs = words.slice(command.words.length);
  // `hydra containers restrt x`: a mistyped verb, not an input of the short form.
  if (feature !== undefined && command.words.length === 1 && inputs.length > 0 && positionalsOf(command.op).length === 0)
    throw unknownCommand(words, known);
  const args = readArguments(command, [...inputs, ...flags]);
  return runOperation(command, args, known.shell);
}

function helpFor(words: readonly string[], known: Known): string {
  const { registry, commands, others, shell } = known;
  const ink = layoutOf(shell);
  if (words.length === 0) return topHelp(registry, commands, others, ink);
  const feature = registry.features.find(({ name }) => name === words[0]);
  const command = findCommand(commands, words);
  if (feature !== undefined && words.length === 1) {
    const verbs = featureHelp(feature, commands, ink);
    return command === null ? verbs : `${commandHelp(command, commands, ink)}\n\n${verbs}`;
  }
  if (command !== null) return commandHelp(command, commands, ink);
  const other = others.find(({ word }) => word === words[0]);
  if (other !== undefined) return `hydra ${other.word}: ${other.summary}`;
  throw unknownCommand(words, known);
}

function unknownCommand(words: readonly string[], { registry, commands, others }: Known): HydraError {
  const [first = "", second = ""] = words;
  const feature = registry.features.find(({ name }) => name === first);
  if (feature !== undefined) {
    const verbs = commandsOfFeature(commands, feature).flatMap(({ words }) => (words[0] === first ? [words[1] as string] : []));
    return new HydraError(
      "invalid_input",
      `hydra ${first} has no command "${second}".${didYouMean(second, verbs)} hydra ${first} --help lists them.`,
    );
  }
  return new HydraError(
    "invalid_input",
    `There is no command "${first}".${didYouMean(first, firstWords(registry, commands, others))} hydra --help lists them.`,
  );
}

function wantsHelp(...parts: readonly (readonly string[])[]): boolean {
  return parts.some((tokens) => {
    const end = tokens.indexOf("--");
    return (end === -1 ? tokens : tokens.slice(0, end)).some((token) => token === "--help" || token === "-h");
  });
}

const LEADING = new Set(["--json", "--help", "-h", "--version"]);

/** Flags before the command, its words, and everything from its first flag on. */
function splitWords(argv: readonly string[]): { leading: string[]; words: string[]; rest: string[] } {
  let start = 0;
  while (LEADING.has(argv[start] ?? "")) start += 1;
  let end = start;
  while (end < argv.length && !(argv[end] as string).startsWith("-")) end += 1;
  return { leading: argv.slice(0, start), words: argv.slice(start, end), rest: argv.slice(end) };
}
