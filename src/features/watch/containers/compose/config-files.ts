import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { extname, isAbsolute, resolve } from "node:path";
import { systemCodeOf } from "../../../../kernel/errors.ts";

/** A compose file is small; what is larger is something else. */
const MOST_BYTES = 256 * 1_024;
const MOST_FILES = 10;

/** One of the files that compose noted on a container, as far as it can be read here. */
export interface ConfigFile {
  path: string;
  /** Null when it cannot be read; then `problem` says why. */
  text: string | null;
  problem: string | null;
}

/** The folder that relative paths in the files mean. */
export function projectFolderOf(labels: Readonly<Record<string, string>>): string | null {
  const folder = labels["com.docker.compose.project.working_dir"] ?? "";
  return isAbsolute(folder) ? folder : null;
}

/** The files of a project, in the order in which later ones override earlier ones. */
export function configFilesOf(labels: Readonly<Record<string, string>>): string[] {
  const folder = projectFolderOf(labels);
  const named = (labels["com.docker.compose.project.config_files"] ?? "").split(",").map((file) => file.trim());
  return named
    .filter((file) => file !== "")
    .slice(0, MOST_FILES)
    .map((file) => (folder === null ? file : resolve(folder, file)));
}

/**
 * A label is anybody's word: only what is called as compose files are is opened, only a plain file is read, and only the
 * named service's block of it is ever shown.
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const cannot = (problem: string): ConfigFile => ({ path, text: null, problem });
  if (!isAbsolute(path)) return cannot("Compose noted only a part of its path.");
  if (![".yml", ".yaml"].includes(extname(path).toLowerCase())) return cannot("It is not called .yml or .yaml.");
  try {
    // Without waiting: a pipe that nobody writes to would be waited for.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await file.stat();
    if (!stats.isFile()) return cannot("It is no plain file.");
    if (stats.size > MOST_BYTES) return cannot(`It is larger than ${MOST_BYTES / 1_024} KiB.`);
    const buffer = Buffer.alloc(MOST_BYTES + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    if (bytesRead > MOST_BYTES) return cannot(`It is larger than ${MOST_BYTES / 1_024} KiB.`);
    return { path, text: buffer.toString("utf8", 0, bytesRead), problem: null };
  } catch (error) {
    return cannot(WHY_NOT[systemCodeOf(error) ?? ""] ?? "It cannot be read.");
  }
}

const WHY_NOT: Readonly<Record<string, string>> = {
  ENOENT: "It is not there any more, or not to be seen from where Hydra runs.",
  ENOTDIR: "It is not there any more, or not to be seen from where Hydra runs.",
  EACCES: "Hydra may not read it.",
  EPERM: "Hydra may not read it.",
  EISDIR: "It is no plain file.",
  ENXIO: "It is no plain file.",
};
