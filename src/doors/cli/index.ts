import { HydraError, messageOf, toProblem } from "../../kernel/errors.ts";
import type { Registry } from "../../kernel/registry.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { layoutOf } from "./answer.ts";
import { howToApprove } from "./approval.ts";
import { readArguments } from "./arguments.ts";
import { commandsOf, commandsOfFeature, findCommand, positionalsOf, type Command } from "./commands.ts";
import { completionScript, completionTable, firstWords } from "./completion.ts";
import { readLocalToken } from "./connection.ts";
import { commandHelp, featureHelp, topHelp } from "./help.ts";
import { createFromBlueprint } from "./new/new.ts";
import { printable, printableLines, terminalJson } from "./render/text.ts";
import { runOperation } from "./run-operation.ts";
import { EXIT, exitCodeOf, write, type OtherCommand, type Shell } from "./shell.ts";

export { shellOf, type Shell } from "./shell.ts";

/** Commands that need no operation: they work while no Hydra runs. */
const OWN_COMMANDS: readonly OtherCommand[] = [
  { word: "token", summary: "Print the owner's local token, for curl" },
  { word: "new", summary: "Begin a feature or an integration from its blueprint: hydra new feature NAME [--wing WING]" },
  { word: "completion", summary: "Print the completion script for bash, zsh or fish" },
  { word: "help", summary: "Explain a command: hydra help containers restart" },
];

/**
 * Run one command line (without `hydra` itself) and return its exit code: 0 done, 2 bad input, 3 waits for approval,
 * 4 not found, 1 other. Nothing is thrown; what went wrong stands on stderr, as a problem document with `--json`.
 */
export async function runCli(argv: readonly string[], shell: Shell): Promise<number> {
  const gone = new AbortController();
  // A reader that closes its end early (`| head`) has what it wanted.
  shell.stdout.on("error", () => gone.abort());
  const signal = shell.signal === undefined ? gone.signal : AbortSignal.any([shell.signal, gone.signal]);
  try {
    return await dispatch(argv, { ...shell, signal });
  } catch (thrown) {
    if (gone.signal.aborted) return EXIT.done;
    if (shell.signal?.aborted === true) return EXIT.other;
    const error = thrown instanceof HydraError ? thrown : new HydraError("internal", messageOf(thrown), { cause: thrown });
    await write(shell.stderr, `${describeFailure(error, isJsonWanted(argv))}\n`);
    return exitCodeOf(error.code);
  }
}

function isJsonWanted(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return (end === -1 ? argv : argv.slice(0, end)).includes("--json");
}

function describeFailure(error: HydraError, asJson: boolean): string {
  if (asJson) return terminalJson(toProblem(error), 2);
  const { approvalId } = error.detail;
  const message = printableLines(error.message);
  return approvalId === undefined ? `hydra: ${message}` : `hydra: ${message}\n${howToApprove(printable(approvalId))}`;
}

async function dispatch(argv: readonly string[], shell: Shell): Promise<number> {
  const { leading, words, rest } = splitWords(argv);
  const print = async (text: string): Promise<number> => {
    await write(shell.stdout, text.endsWith("\n") ? text : `${text}\n`);
    return EXIT.done;
  };
  if (leading.includes("--version") && words.length === 0) return print(shell.version);
  if (words[0] === "token" && words.length === 1 && !wantsHelp(leading, rest)) return print(readLocalToken(shell.home));
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
