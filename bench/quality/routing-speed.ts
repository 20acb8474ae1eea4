/** How long reading and routing a prompt takes: `npm run bench -- quality routing-speed --data FOLDER`, FOLDER holding `task-type`. In ms. */
import { join } from "node:path";
import { openTestKernel } from "../../src/kernel/testing.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { preferences } from "../../src/features/mind/preferences/index.ts";
import { prompts } from "../../src/features/mind/prompts/index.ts";
import { readPrompt } from "../../src/features/mind/prompts/operations.ts";
import { routing } from "../../src/features/mind/routing/index.ts";
import { percentile, printTable } from "../surroundings/table.ts";
import { dataFolder, readLines, type LabelledPrompt } from "./training/data.ts";

const LENGTH = 4_000;
const TIMES = 4_000;
const WARM_UP = 1_000;
const available = ["llama3.2:3b", "qwen2.5-coder:7b", "mistral-small:24b", "llama3.3:70b"];

const lines = await readLines<LabelledPrompt>(join(dataFolder("the folder that holds task-type"), "task-type"), "prompts.jsonl");
const long = lines.map(({ prompt }) => prompt.slice(0, LENGTH)).filter(({ length }) => length >= LENGTH * 0.75);

await using test = await openTestKernel({ features: [prompts, preferences, routing], clock: systemClock });

async function time(once: (prompt: string) => unknown): Promise<number[]> {
  const took: number[] = [];
  for (let turn = 0; turn < WARM_UP + TIMES; turn += 1) {
    const prompt = long[turn % long.length] ?? "";
    const startedAt = performance.now();
    await once(prompt);
    if (turn >= WARM_UP) took.push(performance.now() - startedAt);
  }
  return took;
}

const reading = await time(readPrompt);
const routed = await time((prompt) => test.kernel.callAsOwner("routing.classify", { prompt, available }));
const rows = (what: string, took: readonly number[], atMost: number | null) => [
  { what: `${what}, p50`, measured: percentile(took, 0.5), unit: "ms", atMost: null },
  { what: `${what}, p99`, measured: percentile(took, 0.99), unit: "ms", atMost },
];
printTable(`reading and routing, ${long.length} prompts of up to ${LENGTH} characters, warm`, [
  ...rows("readPrompt", reading, 1),
  ...rows("routing.classify as a call, four models", routed, 1),
]);
