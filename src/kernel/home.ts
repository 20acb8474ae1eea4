import { chmodSync, mkdirSync, statSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { HydraError, messageOf, systemCodeOf } from "./errors.ts";

/**
 * Make the folder of all state, for this user alone. An existing one that others may read or change is closed to them,
 * when it is this user's own: tokens and the audit are in it.
 *
 * @throws HydraError not_configured with what is in the way
 */
export function prepareHome(home: string): void {
  const found = statOf(home);
  if (found === null) makeFolder(home, home);
  else if (!found.isDirectory()) throw new HydraError("not_configured", `HYDRA_HOME ${home} is a file, not a folder.`);
  else if ((found.mode & 0o077) !== 0 && found.uid === process.getuid?.()) chmodSync(home, 0o700);
}

/** One folder after the other: Node's own recursive way never ends where a file system refuses new folders, as /proc does. */
function makeFolder(folder: string, home: string): void {
  const above = dirname(folder);
  if (above !== folder && statOf(above) === null) makeFolder(above, home);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (systemCodeOf(error) === "EEXIST" && statOf(folder)?.isDirectory() === true) return;
    throw unmakable(home, error);
  }
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    throw unmakable(path, error);
  }
}

function unmakable(path: string, error: unknown): HydraError {
  const reason = systemCodeOf(error) === "ENOENT" ? "the file system takes no folders there" : messageOf(error);
  return new HydraError(
    "not_configured",
    `The folder ${path} cannot be used for Hydra's state: ${reason}. Choose another with HYDRA_HOME.`,
    {
      cause: error,
    },
  );
}
