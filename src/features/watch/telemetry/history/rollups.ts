import { SLOTS, type Rings } from "./rings.ts";
import { metricNames, subjectId, type Subject } from "./subjects.ts";

export const BUCKET_MS = 300_000;

/** Five minutes of one subject, metric by metric; NaN where nothing was measured. */
export interface Rollup {
  /** How many slots had a value. */
  samples: number;
  averages: number[];
  maxima: number[];
}

/** Five minutes of everything. */
export interface Bucket {
  /** Epoch ms of its beginning. */
  at: number;
  rollups: Map<string, Rollup>;
  subjects: Map<string, Subject>;
}

export function bucketOf(wallMs: number): number {
  return Math.floor(wallMs / BUCKET_MS) * BUCKET_MS;
}

/**
 * Roll up the slots after `after` up to `through`, five minutes of the wall clock each. A clock that jumped may bring the
 * same five minutes twice: both are kept, and whoever reads puts them together.
 */
export function rollUp(rings: Rings, after: number, through: number): Bucket[] {
  const slots = new Map<number, number[]>();
  for (let slot = Math.max(after + 1, rings.first); slot <= through; slot += 1) {
    const at = rings.timeOf(slot);
    if (Number.isNaN(at)) continue;
    const inBucket = slots.get(bucketOf(at));
    if (inBucket === undefined) slots.set(bucketOf(at), [slot]);
    else inBucket.push(slot);
  }
  return [...slots].map(([at, inBucket]) => rollUpSlots(rings, at, inBucket)).filter(({ rollups }) => rollups.size > 0);
}

function rollUpSlots(rings: Rings, at: number, slots: readonly number[]): Bucket {
  const bucket: Bucket = { at, rollups: new Map(), subjects: new Map() };
  for (const series of rings.series.values()) {
    const rollup: Rollup = { samples: 0, averages: [], maxima: [] };
    for (let metric = 0; metric < series.values.length / SLOTS; metric += 1) {
      const values = slots.map((slot) => rings.value(series, metric, slot)).filter((value) => !Number.isNaN(value));
      rollup.samples = Math.max(rollup.samples, values.length);
      rollup.averages.push(values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length);
      rollup.maxima.push(values.length === 0 ? Number.NaN : Math.max(...values));
    }
    if (rollup.samples === 0) continue;
    bucket.rollups.set(subjectId(series.subject), rollup);
    bucket.subjects.set(subjectId(series.subject), series.subject);
  }
  return bucket;
}

/** Two parts of the same five minutes as one, weighted by how much was measured in each. */
export function mergeRollups(a: Rollup, b: Rollup): Rollup {
  const weigh = (x: number, y: number): number =>
    Number.isNaN(x) ? y : Number.isNaN(y) ? x : (x * a.samples + y * b.samples) / (a.samples + b.samples);
  return {
    samples: a.samples + b.samples,
    averages: a.averages.map((value, metric) => weigh(value, b.averages[metric] ?? Number.NaN)),
    maxima: a.maxima.map((value, metric) => larger(value, b.maxima[metric] ?? Number.NaN)),
  };
}

function larger(x: number, y: number): number {
  return Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y);
}

const HEADER_BYTES = 7;

/**
 * A bucket's rollups as bytes: for each subject its number (uint32), samples (uint16), metrics (uint8), then average and
 * maximum of each (float32). About 60 bytes a container, so that five minutes of a whole home are one row.
 */
export function packRollups(rollups: ReadonlyMap<number, Rollup>): Buffer {
  const parts = [...rollups].map(([number, { samples, averages, maxima }]) => {
    const part = Buffer.alloc(HEADER_BYTES + averages.length * 8);
    part.writeUInt32LE(number, 0);
    part.writeUInt16LE(Math.min(samples, 65_535), 4);
    part.writeUInt8(averages.length, 6);
    averages.forEach((average, metric) => {
      part.writeFloatLE(average, HEADER_BYTES + metric * 8);
      part.writeFloatLE(maxima[metric] ?? Number.NaN, HEADER_BYTES + metric * 8 + 4);
    });
    return part;
  });
  return Buffer.concat(parts);
}

/** One subject's rollup out of a packed bucket, without unpacking the others; null when it is not in it or the bytes are cut off. */
export function unpackRollup(packed: Buffer, number: number): Rollup | null {
  for (let offset = 0; offset + HEADER_BYTES <= packed.length;) {
    const metrics = packed.readUInt8(offset + 6);
    const end = offset + HEADER_BYTES + metrics * 8;
    if (end > packed.length) return null;
    if (packed.readUInt32LE(offset) === number) {
      const at = (metric: number, shift: number): number => packed.readFloatLE(offset + HEADER_BYTES + metric * 8 + shift);
      const indexes = Array.from({ length: metrics }, (_, metric) => metric);
      return {
        samples: packed.readUInt16LE(offset + 4),
        averages: indexes.map((metric) => at(metric, 0)),
        maxima: indexes.map((metric) => at(metric, 4)),
      };
    }
    offset = end;
  }
  return null;
}

/** Hears of one metric of one subject in a packed bucket; NaN where nothing was measured. */
export type TakeMetric = (column: number, samples: number, average: number, maximum: number) => void;

/** Go through a packed bucket as far as its bytes reach, subject by subject; those for whom `wanted` has nobody are skipped. */
export function walkRollups(packed: Buffer, wanted: ReadonlyMap<number, TakeMetric>): void {
  for (let offset = 0; offset + HEADER_BYTES <= packed.length;) {
    const metrics = packed.readUInt8(offset + 6);
    const end = offset + HEADER_BYTES + metrics * 8;
    if (end > packed.length) return;
    const take = wanted.get(packed.readUInt32LE(offset));
    if (take !== undefined) {
      const samples = packed.readUInt16LE(offset + 4);
      for (let column = 0; column < metrics; column += 1) {
        const at = offset + HEADER_BYTES + column * 8;
        take(column, samples, packed.readFloatLE(at), packed.readFloatLE(at + 4));
      }
    }
    offset = end;
  }
}

/** The column of a metric within a kind's values; -1 when the kind does not measure it. */
export function columnOf(subject: Pick<Subject, "kind">, metric: string): number {
  return metricNames(subject.kind).indexOf(metric);
}
