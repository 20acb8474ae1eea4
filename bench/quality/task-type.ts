/**
 * Does `prompts` tell what a prompt wants? `npm run bench -- quality task-type --data FOLDER`, FOLDER holding the public sets
 * `task-type`, `routellm`, `routerarena` and `intents`. Prompts that may be learned from are cross-validated; the others were never learned from.
 */
import { join } from "node:path";
import { TASKS, type Task } from "../../src/features/mind/prompts/task/tasks.ts";
import type { LinearModel } from "../../src/features/mind/prompts/text/linear.ts";
import { bootstrap, foldsOf } from "./interval.ts";
import { printQuality } from "./table.ts";
import { dataFolder, MEASURING_ONLY } from "./training/data.ts";
import { furtherExamples, labelledPrompts, trainTasks, type TaskExample } from "./training/tasks.ts";

const FEWEST = 20;

interface Answer {
  source: string;
  label: Task;
  said: Task;
}

const folder = dataFolder("the folder that holds task-type, routellm, routerarena and intents");
const labelled = await labelledPrompts(join(folder, "task-type"));
const further = await furtherExamples(folder);
const sources = [...new Set(labelled.map(({ source }) => source))];
const learnable = labelled.filter(({ source }) => !MEASURING_ONLY.includes(source));
const measured = labelled.filter(({ source }) => MEASURING_ONLY.includes(source));

const folds = foldsOf(learnable, 10);
const answers = [
  ...folds.flatMap((fold, index) => ask(trainTasks([...folds.filter((_, other) => other !== index).flat(), ...further]), fold)),
  ...ask(trainTasks([...learnable, ...further]), measured),
];
const strangers = sources.flatMap((source) =>
  ask(
    trainTasks([...learnable.filter((example) => example.source !== source), ...further]),
    labelled.filter((example) => example.source === source),
  ),
);

printQuality("task type", "10-fold cross-validation; WizardLM is never learned from; macro-F1 over labels with at least 20 prompts", [
  { what: "accuracy", measured: bootstrap(answers, accuracy), atLeast: 0.88 },
  { what: "macro-F1", measured: bootstrap(answers, macroF1), atLeast: 0.75 },
  { what: "accuracy, TF-IDF ridge", measured: 0.715, source: "floor, another split of the same kind" },
  { what: "macro-F1, TF-IDF ridge", measured: 0.45, source: "floor" },
  ...sources.map((source) => ({ what: `  ${source}`, measured: bootstrap(of(answers, source), accuracy) })),
  ...sources.map((source) => ({ what: `  ${source}, nothing of it learned from`, measured: bootstrap(of(strangers, source), accuracy) })),
]);

function ask(model: LinearModel, examples: readonly TaskExample[]): Answer[] {
  return examples.map(({ source, label, features }) => {
    const scores = [...model.scores(features.ngrams, features.marks)];
    return { source, label, said: TASKS[scores.indexOf(Math.max(...scores))] ?? "chat" };
  });
}

function of(all: readonly Answer[], source: string): Answer[] {
  return all.filter((answer) => answer.source === source);
}

function accuracy(some: readonly Answer[]): number {
  return some.filter(({ label, said }) => label === said).length / some.length;
}

function macroF1(some: readonly Answer[]): number {
  const scores = TASKS.flatMap((task) => {
    const real = some.filter(({ label }) => label === task).length;
    if (real < FEWEST) return [];
    const said = some.filter((answer) => answer.said === task).length;
    const right = some.filter(({ label, said: answer }) => label === task && answer === task).length;
    return [(2 * right) / (real + said)];
  });
  return scores.reduce((total, score) => total + score, 0) / scores.length;
}
