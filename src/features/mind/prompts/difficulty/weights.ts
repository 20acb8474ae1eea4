import { readFileSync } from "node:fs";
import { LinearModel, type LinearFile } from "../text/linear.ts";

/** A line from a score to log-odds: Platt's calibration. */
export interface Calibration {
  slope: number;
  offset: number;
}

export interface DifficultyFile {
  exam: LinearFile;
  examCalibration: Calibration;
  problem: { mean: number[]; weights: number[] };
  problemCalibration: Calibration;
}

export interface DifficultyModel extends Omit<DifficultyFile, "exam"> {
  exam: LinearModel;
}

let loaded: DifficultyModel | undefined;

/** Read on first use; `npm run bench -- quality train-prompts` makes the file. */
export function difficultyModel(): DifficultyModel {
  if (loaded === undefined) {
    const file = JSON.parse(readFileSync(new URL("weights.json", import.meta.url), "utf8")) as DifficultyFile;
    loaded = { ...file, exam: new LinearModel(file.exam) };
  }
  return loaded;
}
