import { coversGrantee, decidingGrants, type Grant } from "../../../../kernel/grants.ts";
import { endsRow, subjectOf, type Deed } from "./deed.ts";

const DAY_MS = 86_400_000;

/** What is offered: who would act alone, what, why and on what. */
export interface Offered {
  grantee: string;
  operation: string;
  cause: string | null;
  scope: Grant["scope"];
}

export interface Earned {
  scope: Grant["scope"];
  /** The deeds that speak for it, oldest first. */
  evidence: Deed[];
  /** Of how many others in that time nobody knows whether they were right. */
  unknown: number;
  /** Whole days from the first of them to now. */
  days: number;
}

export interface PromotionRule {
  rightInARow: number;
  overDays: number;
}

/** What is known about one (grantee, operation, cause). */
export interface Track {
  /** Its deeds in the order in which they were judged. */
  deeds: readonly Deed[];
  grants: readonly Grant[];
  /** The last deed that a person knew of when they last decided about this: the row is counted anew from there. */
  countedUpTo: number;
  /** About what is protected a person is asked whatever is granted: such a deed is no reason to offer anything. */
  isProtected(deed: Deed): boolean;
}

/** The deeds since the last that ends a row, up to now: right ones, and such of which nobody knows. What was done under a grant neither adds nor breaks while it is right. */
function rowOf({ deeds, grants, isProtected }: Track, now: number): Deed[] {
  const lastEnd = deeds.findLastIndex(endsRow);
  return deeds.slice(lastEnd + 1).filter((deed) => deed.level !== "acted" && !isRefused(deed, grants, now) && !isProtected(deed));
}

/** Did somebody say "watch" in so many words? Then it is no invitation to offer the opposite. */
function isRefused(deed: Deed, grants: readonly Grant[], now: number): boolean {
  return decidingGrants(grants, { ...deed, subject: subjectOf(deed) }, now).some(({ level }) => level === "watch");
}

/** What Hydra has earned to be offered; null while the record does not speak for it. */
export function earnedBy(track: Track, rule: PromotionRule, now: number): Earned | null {
  const all = rowOf(track, now);
  const row = all.filter(({ outcome }) => outcome === "right");
  const first = row[0];
  if (first === undefined || row.filter(({ seq }) => seq > track.countedUpTo).length < rule.rightInARow) return null;
  const spanMs = now - first.at;
  if (spanMs < rule.overDays * DAY_MS) return null;
  const unknown = all.filter(({ outcome, at }) => outcome === "unknown" && at >= first.at).length;
  const earned = { scope: commonScope(row), evidence: row, unknown, days: Math.max(1, Math.floor(spanMs / DAY_MS)) };
  return doesActAlready(track.grants, { ...first, scope: earned.scope }, now) ? null : earned;
}

/** As narrow as the deeds were: one subject, one project, or all. */
export function commonScope(deeds: readonly Deed[]): Grant["scope"] {
  const name = theOnly(deeds.map(({ subject }) => (subject.node === null ? subject.name : `${subject.node}/${subject.name}`)));
  if (name !== undefined) return { kind: "one", name };
  const project = theOnly(deeds.map(({ subject }) => subject.project));
  return project === undefined || project === null ? { kind: "all" } : { kind: "project", name: project };
}

function theOnly<T>(values: readonly T[]): T | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}

/** Would the offered grant say nothing new? */
export function doesActAlready(grants: readonly Grant[], offered: Offered, now: number): boolean {
  return grants.some(
    (grant) =>
      grant.level === "act" &&
      grant.operation === offered.operation &&
      coversGrantee(grant.grantee, offered.grantee) &&
      (grant.expiresAt === null || grant.expiresAt > now) &&
      (grant.cause === null || grant.cause === offered.cause) &&
      (grant.scope.kind === "all" || (grant.scope.kind === offered.scope.kind && grant.scope.name === offered.scope.name)),
  );
}
