/**
 * Is it known beforehand which answers please? `npm run bench -- quality alpaca --data FOLDER`, FOLDER being alpacaeval
 * (measured with only: nothing of it is trained on or shipped). Each pair of prompt and model is predicted before its
 * outcome is told: learning as it goes, from nothing.
 */
import { readPrompt } from "../../src/features/mind/prompts/operations.ts";
import { Ledger } from "../../src/features/mind/preferences/learning/ledger.ts";
import { bootstrap, meanOf, randomOf } from "./interval.ts";
import { printQuality } from "./table.ts";
import { dataFolder, readLines } from "./training/data.ts";

interface Line {
  prompt: string;
  win_vs_gpt4_1106: Record<string, number>;
}

/** The predictions of one prompt. */
interface Predicted {
  pairs: { model: string; chance: number; isPreferred: boolean }[];
}

const HALF_LIFE_MS = 1e15;
const NO_COST = { latencyWeight: 0, tokenWeight: 0 };

const lines = (await readLines<Line>(dataFolder("the folder alpacaeval"), "preferences.jsonl")).map((line) => ({
  ...line,
  ...readPrompt(line.prompt),
}));

/** @param isSparse only one model answers each prompt, drawn by chance: as at home */
function predict(isSparse: boolean): Predicted[] {
  const random = randomOf(20_251_213);
  const order = lines.map((line) => ({ line, place: random() })).toSorted((a, b) => a.place - b.place);
  const ledger = new Ledger(HALF_LIFE_MS);
  return order.map(({ line: { task, win_vs_gpt4_1106: wins } }) => {
    const names = Object.keys(wins);
    const asked = isSparse ? [names[Math.floor(random() * names.length)] as string] : names;
    const pairs = asked.map((model) => ({
      model,
      chance: ledger.of("person", task, model, 0, NO_COST).belief.mean,
      isPreferred: (wins[model] ?? 0) > 0.5,
    }));
    for (const { model, isPreferred } of pairs)
      ledger.put({
        userId: "person",
        task,
        model,
        at: 0,
        latencyMs: null,
        tokens: null,
        outcome: isPreferred ? "accepted" : "regenerated",
      });
    return { pairs };
  });
}

/** The chance that a preferred answer was predicted above one that was not; ties count half. */
function auroc(pairs: readonly { chance: number; isPreferred: boolean }[]): number {
  const sorted = pairs.toSorted((a, b) => a.chance - b.chance);
  let ranks = 0;
  let preferred = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    while (to < sorted.length && sorted[to]?.chance === sorted[from]?.chance) to += 1;
    const here = sorted.slice(from, to).filter(({ isPreferred }) => isPreferred).length;
    ranks += here * ((from + to + 1) / 2);
    preferred += here;
    from = to;
  }
  return (ranks - (preferred * (preferred + 1)) / 2) / (preferred * (sorted.length - preferred));
}

const pooled = (items: readonly Predicted[]): number => auroc(items.flatMap(({ pairs }) => pairs));
const brier = (items: readonly Predicted[]): number =>
  meanOf(items.flatMap(({ pairs }) => pairs.map(({ chance, isPreferred }) => (chance - Number(isPreferred)) ** 2)));
const models = Object.keys(lines[0]?.win_vs_gpt4_1106 ?? {});
const withinModel = (items: readonly Predicted[]): number =>
  meanOf(
    models
      .map((model) => auroc(items.flatMap(({ pairs }) => pairs.filter((pair) => pair.model === model))))
      .filter((value) => !Number.isNaN(value)),
  );

const dense = predict(false);
const sparse = predict(true);
printQuality(
  "preferences, AlpacaEval",
  `${lines.length} prompts, ${models.length} models, each predicted before it is learned; nothing is fitted before`,
  [
    { what: "AUROC over all pairs of prompt and model", measured: bootstrap(dense, pooled, 300), atLeast: 0.65 },
    { what: "Brier score of the same (less is better)", measured: bootstrap(dense, brier, 300) },
    { what: "AUROC when one model, by chance, answers each prompt", measured: bootstrap(sparse, pooled, 300), atLeast: 0.65 },
    {
      what: "AUROC within one model, mean of all",
      measured: bootstrap(dense, withinModel, 100),
      source: "prompt alone; nobody published any",
    },
  ],
);
