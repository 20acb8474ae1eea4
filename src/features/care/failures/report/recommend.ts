import { adviceFor } from "../../healing/operations.ts";
import type { Category } from "../../diagnosis/operations.ts";
import { byWorst, worstOf } from "../reading/severity.ts";
import type { Pattern, Report } from "../shapes.ts";

type Recommendation = Report["recommendations"][number];

const MOST = 10;
const MOST_SERVICES = 20;

interface Standing {
  state: string;
  trouble: Parameters<typeof adviceFor>[0];
  severity: Recommendation["severity"];
  subject: { name: string };
  cause: { category: string; confidence: number };
}

/** What to do first: one thing for each cause, what stands before what was. */
export function recommendationsFor(patterns: readonly Pattern[], incidents: readonly Standing[]): Recommendation[] {
  const open = incidents
    .filter(({ state }) => state === "open" || state === "escalated")
    .map(({ trouble, severity, subject, cause }) => ({
      severity,
      what: adviceFor(trouble, cause.category, cause.confidence),
      why: `${subject.name} is not well: ${inWords(cause.category)}.`,
      services: [subject.name],
      patternIds: [],
    }));
  const repeated = [...Map.groupBy(patterns, ({ category }) => category)]
    .filter(([category, own]) => category !== "unknown" && timesOf(own) > 1)
    .map(([category, own]) => ({
      severity: worstOf(own.map(({ severity }) => severity)),
      what: adviceFor("crashed", category, 1),
      why: `${inWords(category)} came ${timesOf(own)} times${own.some(({ trend }) => trend === "rising") ? ", and more often lately" : ""}.`,
      services: [...new Set(own.flatMap(({ services }) => services))].slice(0, MOST_SERVICES),
      patternIds: own.map(({ id }) => id),
    }));
  return [...open.toSorted(byWorst), ...repeated.toSorted(byWorst)].slice(0, MOST);
}

function timesOf(patterns: readonly Pattern[]): number {
  return patterns.reduce((sum, { occurrences }) => sum + occurrences, 0);
}

function inWords(category: Category | (string & {})): string {
  return category === "unknown" ? "why is not known" : category.replaceAll("_", " ");
}
