import type { HealthRun } from "../../../../integrations/docker/facts.ts";

/** Why a check failed, by its own words. `other` is a failure that they do not explain. */
export const CHECK_FAILURES = [
  "command_missing",
  "shell_missing",
  "not_executable",
  "timed_out",
  "refused",
  "not_found",
  "server_error",
  "unauthorized",
  "name_not_resolved",
  "tls",
  "syntax",
  "other",
] as const;
export type CheckFailure = (typeof CHECK_FAILURES)[number];

export interface CheckFailed {
  failure: CheckFailure;
  /** The line that says so; empty when the exit code alone does. */
  line: string;
  exitCode: number;
}

/** Most telling first: a missing command also gives exit code 127, a 404 also an exit code of curl. */
const PATTERNS: readonly [CheckFailure, RegExp][] = [
  ["shell_missing", /exec: "\/bin\/(?:ba)?sh"[^\n]*(?:no such file|not found)/i],
  ["command_missing", /exec: "[^"]+":[^\n]*(?:executable file not found|no such file or directory)/i],
  ["not_executable", /exec: "[^"]+":[^\n]*permission denied|(?:^|\s)(?:\/bin\/)?(?:ba|da|a)?sh:[^\n]*permission denied/i],
  ["command_missing", /(?:^|\s)(?:\/bin\/)?(?:ba|da|a)?sh:[^\n]*(?:: not found|command not found|no such file)/im],
  ["timed_out", /health check exceeded timeout/i],
  ["syntax", /sh:[^\n]*syntax error|unterminated quoted string|(?:unrecognized|invalid|unknown) option|option requires an argument/i],
  ["tls", /certificate (?:verify failed|problem|has expired)|self.signed certificate|ssl certificate|wrong version number|ssl routines/i],
  [
    "unauthorized",
    /\b401\b[^\n]*unauthori[sz]ed|\b403\b[^\n]*forbidden|returned error: 40[13]\b|NOAUTH|WRONGPASS|password authentication failed|authentication required|HTTP\/[\d.]+ 40[13]\b/i,
  ],
  ["not_found", /returned error: 4(?:04|05|10)\b|HTTP\/[\d.]+ 4(?:04|05|10)\b|\b404\b[^\n]*not found/i],
  ["server_error", /returned error: 5\d\d\b|HTTP\/[\d.]+ 5\d\d\b/i],
  ["name_not_resolved", /could not resolve host|bad address|name or service not known|temporary failure in name resolution|unknown host/i],
  ["refused", /connection refused|couldn't connect to server|failed to connect to|can't connect to remote host|no response/i],
];

const BY_EXIT_CODE: Readonly<Record<number, CheckFailure>> = { 126: "not_executable", 127: "command_missing" };

/** Read one failed run of a check. */
export function readCheckRun({ output, exitCode }: Pick<HealthRun, "output" | "exitCode">): CheckFailed {
  for (const [failure, pattern] of PATTERNS) {
    const match = pattern.exec(output);
    if (match !== null) return { failure, line: lineAround(output, match.index), exitCode };
  }
  return { failure: BY_EXIT_CODE[exitCode] ?? "other", line: lastLine(output), exitCode };
}

/** The reading of the newest failed run, and whether all failed runs that Docker kept say the same; null without one. */
export function readCheckRuns(runs: readonly HealthRun[]): (CheckFailed & { isSteady: boolean }) | null {
  const failed = runs.filter((run) => run.exitCode !== 0).map(readCheckRun);
  const newest = failed.at(-1);
  return newest === undefined ? null : { ...newest, isSteady: failed.every(({ failure }) => failure === newest.failure) };
}

function lineAround(text: string, index: number): string {
  const start = text.lastIndexOf("\n", index === 0 ? 0 : index - (text[index] === "\n" ? 0 : 1)) + 1;
  const from = text[index] === "\n" ? index + 1 : start;
  const end = text.indexOf("\n", from);
  return shorten(text.slice(from, end === -1 ? undefined : end));
}

function lastLine(text: string): string {
  return shorten(text.trim().split("\n").at(-1) ?? "");
}

function shorten(line: string): string {
  const clean = line.trim();
  return clean.length > 300 ? `${clean.slice(0, 299)}…` : clean;
}
