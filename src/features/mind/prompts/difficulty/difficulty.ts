import { TASKS, type Task } from "../task/tasks.ts";
import type { Features } from "../text/features.ts";
import { MARKS } from "../text/marks.ts";
import { difficultyModel, type Calibration, type DifficultyModel } from "./weights.ts";

/** How a question is posed decides what makes it hard: options to choose from, a problem in numbers, or an open wish. */
export const FORMS = ["exam", "problem", "open"] as const;
export type Form = (typeof FORMS)[number];

const MARK = Object.fromEntries(MARKS.map((name, index) => [name, index]));

/** Options a line each, or in brackets, at least three of them: log1p(3) / 4. */
const SOME_OPTIONS = 0.34;

export function formOf({ text, marks, codeShare }: Features): Form {
  const mark = (name: string): number => marks[MARK[name] ?? 0] ?? 0;
  if (mark("options") >= SOME_OPTIONS || mark("endsAsAnswer") === 1) return "exam";
  const asksForNumber =
    /\bhow (?:many|much|long|far|old|fast|tall|big|heavy|often)\b|\bwhat (?:is|was|are|will|would)\b|\bwie ?viele?\b|\bcalculate\b|\bfind\b/.test(
      text,
    );
  if (
    codeShare < 0.2 &&
    asksForNumber &&
    (text.match(/\d+|\b(?:two|three|four|five|six|seven|eight|ten|half|twice|third)\b/g)?.length ?? 0) >= 2
  )
    return "problem";
  return "open";
}

/**
 * How often a small model falls short of a large one, by task, in log-odds. Widely published comparisons of model sizes
 * agree on this order: multi-step thinking shows the gap, fluent prose hides it. There are no outcomes of open wishes to learn from here.
 */
const OPEN_PRIOR: Readonly<Record<Task, number>> = {
  math: 1.0,
  code: 0.6,
  reasoning: 0.8,
  extraction: 0.1,
  translation: -0.9,
  creative: -1.0,
  roleplay: -1.1,
  summarization: -1.3,
  knowledge: -1.4,
  chat: -2.6,
};
/** A long wish asks for more at once. */
const OPEN_LENGTH = 0.9;
const USUAL_LENGTH = 0.6;

const sigmoid = (odds: number): number => 1 / (1 + Math.exp(-odds));

function calibrated(score: number, { slope, offset }: Calibration): number {
  return sigmoid(slope * score + offset);
}

/** Probability that a small model's answer is not enough, 0 to 1. `shares` are the probabilities of the tasks, `steps` as `stepsOf` counts them. */
export function difficultyOf(features: Features, form: Form, shares: Float32Array, steps: Float32Array): number {
  const model = difficultyModel();
  if (form === "exam") return calibrated(examScore(model, features), model.examCalibration);
  if (form === "problem") return calibrated(problemScore(model, steps), model.problemCalibration);
  const prior = TASKS.reduce((odds, task, index) => odds + OPEN_PRIOR[task] * (shares[index] ?? 0), 0);
  return sigmoid(prior + OPEN_LENGTH * ((features.marks[MARK["length"] ?? 0] ?? 0) - USUAL_LENGTH));
}

function examScore({ exam }: DifficultyModel, { ngrams, marks }: Features): number {
  return exam.scores(ngrams, marks)[0] ?? 0;
}

function problemScore({ problem }: DifficultyModel, steps: Float32Array): number {
  let score = 0;
  for (const [index, weight] of problem.weights.entries()) score += weight * ((steps[index] ?? 0) - (problem.mean[index] ?? 0));
  return score;
}
