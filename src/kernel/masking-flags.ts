/** Secrets on command lines: `--password X`, `redis-cli -a X`, `mysql -pX`, as text and as a list of arguments. */

/** The value after a name, with whatever quotes it has. An opening quote stays; the closing one is not part of the match. */
export const QUOTED_VALUE = String.raw`(?<double>")(?:[^"\\\n]|\\.)+|(?<single>')(?:[^'\\\n]|\\.)+|(?<escaped>\\{1,3}["'])(?:(?!\\{0,3}["'])[^\n])+`;

/** Between a flag and its value: spaces, `=`, or the quotes and comma of a list of arguments that was printed. */
const GAP = String.raw`(?:=|\s{1,3}|\\{0,3}["']\s{0,3},\s{0,3}(?=\\{0,3}["']))`;
const VALUE = String.raw`(?:${QUOTED_VALUE}|(?!-)[^\s"'\\]+)`;

const FLAG = /(?<![\w-])--?[A-Za-z][\w.-]{1,63}/g;
const AFTER_FLAG = new RegExp(`(?<gap>${GAP})(?<value>${VALUE})`, "y");
/** Costs little, and is almost always the end of it. */
const MAY_BE_SECRET = /pass|pwd|auth|secret|token|key|credential/i;

const SECRET_FLAG =
  /passw(?:or)?d|passwd|passphrase|requirepass|secret|(?:^|-)tokens?(?:-|$)|[a-z]token$|(?:api|access|private|auth|encryption|signing)-?key|credential|authorization|^auth$|-auth$|^(?:pass|pwd|masterauth)$|-(?:pass|pwd)$/i;
/** Names that are about a secret, and whose value is none. */
const ABOUT_A_SECRET =
  /^(?:no|enable|disable|skip|use|allow|require|max|min|num)-|-(?:file|path|dir|url|uri|name|type|ttl|expiry|expiration|lifetime|length|policy|stdin|env|mode|method|timeout|header|algorithm|issuer|count|limit)s?$/i;
/** `the --password option is missing`: a sentence goes on here. */
const GOES_ON =
  /^(?:flag|option|argument|parameter|switch|is|was|are|and|or|to|must|may|can|cannot|has|needs?|requires?|if|not|for|with)[.,:;]?$/i;

export function isSecretFlag(flag: string): boolean {
  const name = flag.replace(/^-+/, "").replaceAll(/[_.]/g, "-");
  return flag.startsWith("-") && name.length > 1 && SECRET_FLAG.test(name) && !ABOUT_A_SECRET.test(name);
}

/** Short flags mean a password only to some programs. `isAttached`: the value follows without a space. */
const PROGRAMS: readonly { name: string; flag: string; isAttached: boolean }[] = [
  { name: "(?:redis|valkey|keydb)-cli", flag: "-a", isAttached: false },
  { name: "(?:mysql|mariadb)(?:-?(?:admin|dump|check|import|show))?", flag: "-p", isAttached: true },
  { name: "sshpass", flag: "-p", isAttached: true },
  { name: "sshpass", flag: "-p", isAttached: false },
  { name: "mongo(?:sh|dump|restore|export|import)?", flag: "-p", isAttached: false },
  { name: "ldap(?:search|modify|add|whoami|passwd)", flag: "-w", isAttached: false },
];
const HAS_PROGRAM = /(?:redis|valkey|keydb)-cli|mysql|mariadb|sshpass|mongo|ldap/;
const PROGRAM_LINES = PROGRAMS.map(({ name, flag, isAttached }) => {
  const gap = isAttached ? "" : GAP;
  return new RegExp(
    String.raw`(?<![\w-])(?<before>${name}(?=[\s"'\\])[^\n|;&]{0,200}?(?<=[\s"'])${flag}${gap})(?:${QUOTED_VALUE}|(?!-)[^\s"'\\]+)`,
    "g",
  );
});

/** The start of a masked value: its opening quote, if it had one. */
export function openingQuote(groups: Readonly<Record<string, string | undefined>>): string | undefined {
  return groups["double"] ?? groups["single"] ?? groups["escaped"];
}

function maskAfter(...match: unknown[]): string {
  const groups = match.at(-1) as Record<string, string | undefined>;
  return `${groups["before"] ?? ""}${openingQuote(groups) ?? ""}***`;
}

/** A command line, or any text that holds some. */
export function maskFlags(text: string): string {
  let masked = text;
  if (text.includes("-") && MAY_BE_SECRET.test(text)) masked = maskLongFlags(text);
  if (HAS_PROGRAM.test(masked)) for (const line of PROGRAM_LINES) masked = masked.replace(line, maskAfter);
  return masked;
}

function maskLongFlags(text: string): string {
  let masked = "";
  let copiedTo = 0;
  for (const { 0: flag, index } of text.matchAll(FLAG)) {
    if (index < copiedTo || !isSecretFlag(flag)) continue;
    AFTER_FLAG.lastIndex = index + flag.length;
    const groups = AFTER_FLAG.exec(text)?.groups;
    if (groups === undefined || GOES_ON.test(groups["value"] ?? "")) continue;
    masked += `${text.slice(copiedTo, index)}${flag}${groups["gap"]}${openingQuote(groups) ?? ""}***`;
    copiedTo = AFTER_FLAG.lastIndex;
  }
  return copiedTo === 0 ? text : masked + text.slice(copiedTo);
}

const PROGRAM_NAMES = PROGRAMS.map(({ name, ...rest }) => ({ ...rest, name: new RegExp(`^(?:.*/)?${name}$`) }));

/** Which arguments are wholly the value of a secret flag before them, and which begin with such a short flag. */
export function markArguments(argv: readonly string[]): ("whole" | "attached" | "none")[] {
  return argv.map((argument, index) => {
    const previous = argv[index - 1];
    const known = PROGRAM_NAMES.filter(({ name }) => argv.slice(0, index).some((before) => name.test(before)));
    if (previous !== undefined && !argument.startsWith("-")) {
      if (isSecretFlag(previous) || known.some(({ flag, isAttached }) => !isAttached && flag === previous)) return "whole";
    }
    const isAttached = known.some((program) => program.isAttached && argument.startsWith(program.flag) && argument.length > 2);
    return isAttached ? "attached" : "none";
  });
}
