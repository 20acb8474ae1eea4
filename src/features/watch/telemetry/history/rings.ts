import { metricNames, subjectId, type Subject } from "./subjects.ts";

export const SLOT_MS = 10_000;
/** One hour. */
export const SLOTS = 360;

export interface Series {
  subject: Subject;
  /** Metric after metric, each SLOTS long; NaN where nothing was measured. */
  values: Float32Array;
  /** The last slot with a value. */
  lastSlot: number;
}

/**
 * The last hour of everything, one slot for ten seconds. Slots advance by the monotonic clock, so a jump of the wall clock
 * neither tears nor overwrites them; the wall clock only labels them. A slot without a measurement stays a gap.
 */
export class Rings {
  readonly series = new Map<string, Series>();
  /** Wall clock at the beginning of each slot, epoch ms; NaN for slots that no round began. */
  readonly times = new Float64Array(SLOTS).fill(Number.NaN);
  head: number;
  #advancedAtMs: number | null = null;

  constructor(head = 0) {
    this.head = head;
  }

  /** Begin the slot of now. Rounds come a little late, so the distance is rounded: one is never skipped for a few milliseconds. */
  advance(monotonicMs: number, wallMs: number): void {
    const steps = this.#advancedAtMs === null ? 1 : Math.round((monotonicMs - this.#advancedAtMs) / SLOT_MS);
    this.#advancedAtMs = monotonicMs;
    this.skip(Math.max(0, steps));
    this.times[this.head % SLOTS] = wallMs;
  }

  /** Move on by so many slots, all of them empty. */
  skip(steps: number): void {
    for (let step = Math.max(1, steps - SLOTS + 1); step <= steps; step += 1) {
      const index = (this.head + step) % SLOTS;
      this.times[index] = Number.NaN;
      for (const { values } of this.series.values()) for (let at = index; at < values.length; at += SLOTS) values[at] = Number.NaN;
    }
    this.head += steps;
  }

  /** Note values for the slot of now, in the order of the kind's metrics; null is not measured. */
  record(subject: Subject, values: readonly (number | null)[]): void {
    const series = this.#seriesOf(subject);
    series.subject = subject;
    series.lastSlot = this.head;
    values.forEach((value, metric) => {
      series.values[metric * SLOTS + (this.head % SLOTS)] = value ?? Number.NaN;
    });
  }

  /** The first slot that is still kept. */
  get first(): number {
    return Math.max(0, this.head - SLOTS + 1);
  }

  value(series: Series, metric: number, slot: number): number {
    return series.values[metric * SLOTS + (slot % SLOTS)] ?? Number.NaN;
  }

  timeOf(slot: number): number {
    return this.times[slot % SLOTS] ?? Number.NaN;
  }

  /** Let go of what has had no value for an hour. */
  forgetSilent(): void {
    for (const [id, { lastSlot }] of this.series) if (lastSlot < this.first) this.series.delete(id);
  }

  get sizeBytes(): number {
    let size = this.times.byteLength;
    for (const { values } of this.series.values()) size += values.byteLength;
    return size;
  }

  #seriesOf(subject: Subject): Series {
    const id = subjectId(subject);
    let series = this.series.get(id);
    if (series === undefined) {
      const values = new Float32Array(metricNames(subject.kind).length * SLOTS).fill(Number.NaN);
      series = { subject, values, lastSlot: this.head };
      this.series.set(id, series);
    }
    return series;
  }
}
