import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { HydraError, messageOf } from "../../../../kernel/errors.ts";

const run = promisify(execFile);
const TIMEOUT_MS = 600_000;

/** No hook and no helper of a repository runs, and nobody is asked for a password: there is nobody at this terminal. */
const GIT_SETTINGS = ["core.hooksPath=/dev/null", "protocol.ext.allow=never", "core.askPass=true", "core.sshCommand=ssh -oBatchMode=yes"];

/** Addresses that Git fetches over its own protocols; `ext::` and the like would run a program. */
export function isRepositoryAddress(location: string): boolean {
  return /^(?:https?|ssh|git|file):\/\/[^\s-]\S*$/.test(location) || /^[\w.][\w.-]*@[\w.-]+:[^\s:-][^\s:]*$/.test(location);
}

/** Fetch the newest state of a repository into a folder that is gone afterwards. No program of the repository is run. */
export async function withRepository<Result>(
  address: string,
  home: string,
  signal: AbortSignal,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(home, "import-"));
  try {
    const settings = GIT_SETTINGS.flatMap((setting) => ["-c", setting]);
    const clone = ["clone", "--quiet", "--depth", "1", "--no-recurse-submodules", "--", address, join(folder, "clone")];
    await run("git", [...settings, ...clone], { timeout: TIMEOUT_MS, signal });
    return await use(join(folder, "clone"));
  } catch (error) {
    if (error instanceof HydraError || signal.aborted) throw error;
    throw new HydraError(
      "upstream_failed",
      `${address} could not be fetched: ${messageOf(error).slice(0, 500)}. Check the address, and that git is installed.`,
      {
        cause: error,
      },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
