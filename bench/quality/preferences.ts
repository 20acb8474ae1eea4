/**
 * How fast preferences find the better model: `npm run bench -- quality preferences --data FOLDER`, FOLDER holding
 * `routerarena`, `routellm` and `alpacaeval` (that one is only measured with). A log in which every model answered every
 * prompt is replayed as one person's year: only the chosen answer is seen.
 */
import { join } from "node:path";
import { readPrompt } from "../../src/features/mind/prompts/operations.ts";
import { meanOf, randomOf, type Interval } from "./interval.ts";
import { replay, type Answered } from "./preferences/replay.ts";
import { printQuality, type Figure } from "./table.ts";
import { dataFolder, readLines } from "./training/data.ts";

const REPLAYS = 40;
const MOST_PROMPTS = 1_000;

interface TwoModels {
  prompt: string;
  weak: number;
  strong: number;
}

interface ManyModels {
  prompt: string;
  win_vs_gpt4_1106: Record<string, number>;
}

const folder = dataFolder("the folder that holds routerarena, routellm and alpacaeval");
const answered = (prompt: string, quality: Record<string, number>): Answered => ({ task: readPrompt(prompt).task, quality });

async function pair(set: string, file: string): Promise<Answered[]> {
  return (await readLines<TwoModels>(join(folder, set), file)).map(({ prompt, weak, strong }) => answered(prompt, { weak, strong }));
}

/** Mean over replays, and where 95 % of the replays lie. */
function over(values: readonly number[]): Interval {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { value: meanOf(values), low: at(0.025), high: at(0.975), count: values.length };
}

function figuresOf(name: string, log: readonly Answered[], models: readonly string[]): Figure[] {
  const random = randomOf(7);
  const replays = Array.from({ length: REPLAYS }, (_, seed) => {
    const drawn = log.length <= MOST_PROMPTS ? log : log.filter(() => random() < MOST_PROMPTS / log.length);
    return replay(drawn, models, seed);
  });
  const share = ({ learned, alwaysBest, random: chance }: (typeof replays)[number]): number => (learned - chance) / (alwaysBest - chance);
  return [
    { what: `${name}: regret a prompt against always-best`, measured: over(replays.map((one) => one.alwaysBest - one.learned)) },
    { what: `${name}: the same of a random choice`, measured: over(replays.map((one) => one.alwaysBest - one.random)) },
    { what: `${name}: share of the way from random to always-best`, measured: over(replays.map(share)), atLeast: 0.5 },
    { what: `${name}: prompts explored`, measured: over(replays.map(({ explored }) => explored)) },
    { what: `${name}: changes of a recommendation`, measured: over(replays.map(({ changes }) => changes)) },
  ];
}

const two = ["weak", "strong"];
const many = (await readLines<ManyModels>(join(folder, "alpacaeval"), "preferences.jsonl")).map(({ prompt, win_vs_gpt4_1106: win }) =>
  answered(prompt, win),
);
printQuality(
  "preferences, replayed",
  `${REPLAYS} orders by chance, at most ${MOST_PROMPTS} prompts each; nothing is fitted before, the range is that of the orders`,
  [
    ...figuresOf("routerarena, 2 models", await pair("routerarena", "outcomes.jsonl"), two),
    ...figuresOf("MMLU, 2 models", await pair("routellm", "mmlu.jsonl"), two),
    ...figuresOf("GSM8K, 2 models", await pair("routellm", "gsm8k.jsonl"), two),
    ...figuresOf("AlpacaEval, 18 models", many, Object.keys(many[0]?.quality ?? {})),
  ],
);
