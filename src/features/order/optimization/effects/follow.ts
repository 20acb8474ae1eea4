import type { Amount, Assessment, Finding } from "../suggestions/assessment.ts";
import { numberText, sizeText, spanText } from "../suggestions/wording.ts";

/** A suggestion over time: from the first finding to what came of it. Times are epoch ms. */
export interface Followed {
  id: string;
  node: string;
  resource: Assessment["resource"];
  subject: string | null;
  /** The last finding. */
  finding: Finding;
  firstAt: number;
  seenAt: number;
  /** The measure and the setting when it was found last: what an effect is compared with. */
  baseline: Amount | null;
  setting: string | null;
  /** When it was first seen to be done; null: it is not. */
  appliedAt: number | null;
  /** Measure since then; null while there is too little of it. */
  after: Amount | null;
}

/** So much of what was promised has to have come for a thing to count as done, where no setting shows it. */
const DONE_SHARE = 0.2;

/**
 * What is known after one more look. A suggestion is done when the setting it speaks of is another one, or when it is
 * found no more and its measure moved the promised way. What passed by itself (an old kill that fell out of the week) is
 * forgotten: null. What cannot be measured now stays as it was.
 */
export function follow(kept: Followed | null, seen: Assessment, now: number): Followed | null {
  const { finding, measure, setting } = seen;
  if (kept === null || (kept.appliedAt === null && finding !== null && !isSettingChanged(kept, seen)))
    return finding === null ? kept : opened(kept, seen, finding, now);
  if (kept.appliedAt !== null) {
    // It is found again although it was done: not enough, so it begins anew from here.
    if (finding !== null) return opened(null, seen, finding, now);
    return { ...kept, seenAt: now, after: measure ?? kept.after };
  }
  if (isSettingChanged(kept, seen))
    // Rates of the time before say nothing yet; a measure that is the setting itself has changed at once.
    return { ...kept, seenAt: now, appliedAt: now, after: seen.isSettingItself === true ? measure : null };
  if (measure === null || kept.baseline === null) return kept;
  if (setting === null && hasMoved(kept, measure)) return { ...kept, seenAt: now, appliedAt: now, after: measure };
  return null;
}

function opened(
  kept: Followed | null,
  { id, node, resource, subject, measure, setting }: Assessment,
  finding: Finding,
  now: number,
): Followed {
  return {
    id,
    node,
    resource,
    subject,
    finding,
    setting,
    firstAt: kept?.firstAt ?? now,
    seenAt: now,
    baseline: measure ?? kept?.baseline ?? null,
    appliedAt: null,
    after: null,
  };
}

function isSettingChanged(kept: Followed, { setting }: Assessment): boolean {
  return kept.setting !== null && setting !== null && kept.setting !== setting;
}

function hasMoved({ baseline, finding: { expected } }: Followed, measure: Amount): boolean {
  const moved = measure.value - (baseline?.value ?? 0);
  return Math.sign(moved) === Math.sign(expected.value) && Math.abs(moved) >= DONE_SHARE * Math.abs(expected.value);
}

export interface MeasuredEffect extends Amount {
  before: number;
  after: number;
  text: string;
}

/** What came of it, in the unit of what was expected; null: not done, or not measured yet. */
export function effectOf({ baseline, after, appliedAt }: Followed, now: number): MeasuredEffect | null {
  if (baseline === null || after === null || appliedAt === null || baseline.unit !== after.unit) return null;
  const change = after.value - baseline.value;
  const said = (value: number): string => (after.unit.startsWith("bytes") ? sizeText(value) : numberText(value));
  const unit = after.unit.replace(/^bytes ?/, "");
  const text = `${said(baseline.value)} before, ${said(after.value)} since${unit === "" ? "" : ` (${unit})`}, done ${spanText(Math.max(0, now - appliedAt))} ago.`;
  return { value: change, unit: after.unit, before: baseline.value, after: after.value, text };
}
