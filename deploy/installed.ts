/**
 * Does node_modules hold what package-lock.json asks for? Exit code 0 or 1, for the launcher: an installation made by
 * hand (`npm install`) is then kept as it is. npm writes node_modules/.package-lock.json when it is done, so an
 * interrupted installation does not pass.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Locked {
  version?: string;
  integrity?: string;
  optional?: boolean;
}

function packagesOf(lockFile: string): Record<string, Locked> | null {
  try {
    return (JSON.parse(readFileSync(lockFile, "utf8")) as { packages: Record<string, Locked> }).packages;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (isMissing || error instanceof SyntaxError) return null;
    throw error;
  }
}

function isInstalled(root: string): boolean {
  const wanted = packagesOf(join(root, "package-lock.json"));
  const installed = packagesOf(join(root, "node_modules/.package-lock.json"));
  if (wanted === null || installed === null) return false;
  return Object.entries(wanted).every(([path, locked]) => {
    if (path === "") return true;
    const found = installed[path];
    // Packages of other platforms are locked and left out.
    if (found === undefined) return locked.optional === true;
    return found.version === locked.version && found.integrity === locked.integrity;
  });
}

process.exitCode = isInstalled(process.argv[2] ?? ".") ? 0 : 1;
