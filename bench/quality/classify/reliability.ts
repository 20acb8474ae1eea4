/** An answer with how sure it was, and whether it was right. */
export interface Answer {
  confidence: number;
  isRight: boolean;
}

const BINS = 10;

interface Bin {
  from: number;
  count: number;
  confidence: number;
  right: number;
}

/** Answers that named a cause, in bins of equal width by how sure they were. `unknown` claims nothing. */
function binsOf(answers: readonly Answer[]): Bin[] {
  const claimed = answers.filter(({ confidence }) => confidence > 0);
  const byBin = Map.groupBy(claimed, ({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)));
  return [...byBin]
    .toSorted(([a], [b]) => a - b)
    .map(([bin, own]) => ({
      from: bin / BINS,
      count: own.length,
      confidence: own.reduce((total, { confidence }) => total + confidence, 0) / own.length,
      right: own.filter(({ isRight }) => isRight).length / own.length,
    }));
}

/** How far confidence and being right lie apart, on average over the answers: 0 is best. */
export function calibrationErrorOf(answers: readonly Answer[]): number {
  const bins = binsOf(answers);
  const count = bins.reduce((total, bin) => total + bin.count, 0);
  return bins.reduce((total, bin) => total + (bin.count / count) * Math.abs(bin.confidence - bin.right), 0);
}

/** A line for each bin: what was claimed, and what was so. */
export function reliabilityOf(answers: readonly Answer[]): string {
  return binsOf(answers)
    .map(
      ({ from, count, confidence, right }) =>
        `  ${from.toFixed(1)}-${(from + 1 / BINS).toFixed(1)}  ${String(count).padStart(4)} answers  claimed ${confidence.toFixed(3)}  right ${right.toFixed(3)}`,
    )
    .join("\n");
}
