import type { Readable, Writable } from "node:stream";
import { systemClock, type Clock } from "../../kernel/clock.ts";
import type { ErrorCode } from "../../kernel/errors.ts";
import type { Registry } from "../../kernel/registry.ts";

/** A command that main runs itself (`up`, `mcp`): here only for help, completion and "did you mean". */
export interface OtherCommand {
  word: string;
  summary: string;
}

/** The world around one command. A test passes its own. */
export interface Shell {
  /** Where the state of the running Hydra is. */
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean };
  version: string;
  clock: Clock;
  /** Everything this Hydra consists of: commands, flags and help derive from it. Asked for only when a command needs it. */
  registry(): Promise<Registry>;
  otherCommands: readonly OtherCommand[];
  /** Folder of Hydra's own source, for `hydra new`. */
  projectRoot: string;
  /** Fires on Ctrl-C. */
  signal?: AbortSignal;
}

/** The shell that a process was started from. The first Ctrl-C ends the command in good order, a second one the process. */
export function shellOf(
  process: Pick<NodeJS.Process, "env" | "stdin" | "stdout" | "stderr" | "once">,
  about: Pick<Shell, "home" | "version" | "registry" | "otherCommands" | "projectRoot">,
): Shell {
  const { env, stdin, stdout, stderr } = process;
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  return { ...about, env, stdin, stdout, stderr, clock: systemClock, signal: interrupted.signal };
}

export const EXIT = { done: 0, other: 1, badInput: 2, waits: 3, notFound: 4 } as const;

const EXIT_OF: Partial<Record<ErrorCode, number>> = {
  invalid_input: EXIT.badInput,
  too_large: EXIT.badInput,
  approval_required: EXIT.waits,
  not_found: EXIT.notFound,
};

export function exitCodeOf(code: ErrorCode): number {
  return EXIT_OF[code] ?? EXIT.other;
}

/** Write and wait until the reader took it, so that a slow pipe slows us down. Resolves also when the reader is gone. */
export function write(to: Writable, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    to.write(text, () => resolve());
  });
}
