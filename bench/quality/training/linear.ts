import type { LinearFile } from "../../../src/features/mind/prompts/text/linear.ts";
import { BUCKETS, type Sparse } from "../../../src/features/mind/prompts/text/ngrams.ts";
import { randomOf } from "../interval.ts";

/** One thing to learn from: its features, what each output should be (a probability, or any number), how much it counts. */
export interface Lesson {
  ngrams: Sparse;
  marks: Float32Array;
  target: Float32Array;
  weight: number;
}

export interface Training {
  outputs: readonly string[];
  /** `softmax`: one output is right. `identity`: each output is a number of its own. */
  link: "softmax" | "identity";
  epochs: number;
  rate: number;
  /** Pull of the weights towards 0, per step. */
  decay: number;
  seed: number;
  /** How much the marks count beside the n-grams. */
  marksScale?: number;
}

/** Weights of a linear model by AdaGrad. The same lessons give the same weights, bit by bit. */
export function train(lessons: readonly Lesson[], training: Training): LinearFile {
  const size = training.outputs.length;
  const markCount = lessons[0]?.marks.length ?? 0;
  const marksScale = training.marksScale ?? 1;
  const ngrams = new Float32Array(BUCKETS * size);
  const ngramsSeen = new Float32Array(BUCKETS * size).fill(1e-2);
  const marks = new Float32Array(markCount * size);
  const marksSeen = new Float32Array(markCount * size).fill(1e-2);
  const bias = new Float32Array(size);
  const biasSeen = new Float32Array(size).fill(1e-2);
  const random = randomOf(training.seed);
  const order = lessons.map((_, index) => index);
  const scores = new Float32Array(size);
  const { rate, decay } = training;

  for (let epoch = 0; epoch < training.epochs; epoch += 1) {
    shuffle(order, random);
    for (const index of order) {
      const lesson = lessons[index];
      if (lesson === undefined) continue;
      for (let output = 0; output < size; output += 1) scores[output] = bias[output] ?? 0;
      for (let at = 0; at < lesson.ngrams.count; at += 1) {
        const from = (lesson.ngrams.places[at] ?? 0) * size;
        const value = lesson.ngrams.values[at] ?? 0;
        for (let output = 0; output < size; output += 1) scores[output] = (scores[output] ?? 0) + value * (ngrams[from + output] ?? 0);
      }
      for (let mark = 0; mark < markCount; mark += 1) {
        const value = (lesson.marks[mark] ?? 0) * marksScale;
        if (value === 0) continue;
        for (let output = 0; output < size; output += 1)
          scores[output] = (scores[output] ?? 0) + value * (marks[mark * size + output] ?? 0);
      }
      if (training.link === "softmax") softmax(scores);
      for (let output = 0; output < size; output += 1)
        scores[output] = ((scores[output] ?? 0) - (lesson.target[output] ?? 0)) * lesson.weight;
      const step = (weights: Float32Array, seen: Float32Array, place: number, value: number, output: number): void => {
        const weight = weights[place] ?? 0;
        const slope = (scores[output] ?? 0) * value + decay * weight;
        const total = (seen[place] ?? 0) + slope * slope;
        seen[place] = total;
        weights[place] = weight - (rate * slope) / Math.sqrt(total);
      };
      for (let output = 0; output < size; output += 1) step(bias, biasSeen, output, 1, output);
      for (let at = 0; at < lesson.ngrams.count; at += 1) {
        const from = (lesson.ngrams.places[at] ?? 0) * size;
        for (let output = 0; output < size; output += 1) step(ngrams, ngramsSeen, from + output, lesson.ngrams.values[at] ?? 0, output);
      }
      for (let mark = 0; mark < markCount; mark += 1) {
        const value = (lesson.marks[mark] ?? 0) * marksScale;
        if (value === 0) continue;
        for (let output = 0; output < size; output += 1) step(marks, marksSeen, mark * size + output, value, output);
      }
    }
  }
  return toFile(training.outputs, bias, marks, marksScale, ngrams);
}

function toFile(outputs: readonly string[], bias: Float32Array, marks: Float32Array, marksScale: number, ngrams: Float32Array): LinearFile {
  const size = outputs.length;
  const scales = outputs.map((_, output) => {
    let largest = 1e-9;
    for (let place = output; place < ngrams.length; place += size) largest = Math.max(largest, Math.abs(ngrams[place] ?? 0));
    return round(largest / 127);
  });
  const bytes = Int8Array.from(ngrams, (weight, place) => Math.max(-127, Math.min(127, Math.round(weight / (scales[place % size] ?? 1)))));
  return {
    outputs: [...outputs],
    bias: [...bias].map(round),
    marks: outputs.map((_, output) =>
      Array.from({ length: marks.length / size }, (_mark, mark) => round((marks[mark * size + output] ?? 0) * marksScale)),
    ),
    scales,
    ngrams: Buffer.from(bytes.buffer).toString("base64"),
  };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

function softmax(scores: Float32Array): void {
  const top = Math.max(...scores);
  let total = 0;
  for (let output = 0; output < scores.length; output += 1) {
    const value = Math.exp((scores[output] ?? 0) - top);
    scores[output] = value;
    total += value;
  }
  for (let output = 0; output < scores.length; output += 1) scores[output] = (scores[output] ?? 0) / total;
}

function shuffle(order: number[], random: () => number): void {
  for (let index = order.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [order[index], order[other]] = [order[other] ?? 0, order[index] ?? 0];
  }
}
