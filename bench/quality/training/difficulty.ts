import type { Calibration, DifficultyFile } from "../../../src/features/mind/prompts/difficulty/weights.ts";
import { stepsOf } from "../../../src/features/mind/prompts/difficulty/steps.ts";
import { featuresOf, type Features } from "../../../src/features/mind/prompts/text/features.ts";
import { LinearModel, type LinearFile } from "../../../src/features/mind/prompts/text/linear.ts";
import { foldsOf } from "../interval.ts";
import { readLines, type RoutedPrompt } from "./data.ts";
import { train } from "./linear.ts";
import { ridge, type Ridge } from "./ridge.ts";

/** A prompt with both models' outcomes, ready to be learned. */
export interface RoutedExample extends RoutedPrompt {
  features: Features;
}

const EXAM = { outputs: ["gain"], link: "identity", epochs: 10, rate: 0.005, decay: 1e-3, seed: 1, marksScale: 0.5 } as const;
const PROBLEM_PULL = 1_000;

export async function routedExamples(...path: string[]): Promise<RoutedExample[]> {
  return (await readLines<RoutedPrompt>(...path)).map((line) => ({ ...line, features: featuresOf(line.prompt) }));
}

/** Exam questions: which words and marks go with questions that only the large model answers. */
export function trainExam(examples: readonly RoutedExample[]): LinearFile {
  return train(
    examples.map(({ features, weak, strong }) => ({
      ngrams: features.ngrams,
      marks: features.marks,
      target: Float32Array.of(strong - weak),
      weight: 1,
    })),
    EXAM,
  );
}

/** Problems in words: how many steps they seem to take. */
export function trainProblem(examples: readonly RoutedExample[]): Ridge {
  return ridge(
    examples.map(({ features }) => stepsOf(features.text)),
    examples.map(({ weak, strong }) => strong - weak),
    PROBLEM_PULL,
  );
}

export function examScorer(file: LinearFile): (features: Features) => number {
  const model = new LinearModel(file);
  return ({ ngrams, marks }) => model.scores(ngrams, marks)[0] ?? 0;
}

export function problemScorer({ mean, weights }: Ridge): (features: Features) => number {
  return ({ text }) => stepsOf(text).reduce((score, step, at) => score + (weights[at] ?? 0) * (step - (mean[at] ?? 0)), 0);
}

/** Every example with the score that a model gives it which never saw it. */
export function heldOutScores(
  examples: readonly RoutedExample[],
  learn: (examples: readonly RoutedExample[]) => (features: Features) => number,
  count = 5,
): (RoutedExample & { score: number })[] {
  const folds = foldsOf(examples, count);
  return folds.flatMap((fold, index) => {
    const scorer = learn(folds.filter((_, other) => other !== index).flat());
    return fold.map((example) => ({ ...example, score: scorer(example.features) }));
  });
}

export function difficultyFile(exams: readonly RoutedExample[], problems: readonly RoutedExample[]): DifficultyFile {
  const exam = trainExam(exams);
  const problem = trainProblem(problems);
  return {
    exam,
    examCalibration: calibrate(heldOutScores(exams, (some) => examScorer(trainExam(some)))),
    problem,
    problemCalibration: calibrate(heldOutScores(problems, (some) => problemScorer(trainProblem(some)))),
  };
}

/** From score to the log-odds that the small model's answer was wrong, by logistic regression on held-out scores. */
export function calibrate(scored: readonly { score: number; weak: number }[]): Calibration {
  let slope = 1;
  let offset = 0;
  for (let step = 0; step < 50; step += 1) {
    let [a, b, aa, ab, bb] = [0, 0, 1e-6, 0, 1e-6];
    for (const { score, weak } of scored) {
      const said = 1 / (1 + Math.exp(-(slope * score + offset)));
      const miss = 1 - weak - said;
      const spread = said * (1 - said);
      a += miss * score;
      b += miss;
      aa += spread * score * score;
      ab += spread * score;
      bb += spread;
    }
    const determinant = aa * bb - ab * ab;
    slope += (a * bb - b * ab) / determinant;
    offset += (b * aa - a * ab) / determinant;
  }
  return { slope: Number(slope.toPrecision(5)), offset: Number(offset.toPrecision(5)) };
}
