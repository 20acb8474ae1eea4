import { HydraError, messageOf, toProblem } from "../../kernel/errors.ts";
import { terminalJson, printable, printableLines } from "./render/text.ts";
import { EXIT, exitCodeOf, write, type Shell } from "./shell.ts";
import { readLocalToken } from "./token.ts";

export { shellOf, type Shell } from "./shell.ts";

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
  return `hydra: ${message}${approvalId === undefined ? "" : `\n${howToApprove(printable(approvalId))}`}`;
}

/** `hydra token` stands in every curl line and `--version` in every bug report: they load nothing else. */
async function dispatch(argv: readonly string[], shell: Shell): Promise<number> {
  const quick = argv.length === 1 ? argv[0] : undefined;
  if (quick === "--version" || quick === "token") {
    await write(shell.stdout, `${quick === "token" ? readLocalToken(shell.home) : shell.version}\n`);
    return EXIT.done;
  }
  const { dispatchCommand } = await import("./dispatch.ts");
  return dispatchCommand(argv, shell);
}

/** What to do about a call that waits, for whoever cannot be asked now. */
function howToApprove(approvalId: string): string {
  return `It waits as ${approvalId}. A person approves it with: hydra approvals approve ${approvalId}\nor ends it with: hydra approvals reject ${approvalId}`;
}
