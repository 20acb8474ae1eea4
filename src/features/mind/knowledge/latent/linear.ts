/**
 * Just the linear algebra that the latent space needs, on flat arrays, row by row. All of it takes a while: `breathe` lets
 * others have the thread for a moment, every few tens of milliseconds.
 */
export type Breathe = () => Promise<void>;

const COLUMNS_A_BREATH = 16;
const ROWS_A_BREATH = 16;

/** Make the columns of an `rows` x `columns` matrix orthonormal, in place (modified Gram-Schmidt). A column that depends on others becomes zero. */
export async function orthonormalise(matrix: Float32Array, rows: number, columns: number, breathe: Breathe): Promise<void> {
  const dots = new Float64Array(columns);
  for (let column = 0; column < columns; column += 1) {
    if (column % COLUMNS_A_BREATH === 0) await breathe();
    let norm = 0;
    for (let row = 0; row < rows; row += 1) norm += (matrix[row * columns + column] as number) ** 2;
    const factor = norm > 1e-12 ? 1 / Math.sqrt(norm) : 0;
    dots.fill(0);
    for (let row = 0; row < rows; row += 1) {
      const start = row * columns;
      const value = (matrix[start + column] as number) * factor;
      matrix[start + column] = value;
      for (let other = column + 1; other < columns; other += 1)
        dots[other] = (dots[other] as number) + value * (matrix[start + other] as number);
    }
    for (let row = 0; row < rows; row += 1) {
      const start = row * columns;
      const value = matrix[start + column] as number;
      for (let other = column + 1; other < columns; other += 1)
        matrix[start + other] = (matrix[start + other] as number) - value * (dots[other] as number);
    }
  }
}

const SWEEPS = 12;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix (cyclic Jacobi). `matrix` is used up.
 * @returns values descending; `vectors` has the eigenvector of value i in column i
 */
export async function eigenOf(
  matrix: Float64Array,
  size: number,
  breathe: Breathe,
): Promise<{ values: Float64Array; vectors: Float64Array }> {
  const vectors = new Float64Array(size * size);
  for (let index = 0; index < size; index += 1) vectors[index * size + index] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let rest = 0;
    for (let row = 0; row < size; row += 1)
      for (let column = row + 1; column < size; column += 1) rest += (matrix[row * size + column] as number) ** 2;
    if (rest < 1e-14) break;
    for (let p = 0; p < size; p += 1) {
      if (p % ROWS_A_BREATH === 0) await breathe();
      for (let q = p + 1; q < size; q += 1) rotate(matrix, vectors, size, p, q);
    }
  }
  const order = Array.from({ length: size }, (_, index) => index).toSorted(
    (a, b) => (matrix[b * size + b] as number) - (matrix[a * size + a] as number),
  );
  const sorted = new Float64Array(size * size);
  order.forEach((from, to) => {
    for (let row = 0; row < size; row += 1) sorted[row * size + to] = vectors[row * size + from] as number;
  });
  return { values: Float64Array.from(order, (index) => matrix[index * size + index] as number), vectors: sorted };
}

function rotate(matrix: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const off = matrix[p * size + q] as number;
  if (Math.abs(off) < 1e-12) return;
  const theta = ((matrix[q * size + q] as number) - (matrix[p * size + p] as number)) / (2 * off);
  const tangent = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  const turn = (values: Float64Array, first: number, second: number): void => {
    const a = values[first] as number;
    const b = values[second] as number;
    values[first] = cosine * a - sine * b;
    values[second] = sine * a + cosine * b;
  };
  for (let index = 0; index < size; index += 1) turn(matrix, index * size + p, index * size + q);
  for (let index = 0; index < size; index += 1) turn(matrix, p * size + index, q * size + index);
  for (let index = 0; index < size; index += 1) turn(vectors, index * size + p, index * size + q);
}
