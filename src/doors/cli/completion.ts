import { HydraError } from "../../kernel/errors.ts";
import type { Registry } from "../../kernel/registry.ts";
import { flagsOf, ownFlagsOf } from "./arguments.ts";
import type { Command } from "./commands.ts";
import { fieldsOfOperation } from "./fields.ts";
import type { OtherCommand } from "./shell.ts";

export const COMPLETED_SHELLS = ["bash", "zsh", "fish"] as const;

/** What may follow the words typed so far: `""` → all first words, `"containers"` → its verbs, `"containers restart"` → its flags. */
export type CompletionTable = ReadonlyMap<string, readonly string[]>;

export function completionTable(commands: readonly Command[], others: readonly OtherCommand[]): CompletionTable {
  const table = new Map<string, Set<string>>();
  const add = (path: string, ...options: string[]): void => {
    const known = table.get(path) ?? new Set<string>();
    for (const option of options) known.add(option);
    table.set(path, known);
  };
  add("", ...others.map(({ word }) => word), "--help", "--version");
  for (const { words, op } of commands) {
    for (const [index, word] of words.entries()) add(words.slice(0, index).join(" "), word);
    const fields = flagsOf(op, fieldsOfOperation(op));
    const path = words.join(" ");
    add(path, ...fields.map(({ flag }) => `--${flag}`), ...ownFlagsOf(op).map((flag) => `--${flag}`));
    for (const { flag, choices } of fields) if (choices.length > 0) add(`${path} --${flag}`, ...choices);
  }
  add("completion", ...COMPLETED_SHELLS);
  add("new", "feature", "integration");
  return new Map([...table].map(([path, options]) => [path, [...options].toSorted()]));
}

/**
 * A script that completes commands, flags and the choices of a flag. It holds everything it needs, so that Tab costs no
 * start of a program. @throws HydraError invalid_input for another shell
 */
export function completionScript(shell: string | undefined, table: CompletionTable): string {
  switch (shell) {
    case "bash":
      return bashScript(table);
    case "zsh":
      return zshScript(table);
    case "fish":
      return fishScript(table);
    default:
      throw new HydraError(
        "invalid_input",
        `hydra completion takes one of ${COMPLETED_SHELLS.join(", ")}. For bash: source <(hydra completion bash)`,
      );
  }
}

/** Everything in the table is a word of ours (letters, digits, dashes) or a choice; what a shell would read otherwise is left out. */
function safeWords(options: readonly string[]): string {
  return options.filter((option) => /^[\w.:/+-]+$/.test(option)).join(" ");
}

/** Walks the typed words (`"$@"`) down the table; sets `place` to the last known command and prints what may follow. */
function posixTable(table: CompletionTable): string {
  const cases = [...table].map(([path, options]) => `    '${path}') echo '${safeWords(options)}' ;;`);
  return `_hydra_table() {
  case "$1" in
${cases.join("\n")}
  esac
}
_hydra_options() {
  local place='' word last='' step
  for word in "$@"; do
    last="$word"
    case "$word" in -*) continue ;; esac
    step="\${place:+$place }$word"
    [ -n "$(_hydra_table "$step")" ] && place="$step"
  done
  case "$last" in
    --*) local choices; choices="$(_hydra_table "$place $last")"; [ -n "$choices" ] && { echo "$choices"; return; } ;;
  esac
  _hydra_table "$place"
}`;
}

function bashScript(table: CompletionTable): string {
  return `# Completion of hydra for bash: source <(hydra completion bash)
${posixTable(table)}
_hydra() {
  COMPREPLY=($(compgen -W "$(_hydra_options "\${COMP_WORDS[@]:1:COMP_CWORD-1}")" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _hydra hydra
`;
}

function zshScript(table: CompletionTable): string {
  return `#compdef hydra
# Completion of hydra for zsh: source <(hydra completion zsh)
${posixTable(table)}
_hydra() {
  compadd -- \${=$(_hydra_options "\${(@)words[2,CURRENT-1]}")}
}
compdef _hydra hydra
`;
}

function fishScript(table: CompletionTable): string {
  const cases = [...table].map(([path, options]) => `        case '${path}'\n            string split ' ' -- '${safeWords(options)}'`);
  return `# Completion of hydra for fish: hydra completion fish | source
function __hydra_table
    switch "$argv[1]"
${cases.join("\n")}
    end
end
function __hydra_options
    set -l path ''
    set -l last ''
    for word in (commandline -opc)[2..-1]
        set last $word
        string match -q -- '-*' $word; and continue
        set -l step (string trim -- "$path $word")
        test -n "$(__hydra_table $step)"; and set path $step
    end
    if string match -q -- '--*' $last
        set -l choices (__hydra_table "$path $last")
        if test (count $choices) -gt 0
            printf '%s\\n' $choices
            return
        end
    end
    __hydra_table $path
end
complete -c hydra -f -a '(__hydra_options)'
`;
}

/** Every first word that could have been meant. */
export function firstWords(registry: Registry, commands: readonly Command[], others: readonly OtherCommand[]): string[] {
  return [
    ...new Set([
      ...registry.features.map(({ name }) => name),
      ...commands.map(({ words }) => words[0] as string),
      ...others.map(({ word }) => word),
    ]),
  ];
}
