/** Ridge regression over few features, solved at once: weights for what is left after the features' means are taken off. */
export interface Ridge {
  mean: number[];
  weights: number[];
}

/** `pull` towards 0 is in units of examples: a feature of spread 1 needs about as many to count fully. */
export function ridge(rows: readonly Float32Array[], targets: readonly number[], pull: number): Ridge {
  const size = rows[0]?.length ?? 0;
  const count = rows.length;
  const mean = Array.from({ length: size }, (_, at) => rows.reduce((total, row) => total + (row[at] ?? 0), 0) / count);
  const spread = mean.map((middle, at) => Math.sqrt(rows.reduce((total, row) => total + ((row[at] ?? 0) - middle) ** 2, 0) / count) + 1e-6);
  const middle = targets.reduce((total, target) => total + target, 0) / count;
  const matrix = mean.map((_, at) => mean.map((_other, other) => (at === other ? pull : 0)));
  const right = mean.map(() => 0);
  for (const [index, row] of rows.entries()) {
    const scaled = mean.map((average, at) => ((row[at] ?? 0) - average) / (spread[at] ?? 1));
    for (const [at, value] of scaled.entries()) {
      right[at] = (right[at] ?? 0) + value * ((targets[index] ?? 0) - middle);
      const line = matrix[at] ?? [];
      for (const [other, second] of scaled.entries()) line[other] = (line[other] ?? 0) + value * second;
    }
  }
  const weights = solve(matrix, right).map((weight, at) => Number((weight / (spread[at] ?? 1)).toPrecision(5)));
  return { mean: mean.map((value) => Number(value.toPrecision(5))), weights };
}

/** Gaussian elimination of a positive definite system. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let pivot = 0; pivot < size; pivot += 1) {
    const line = matrix[pivot] ?? [];
    for (let below = pivot + 1; below < size; below += 1) {
      const other = matrix[below] ?? [];
      const factor = (other[pivot] ?? 0) / (line[pivot] ?? 1);
      for (let at = pivot; at < size; at += 1) other[at] = (other[at] ?? 0) - factor * (line[at] ?? 0);
      right[below] = (right[below] ?? 0) - factor * (right[pivot] ?? 0);
    }
  }
  const solution = right.map(() => 0);
  for (let at = size - 1; at >= 0; at -= 1) {
    const line = matrix[at] ?? [];
    let rest = right[at] ?? 0;
    for (let other = at + 1; other < size; other += 1) rest -= (line[other] ?? 0) * (solution[other] ?? 0);
    solution[at] = rest / (line[at] ?? 1);
  }
  return solution;
}
