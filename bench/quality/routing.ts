/**
 * How well difficulty sends prompts to the large model: `npm run bench -- quality routing --data FOLDER`, FOLDER holding
 * `routellm`, `routerarena`, `task-type` and `alpacaeval`. APGR as RouteLLM defines it (routing-metric.ts).
 */
import { join } from "node:path";
import { readPrompt } from "../../src/features/mind/prompts/operations.ts";
import { bootstrap, meanOf, type Interval } from "./interval.ts";
import { routingFigures, type Outcome } from "./routing-metric.ts";
import { printQuality } from "./table.ts";
import { dataFolder, readLines, type RoutedPrompt } from "./training/data.ts";
import { calibrate, examScorer, heldOutScores, problemScorer, routedExamples, trainExam, trainProblem } from "./training/difficulty.ts";

type Scored = Outcome & { score: number };

interface Preference {
  prompt: string;
  win_vs_gpt4_1106: Record<string, number>;
}

const RESAMPLES = 200;
const GROUPS = 10;
const apgr = (items: readonly Scored[]): Interval => bootstrap(items, (some) => routingFigures(some).apgr, RESAMPLES);
const byLength = (items: readonly RoutedPrompt[]): Interval =>
  apgr(items.map(({ weak, strong, prompt }) => ({ weak, strong, score: prompt.length })));
/** As it is shipped: for sets that it never learned from. */
const shipped = (items: readonly RoutedPrompt[]): Interval =>
  apgr(items.map(({ weak, strong, prompt }) => ({ weak, strong, score: readPrompt(prompt).difficulty })));

const folder = dataFolder("the folder that holds routellm, routerarena and alpacaeval");
const exams = await routedExamples(folder, "routellm", "mmlu.jsonl");
const problems = await routedExamples(folder, "routellm", "gsm8k.jsonl");
const mixed = await readLines<RoutedPrompt>(folder, "routerarena", "outcomes.jsonl");
const wishes = (await readLines<Preference>(join(folder, "alpacaeval"), "preferences.jsonl")).map(
  ({ prompt, win_vs_gpt4_1106: wins }, index): RoutedPrompt => {
    const weak = Object.entries(wins).find(([model]) => /mixtral/i.test(model))?.[1] ?? 0;
    return { id: String(index), group: "alpacaeval", prompt, weak, strong: 0.5 };
  },
);

const examScores = heldOutScores(exams, (some) => examScorer(trainExam(some)));
const problemScores = heldOutScores(problems, (some) => problemScorer(trainProblem(some)));
const onExams = apgr(examScores);
const onProblems = apgr(problemScores);

printQuality(
  "routing: APGR of difficulty",
  "MMLU, GSM8K: 5-fold cross-validation; RouterArena, AlpacaEval: never learned from; MT-bench is not among the seen data",
  [
    { what: "MMLU", measured: onExams, atLeast: 0.603 },
    { what: "  by length alone", measured: byLength(exams) },
    { what: "  RouteLLM: SW ranking / causal LLM 8B, augmented", measured: 0.603, source: "arXiv 2406.18665, also 0.600" },
    { what: "GSM8K", measured: onProblems, atLeast: 0.622 },
    { what: "  by length alone", measured: byLength(problems) },
    { what: "  RouteLLM: causal LLM 8B / SW ranking, augmented", measured: 0.622, source: "arXiv 2406.18665, also 0.568" },
    { what: "RouterArena, other models", measured: shipped(mixed), source: "no published figure for this pair" },
    { what: "  by length alone", measured: byLength(mixed) },
    { what: "AlpacaEval, Mixtral against GPT-4", measured: shipped(wishes), source: "no published figure" },
    {
      what: "mean miss of difficulty in ten groups, MMLU",
      measured: meanOf(missesOf(examScores)),
      source: "held-out scores, two numbers fitted",
    },
    {
      what: "mean miss of difficulty in ten groups, GSM8K",
      measured: meanOf(missesOf(problemScores)),
      source: "held-out scores, two numbers fitted",
    },
  ],
);

/** How far a held-out, calibrated score lies from how often the small model failed, in each of ten groups of equal size. */
function missesOf(scored: readonly { score: number; weak: number }[]): number[] {
  const { slope, offset } = calibrate(scored);
  const said = scored
    .map(({ score, weak }) => ({ difficulty: 1 / (1 + Math.exp(-(slope * score + offset))), failed: 1 - weak }))
    .toSorted((a, b) => a.difficulty - b.difficulty);
  const size = Math.ceil(said.length / GROUPS);
  return Array.from({ length: GROUPS }, (_, group) => said.slice(group * size, (group + 1) * size)).map((some) =>
    Math.abs(meanOf(some.map(({ difficulty }) => difficulty)) - meanOf(some.map(({ failed }) => failed))),
  );
}
