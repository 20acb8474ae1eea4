/** How long reading and routing a prompt takes: `npm run bench -- quality routing-speed --data FOLDER`, FOLDER holding `task-type`. In ms. */
import { join } from "node:path";
import { openTestKernel } from "../../src/kernel/testing.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { preferences } from "../../src/features/mind/preferences/index.ts";
import { prompts } from "../../src/features/mind/prompts/index.ts";
import { readPrompt } from "../../src/features/mind/prompts/operations.ts";
import { routing } from "../../src/features/mind/routing/index.ts";
import { percentile, printTable, type Row } from "../surroundings/table.ts";
import { dataFolder, readLines, type LabelledPrompt } from "./training/data.ts";

const LENGTH = 4_000;
const TIMES = 4_000;
const WARM_UP = 1_000;
const MOST_MS = 1;
const available = ["llama3.2:3b", "qwen2.5-coder:7b", "mistral-small:24b", "llama3.3:70b"];

const lines = await readLines<LabelledPrompt>(join(dataFolder("the folder that holds task-type"), "task-type"), "prompts.jsonl");
const long = lines.map(({ prompt }) => prompt.slice(0, LENGTH)).filter(({ length }) => length >= LENGTH * 0.75);

await using test = await openTestKernel({ features: [prompts, preferences, routing], clock: systemClock });

interface Took {
  /** Every call, ms. Whatever else runs on the machine is in it. */
  all: number[];
  /** The median of each prompt's calls, ms: how they differ by prompt, whatever else runs. */
  perPrompt: number[];
}

async function time(once: (prompt: string) => unknown): Promise<Took> {
  const byPrompt = long.map((): number[] => []);
  for (let turn = 0; turn < WARM_UP + TIMES; turn += 1) {
    const at = turn % long.length;
    const startedAt = performance.now();
    await once(long[at] ?? "");
    if (turn >= WARM_UP) byPrompt[at]?.push(performance.now() - startedAt);
  }
  return { all: byPrompt.flat(), perPrompt: byPrompt.map((took) => percentile(took, 0.5) ?? Number.NaN) };
}

function rows(what: string, { all, perPrompt }: Took): Row[] {
  const row = (name: string, took: readonly number[], share: number, atMost: number | null): Row => ({
    what: `${what}, ${name}`,
    measured: percentile(took, share),
    unit: "ms",
    atMost,
  });
  return [row("p50", all, 0.5, null), row("p99", all, 0.99, MOST_MS), row("slowest prompt, median", perPrompt, 1, MOST_MS)];
}

const reading = await time(readPrompt);
const routed = await time((prompt) => test.kernel.callAsOwner("routing.classify", { prompt, available }));
printTable(`reading and routing, ${long.length} prompts of up to ${LENGTH} characters, warm`, [
  ...rows("readPrompt", reading),
  ...rows("routing.classify as a call, four models", routed),
]);
