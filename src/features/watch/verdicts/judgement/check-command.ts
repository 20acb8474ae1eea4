/** What a container's health check runs, as far as its words tell. */
export interface CheckCommand {
  /** `CMD` runs the words as they are, `CMD-SHELL` hands one line to the image's shell. */
  form: "exec" | "shell";
  /** The programs that it needs, in order; for a shell line the shell first. Builtins left out. */
  programs: readonly string[];
  /** Where it asks, when it asks somewhere. */
  target: CheckTarget | null;
}

export interface CheckTarget {
  isTls: boolean;
  host: string;
  port: number;
  path: string;
}

const BUILTINS = new Set(
  ". : [ [[ alias bg break case cd command continue do done echo elif else esac eval exec exit export false fg fi for function getopts hash if in jobs kill local printf pwd read readonly return set shift test then time times trap true type ulimit umask unalias unset until wait while { } ! ]".split(
    " ",
  ),
);

/** Read `["CMD", ...]`, `["CMD-SHELL", "..."]` or, without a marker, words that Docker treats as CMD. Null: no check. */
export function readCheckCommand(test: readonly string[]): CheckCommand | null {
  const [marker, ...words] = test;
  if (marker === undefined || marker === "NONE") return null;
  if (marker === "CMD-SHELL") {
    const line = words.join(" ");
    return { form: "shell", programs: ["/bin/sh", ...programsOfShellLine(line)], target: targetIn(line) };
  }
  const argv = marker === "CMD" ? words : [marker, ...words];
  const program = argv[0];
  if (program === undefined) return null;
  // `CMD ["sh", "-c", "curl ..."]` needs what its line needs, too.
  const inner =
    /(^|\/)(ba|da|a)?sh$/.test(program) && argv[1]?.startsWith("-") === true && argv[1].includes("c")
      ? programsOfShellLine(argv[2] ?? "")
      : [];
  return { form: "exec", programs: [program, ...inner], target: targetIn(argv.join(" ")) };
}

/** The first word of each simple command of a line, without builtins, assignments and variables. */
export function programsOfShellLine(line: string): string[] {
  const programs: string[] = [];
  for (const command of splitCommands(line)) {
    const words = command.match(/(?:[^\s"']|"(?:[^"\\]|\\.)*"|'[^']*')+/g) ?? [];
    const first = words
      .map((word) => word.replaceAll(/^["'({]+|["')}]+$/g, ""))
      .find((word) => word !== "" && !/^[A-Za-z_]\w*=/.test(word) && !isSyntax(word));
    if (first !== undefined && !BUILTINS.has(first) && /^[\w./+-]+$/.test(first) && !programs.includes(first)) programs.push(first);
  }
  return programs;
}

function isSyntax(word: string): boolean {
  return ["!", "if", "then", "else", "elif", "do", "while", "until", "exec", "command", "time", "nohup"].includes(word);
}

/** Cut at `|`, `||`, `&&`, `;`, `&` and new lines that stand outside quotes; what stands in `$( )` is a command, too. */
function splitCommands(line: string): string[] {
  const commands: string[] = [""];
  let quote = "";
  for (let index = 0; index < line.length; index += 1) {
    const letter = line[index] as string;
    if (letter === "\\") {
      commands[commands.length - 1] += line.slice(index, index + 2);
      index += 1;
    } else if (quote !== "'" && (letter === "`" || (letter === "$" && line[index + 1] === "("))) {
      commands.push("");
      if (letter === "$") index += 1;
    } else if (quote !== "") {
      if (letter === quote) quote = "";
      commands[commands.length - 1] += letter;
    } else if (letter === "'" || letter === '"') {
      quote = letter;
      commands[commands.length - 1] += letter;
    } else if (/[|&;\n]/.test(letter)) {
      // `2>&1` and `>&2` are no separators.
      if (letter === "&" && line[index - 1] === ">") commands[commands.length - 1] += letter;
      else commands.push("");
    } else {
      commands[commands.length - 1] += letter;
    }
  }
  return commands.map((command) => command.trim()).filter((command) => command !== "");
}

const LOCAL_NAMES = "localhost|127\\.0\\.0\\.1|0\\.0\\.0\\.0|\\[::1?\\]";

function targetIn(text: string): CheckTarget | null {
  const url = new RegExp(`(https?)://((?:${LOCAL_NAMES})|[a-z0-9][a-z0-9.-]{0,252})(?::(\\d{1,5}))?(/[^\\s"'|;>)]*)?`, "i").exec(text);
  if (url !== null) {
    const isTls = url[1]?.toLowerCase() === "https";
    return { isTls, host: url[2] as string, port: Number(url[3] ?? (isTls ? 443 : 80)), path: url[4] ?? "/" };
  }
  const bare = new RegExp(`(?:curl|wget)\\b.*?\\s(${LOCAL_NAMES}):(\\d{1,5})(/[^\\s"'|;>)]*)?`, "i").exec(text);
  if (bare !== null) return { isTls: false, host: bare[1] as string, port: Number(bare[2]), path: bare[3] ?? "/" };
  const socket =
    new RegExp(`\\bnc\\b.*?\\s(${LOCAL_NAMES})\\s+(\\d{1,5})\\b`, "i").exec(text) ?? /\/dev\/tcp\/([^/\s]+)\/(\d{1,5})/.exec(text);
  return socket === null ? null : { isTls: false, host: socket[1] as string, port: Number(socket[2]), path: "" };
}
