import type { Remedy } from "../../incidents/events.ts";

/** How a remedy did for one signature: this subject with this trouble for this reason. */
export interface RemedyRecord {
  remedy: Remedy;
  worked: number;
  tried: number;
  failedInRow: number;
  /** Since when it is not tried any more, epoch ms; null while it is. */
  retiredAt: number | null;
  retiredBecause: string | null;
}

export const RETIRES_AFTER = 3;
/** A lead below this, or one that rests on fewer tries, is chance. */
const CLEAR_LEAD = 0.2;
const CLEAR_TRIES = 3;

/** "Crashes again and again" says how often, not why: what it was called at its first end is still the same. */
const NO_REASONS: ReadonlySet<string> = new Set(["unknown", "crash_loop"]);

/** What a remedy's record is kept under: this subject with this trouble for this reason. */
export function signatureOf(key: string, trouble: string, category: string): string {
  return `${key} ${trouble} ${NO_REASONS.has(category) ? "unknown" : category}`;
}

/** The chance that it works, after Laplace: without a record one half. */
export function chanceOf(record: Pick<RemedyRecord, "worked" | "tried"> | undefined): number {
  return ((record?.worked ?? 0) + 1) / ((record?.tried ?? 0) + 2);
}

/** "worked 7 of 8 times", null without a record. */
export function inWords(record: Pick<RemedyRecord, "worked" | "tried"> | undefined): string | null {
  return record === undefined || record.tried === 0 ? null : `worked ${record.worked} of ${record.tried} times`;
}

/** The record after one more outcome. Three failures in a row retire the remedy. */
export function withOutcome(record: RemedyRecord, hasWorked: boolean, now: number): RemedyRecord {
  const failedInRow = hasWorked ? 0 : record.failedInRow + 1;
  const retires = record.retiredAt === null && failedInRow >= RETIRES_AFTER;
  return {
    ...record,
    worked: record.worked + Number(hasWorked),
    tried: record.tried + 1,
    failedInRow,
    retiredAt: hasWorked ? null : retires ? now : record.retiredAt,
    retiredBecause: hasWorked ? null : retires ? `it failed ${failedInRow} times in a row` : record.retiredBecause,
  };
}

/** The record once its last success turned out not to last. */
export function withRelapse(record: RemedyRecord, now: number): RemedyRecord {
  const worked = Math.max(0, record.worked - 1);
  const tried = Math.max(0, record.tried - 1);
  // A success that was none had ended the row of failures before it.
  return withOutcome({ ...record, worked, tried, failedInRow: worked === 0 ? tried : record.failedInRow }, false, now);
}

/** Same order as given, but what has a clearly better record goes before what it beats. */
export function byRecord<Item extends { remedy: Remedy }>(items: readonly Item[], records: readonly RemedyRecord[]): Item[] {
  const recordOf = (item: Item): RemedyRecord | undefined => records.find(({ remedy }) => remedy === item.remedy);
  const ordered: Item[] = [];
  for (const item of items) {
    const own = recordOf(item);
    const isKnown = (own?.tried ?? 0) >= CLEAR_TRIES;
    const beaten = ordered.findIndex((other) => isKnown && chanceOf(own) - chanceOf(recordOf(other)) >= CLEAR_LEAD);
    if (beaten === -1) ordered.push(item);
    else ordered.splice(beaten, 0, item);
  }
  return ordered;
}
