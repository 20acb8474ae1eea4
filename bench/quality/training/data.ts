import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

/** The folder that `--data` names. */
export function dataFolder(what: string): string {
  const { values } = parseArgs({ options: { data: { type: "string" } } });
  if (values.data === undefined) throw new Error(`--data FOLDER is missing: ${what}`);
  return values.data;
}

export async function readLines<Line>(...path: string[]): Promise<Line[]> {
  const text = await readFile(join(...path), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

/** A prompt whose task is known. */
export interface LabelledPrompt {
  source: string;
  prompt: string;
  label: string;
}

/** A prompt with what a small and a large model made of it, 0 to 1 (judges' scores 1 to 10). */
export interface RoutedPrompt {
  id: string;
  group: string;
  prompt: string;
  weak: number;
  strong: number;
}

/** Its licence forbids more than measuring. */
export const MEASURING_ONLY: readonly string[] = ["wizardlm_testset"];
