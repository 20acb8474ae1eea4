/**
 * How well routing learns a pair of models that it does not know: `npm run bench -- quality routing-online --data FOLDER`,
 * FOLDER holding `routerarena`. Ten times: about 360 outcomes of each model are told one by one, then the rest is asked.
 */
import { join } from "node:path";
import { studyPrompt } from "../../src/features/mind/prompts/operations.ts";
import { Learner, pointOf } from "../../src/features/mind/routing/learning/learner.ts";
import { pairDifficulty } from "../../src/features/mind/routing/learning/pair.ts";
import { bootstrap, foldsOf } from "./interval.ts";
import { routingFigures } from "./routing-metric.ts";
import { printQuality } from "./table.ts";
import { dataFolder, readLines, type RoutedPrompt } from "./training/data.ts";

const items = (await readLines<RoutedPrompt>(join(dataFolder("the folder that holds routerarena"), "routerarena"), "outcomes.jsonl")).map(
  (line) => ({
    ...line,
    ...studyPrompt(line.prompt),
  }),
);
const folds = foldsOf(
  items.map((item) => ({ ...item, point: pointOf(item.profile) })),
  10,
);

const answers = folds.flatMap((fold, index) => {
  const [small, large] = [new Learner(), new Learner()];
  for (const { point, weak, strong } of folds.filter((_, other) => other !== index).flat()) {
    small.learn(point, weak);
    large.learn(point, strong);
  }
  return fold.map(({ point, weak, strong, group }) => ({ weak, strong, group, score: pairDifficulty(small, large, point) ?? 0 }));
});
/** Where each prompt comes from is told, and the gain of its set's other prompts is all that counts: what no router knows. */
const bySet = folds.flatMap((fold, index) => {
  const known = folds.filter((_, other) => other !== index).flat();
  return fold.map(({ group, weak, strong }) => {
    const same = known.filter((each) => each.group === group);
    return { weak, strong, score: (same.reduce((sum, each) => sum + each.strong - each.weak, 0) + 0.4) / (same.length + 2) };
  });
});
const apgr = (some: readonly { weak: number; strong: number; score: number }[]): number => routingFigures(some).apgr;

printQuality(
  "routing: a new pair of models, learned online",
  "10-fold: 364 outcomes told, 40 asked; claude-3-haiku against gemini-2.0-flash, RouterArena",
  [
    { what: "APGR after about 364 outcomes of each", measured: bootstrap(answers, apgr), atLeast: 0.7 },
    {
      what: "  before any, by the shipped difficulty",
      measured: bootstrap(
        items.map(({ weak, strong, reading }) => ({ weak, strong, score: reading.difficulty })),
        apgr,
      ),
    },
    {
      what: "  by the mean of the prompt's own data set, held out",
      measured: bootstrap(bySet, apgr),
      source: "what knowing the source is worth",
    },
  ],
);
