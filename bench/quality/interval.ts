/** A figure and the range that holds it with 95 % confidence. */
export interface Interval {
  value: number;
  low: number;
  high: number;
  /** How many items it was taken of. */
  count: number;
}

const RESAMPLES = 1_000;
const SEED = 20_260_101;

/** Numbers from 0 up to 1 that are the same in every run (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A figure over items, with its bootstrap interval: the items are drawn anew, with replacement. */
export function bootstrap<Item>(items: readonly Item[], figure: (items: readonly Item[]) => number, resamples = RESAMPLES): Interval {
  const random = randomOf(SEED);
  const figures = Array.from({ length: resamples }, () =>
    figure(items.map(() => items[Math.floor(random() * items.length)] as Item)),
  ).toSorted((a, b) => a - b);
  const at = (share: number): number => figures[Math.min(figures.length - 1, Math.floor(share * figures.length))] ?? Number.NaN;
  return { value: figure(items), low: at(0.025), high: at(0.975), count: items.length };
}

export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((total, value) => total + value, 0) / values.length;
}

/** The items in parts of about equal size, by chance but the same in every run: for cross-validation. */
export function foldsOf<Item>(items: readonly Item[], count: number): Item[][] {
  const random = randomOf(SEED);
  const shuffled = items.map((item) => ({ item, order: random() })).toSorted((a, b) => a.order - b.order);
  return Array.from({ length: count }, (_, fold) => shuffled.filter((_each, index) => index % count === fold).map(({ item }) => item));
}
