import { PROFILE_LENGTH, TASKS } from "../../prompts/operations.ts";

/**
 * Learns from outcomes, one at a time, how well a model does on prompts like this one: ridge regression, updated
 * recursively, over the tasks' probabilities and random Fourier features of the rest of the profile (a Gaussian kernel
 * in a fixed space, so that an outcome costs the same however many came before). The same outcomes give the same answer.
 */

const FOURIER = 96;
const SIZE = 1 + TASKS.length + FOURIER;
/** Width of the kernel: profiles are scaled to length 1 first. */
const WIDTH = 2;
const TASK_STRENGTH = 1;
/** Outcomes that a learner needs to be half convinced by them. */
const PULL = 10;
const SEED = 1;
const UNKNOWN = 0.5;

const DIRECTIONS = new Float64Array(FOURIER * (PROFILE_LENGTH - TASKS.length));
const PHASES = new Float64Array(FOURIER);
{
  const random = randomFrom(SEED);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  for (let index = 0; index < DIRECTIONS.length; index += 1) DIRECTIONS[index] = normal() * Math.sqrt(2 * WIDTH);
  for (let index = 0; index < FOURIER; index += 1) PHASES[index] = random() * 2 * Math.PI;
}

/** What is usual for each number behind the tasks, and how far it strays, over prompts of many kinds: only so are they comparable. */
const USUAL = [
  1.04, 0.31, 1.74, 0.07, 0.08, 0.17, 0.1, 0.18, 0.24, 0.26, 0.33, 0.19, 0.07, 0.07, 0.08, 0.02, 0.27, 0.99, 3.89, 2.43, 1.76, 0.03, 0.71,
  0.41,
];
const SPREAD = [
  1.02, 0.49, 0.83, 0.24, 0.31, 0.52, 0.37, 0.46, 0.52, 0.49, 0.51, 0.41, 0.25, 0.25, 0.28, 0.13, 0.5, 1.06, 0.95, 0.59, 1.06, 0.15, 0.12,
  0.49,
];

/** A profile in the space that learners work in. Computed once for all models. */
export type Point = Float64Array;

/** @throws RangeError for a profile of another length */
export function pointOf(profile: readonly number[]): Point {
  if (profile.length !== PROFILE_LENGTH) throw new RangeError(`a profile has ${PROFILE_LENGTH} numbers, not ${profile.length}`);
  const point = new Float64Array(SIZE);
  point[0] = 1;
  for (let task = 0; task < TASKS.length; task += 1) point[1 + task] = (profile[task] ?? 0) * TASK_STRENGTH;
  const rest = profile.slice(TASKS.length).map((value, at) => (value - (USUAL[at] ?? 0)) / (SPREAD[at] ?? 1));
  const length = Math.hypot(...rest) || 1;
  for (let wave = 0; wave < FOURIER; wave += 1) {
    let angle = PHASES[wave] ?? 0;
    for (let at = 0; at < rest.length; at += 1) angle += (DIRECTIONS[wave * rest.length + at] ?? 0) * ((rest[at] ?? 0) / length);
    point[1 + TASKS.length + wave] = Math.sqrt(2 / FOURIER) * Math.cos(angle);
  }
  return point;
}

export class Learner {
  /** Outcomes learned so far. */
  count = 0;
  #total = 0;
  readonly #weights = new Float64Array(SIZE);
  /** Inverse of the features' covariance, row by row. */
  readonly #inverse = new Float64Array(SIZE * SIZE);
  readonly #gain = new Float64Array(SIZE);

  constructor() {
    for (let at = 0; at < SIZE; at += 1) this.#inverse[at * SIZE + at] = 1 / PULL;
    // What is usual for the model is learned from its first outcomes on.
    this.#inverse[0] = 1;
  }

  /** Mean of all outcomes; undecided before the first. */
  get mean(): number {
    return this.count === 0 ? UNKNOWN : this.#total / this.count;
  }

  /** Expected outcome, 0 to 1, of a prompt. */
  expect(point: Point): number {
    return Math.min(1, Math.max(0, UNKNOWN + this.lean(point)));
  }

  /** How far the expected outcome lies from undecided; not bounded, for ranking. */
  lean(point: Point): number {
    let lean = 0;
    for (let at = 0; at < SIZE; at += 1) lean += (this.#weights[at] ?? 0) * (point[at] ?? 0);
    return lean;
  }

  /** `outcome` 0 (no use) to 1 (just right). */
  learn(point: Point, outcome: number): void {
    this.count += 1;
    this.#total += outcome;
    let spread = 1;
    for (let row = 0; row < SIZE; row += 1) {
      let sum = 0;
      for (let column = 0; column < SIZE; column += 1) sum += (this.#inverse[row * SIZE + column] ?? 0) * (point[column] ?? 0);
      this.#gain[row] = sum;
      spread += sum * (point[row] ?? 0);
    }
    const error = outcome - UNKNOWN - this.lean(point);
    for (let row = 0; row < SIZE; row += 1) {
      const share = (this.#gain[row] ?? 0) / spread;
      this.#weights[row] = (this.#weights[row] ?? 0) + share * error;
      for (let column = 0; column < SIZE; column += 1) {
        const at = row * SIZE + column;
        this.#inverse[at] = (this.#inverse[at] ?? 0) - share * (this.#gain[column] ?? 0);
      }
    }
  }
}

/** mulberry32 */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
