import { readFileSync } from "node:fs";
import type { Features } from "../text/features.ts";
import { LinearModel, type LinearFile } from "../text/linear.ts";
import { TASKS, type Task } from "./tasks.ts";

let loaded: { model: LinearModel; temperature: number } | undefined;

/** The file beside this one; `npm run bench -- quality train-prompts` makes it. */
export interface TaskFile {
  model: LinearFile;
  /** The scores are divided by it, so that the probabilities hold: of a hundred with 0.8, eighty are right. */
  temperature: number;
}

function taskModel(): { model: LinearModel; temperature: number } {
  if (loaded === undefined) {
    const file = JSON.parse(readFileSync(new URL("weights.json", import.meta.url), "utf8")) as TaskFile;
    loaded = { model: new LinearModel(file.model), temperature: file.temperature };
  }
  return loaded;
}

/** The probability of each task, in the order of `TASKS`. */
export function taskShares({ ngrams, marks }: Features): Float32Array {
  const { model, temperature } = taskModel();
  const scores = model.scores(ngrams, marks);
  const top = Math.max(...scores);
  let total = 0;
  for (let index = 0; index < scores.length; index += 1) {
    const share = Math.exp(((scores[index] ?? 0) - top) / temperature);
    scores[index] = share;
    total += share;
  }
  for (let index = 0; index < scores.length; index += 1) scores[index] = (scores[index] ?? 0) / total;
  return scores;
}

/** The likeliest task, and how likely it is. */
export function likeliest(shares: Float32Array): { task: Task; confidence: number } {
  let best = 0;
  for (let index = 1; index < shares.length; index += 1) if ((shares[index] ?? 0) > (shares[best] ?? 0)) best = index;
  return { task: TASKS[best] ?? "chat", confidence: shares[best] ?? 0 };
}
