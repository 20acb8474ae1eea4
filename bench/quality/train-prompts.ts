/**
 * Makes the weights that `prompts` ships: `npm run bench -- quality train-prompts --data FOLDER`, FOLDER holding the public
 * sets `task-type`, `routellm`, `routerarena` and `intents`. What may only be measured with is left out. The same data gives the same files.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dataFolder } from "./training/data.ts";
import { difficultyFile, routedExamples } from "./training/difficulty.ts";
import { furtherExamples, labelledPrompts, taskFile } from "./training/tasks.ts";

const folder = dataFolder("the folder that holds task-type, routellm, routerarena and intents");
const prompts = new URL("../../src/features/mind/prompts/", import.meta.url);

async function write(path: string, file: unknown): Promise<void> {
  const target = new URL(path, prompts);
  await writeFile(target, `${JSON.stringify(file)}\n`);
  process.stdout.write(`wrote ${target.pathname}\n`);
}

await write("task/weights.json", taskFile(await labelledPrompts(join(folder, "task-type")), await furtherExamples(folder)));
await write(
  "difficulty/weights.json",
  difficultyFile(await routedExamples(folder, "routellm", "mmlu.jsonl"), await routedExamples(folder, "routellm", "gsm8k.jsonl")),
);
