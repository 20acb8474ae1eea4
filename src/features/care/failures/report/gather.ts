import { toIso } from "../../../../kernel/clock.ts";
import type { CallContext } from "../../../../kernel/context.ts";
import { list as listVerdicts } from "../../../watch/verdicts/operations.ts";
import { list as listIncidents } from "../../incidents/operations.ts";
import { countedSince, countsSince, patternsSince, unresolvedSince, type KeptPattern } from "../keeping/counts.ts";
import { healthOf, type Trouble } from "../reading/health.ts";
import { namesByCount, patternsIn, sumOf, trendIn } from "../reading/patterns.ts";
import { worstOf } from "../reading/severity.ts";
import { Report } from "../shapes.ts";
import { recommendationsFor } from "./recommend.ts";
import { sentenceOf } from "./sentence.ts";

const HOUR_MS = 3_600_000;
const MOST_INCIDENTS = 200;
const MOST_PATTERNS = 20;

type Incidents = Awaited<ReturnType<typeof incidentsOf>>;
type Verdicts = Awaited<ReturnType<typeof verdictsOf>>;

/** How everything is and was, of the hours before now. */
export async function gatherReport(ctx: CallContext, hours: number): Promise<Report> {
  const now = ctx.clock.now();
  const since = now - hours * HOUR_MS;
  const [counts, from, known, unresolved, incidents, verdicts] = await Promise.all([
    countsSince(ctx, since),
    countedSince(ctx, since),
    patternsSince(ctx, since),
    unresolvedSince(ctx, since),
    incidentsOf(ctx, since),
    verdictsOf(ctx),
  ]);
  const patterns = patternsIn(counts, known, from, now);
  const troubles = [...standing(incidents), ...downBesides(verdicts, incidents), ...reported(unresolved, known)];
  const isWatched = verdicts.some(({ verdict }) => verdict !== "unsure");
  const { score, reasons } = healthOf(troubles, isWatched || patterns.length > 0 || incidents.length > 0);
  const told = {
    windowHours: hours,
    healthScore: score,
    healthReasons: reasons,
    trend: trendIn(counts, from, now),
    failures: sumOf(counts),
    byCategory: asObject(namesByCount(counts, ({ pattern }) => known.get(pattern)?.category ?? "unknown")),
    bySeverity: asObject(namesByCount(counts, ({ severity }) => severity)),
    byService: asObject(namesByCount(counts, ({ service }) => service)),
    patterns: patterns.slice(0, MOST_PATTERNS),
    incidents: incidents.map(({ id, sentence, state, severity, cause, openedAt, resolvedAt }) => ({
      id,
      sentence,
      state,
      severity,
      category: cause.category,
      openedAt,
      resolvedAt,
    })),
    recommendations: recommendationsFor(patterns, incidents),
  };
  return Report.parse({ ...told, madeAt: toIso(now), sentence: sentenceOf(told) });
}

async function incidentsOf(ctx: CallContext, since: number) {
  const { incidents } = await ctx.call(listIncidents, { limit: MOST_INCIDENTS });
  return incidents.filter(({ mergedInto, ...each }) => mergedInto === null && (isStanding(each) || Date.parse(each.openedAt) >= since));
}

function isStanding({ state }: { state: string }): boolean {
  return state === "open" || state === "escalated";
}

async function verdictsOf(ctx: CallContext) {
  return (await ctx.call(listVerdicts, {})).verdicts;
}

function standing(incidents: Incidents): Trouble[] {
  return incidents.filter(isStanding).map(({ sentence, severity }) => ({ what: sentence, severity, kind: "incident" }));
}

/** Down, but nobody's incident: it was so when Hydra first looked, or it is too early. */
function downBesides(verdicts: Verdicts, incidents: Incidents): Trouble[] {
  const known = new Set(incidents.filter(isStanding).flatMap(({ subject, affected }) => [subject.name, ...affected]));
  return verdicts
    .filter(({ verdict, name }) => verdict === "down" && !known.has(name))
    .map(({ sentence }) => ({ what: sentence, severity: "medium", kind: "down" }));
}

function reported(unresolved: Awaited<ReturnType<typeof unresolvedSince>>, known: ReadonlyMap<string, KeptPattern>): Trouble[] {
  return [...Map.groupBy(unresolved, ({ pattern }) => pattern)].map(([id, own]) => {
    const services = [...new Set(own.flatMap((each) => each.services))].toSorted();
    return {
      what: `${services.slice(0, 3).join(", ")}: ${known.get(id)?.signature ?? "a failure"}, not resolved`,
      severity: worstOf(own.map(({ severity }) => severity)),
      kind: "failure",
    };
  });
}

function asObject(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries(counts);
}
