import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { sha256 } from "../../../../kernel/canonical.ts";
import { HydraError, messageOf, systemCodeOf } from "../../../../kernel/errors.ts";

export interface SettingsText {
  /** Empty when there is no file. */
  text: string;
  /** Of the text; tells two states of the file apart. */
  digest: string;
  isThere: boolean;
}

/** So many states of before are kept beside the file. */
const KEPT = 20;

/** The file as it is now. @throws HydraError not_configured when it cannot be read */
export function readSettingsFile(file: string): SettingsText {
  try {
    const text = readFileSync(file, "utf8");
    return { text, digest: sha256(text), isThere: true };
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") return { text: "", digest: sha256(""), isThere: false };
    throw new HydraError("not_configured", `${file} cannot be read: ${messageOf(error)}`);
  }
}

/** Where the state before is kept, by the digest of its text. */
function backupPath(file: string, digest: string): string {
  return `${file}.before-${digest.slice(0, 16)}`;
}

/**
 * Put a text in the file's place, whole or not at all, for this user alone, and keep what was there beside it.
 *
 * @param expected digest of the text that the change was made from
 * @returns the name of the state before, for `readBackup`
 * @throws HydraError conflict when somebody else wrote the file meanwhile, storage trouble as not_configured
 */
export function writeSettingsFile(file: string, text: string, expected: string | null): { digest: string; backup: string } {
  const before = readSettingsFile(file);
  if (expected !== null && before.digest !== expected)
    throw new HydraError("conflict", `${file} was changed meanwhile by somebody else. Read it again, and make your change there.`);
  try {
    // What a link points at is the file that the person meant.
    const target = before.isThere ? realpathSync(file) : file;
    writeWhole(backupPath(file, before.digest), before.text);
    writeWhole(target, text);
    dropOldest(file);
  } catch (error) {
    throw new HydraError("not_configured", `${file} cannot be written: ${messageOf(error)}`);
  }
  return { digest: sha256(text), backup: before.digest.slice(0, 16) };
}

/** @throws HydraError not_found */
export function readBackup(file: string, backup: string): string {
  const path = `${file}.before-${backup}`;
  const { text, isThere } = readSettingsFile(path);
  if (!isThere) throw new HydraError("not_found", `${path} is not there any more: the last ${KEPT} states are kept.`);
  return text;
}

function writeWhole(path: string, text: string): void {
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { force: true });
  const descriptor = openSync(unfinished, "wx", 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, path);
}

/** The newest state before that differs from what is there now; null when there is none. */
export function newestBackup(file: string, { digest }: SettingsText): string | null {
  return backupsOf(file).find((backup) => !digest.startsWith(backup)) ?? null;
}

function dropOldest(file: string): void {
  for (const backup of backupsOf(file).slice(KEPT)) rmSync(`${file}.before-${backup}`, { force: true });
}

/** The names of the states before, the newest first. */
function backupsOf(file: string): string[] {
  const [folder, beginning] = [dirname(file), `${basename(file)}.before-`];
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(beginning) && !name.endsWith(".unfinished"))
    .map((name) => ({ backup: name.slice(beginning.length), at: statSync(join(folder, name)).mtimeMs }))
    .toSorted((a, b) => b.at - a.at)
    .map(({ backup }) => backup);
}
