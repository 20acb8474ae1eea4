import type { Report } from "../shapes.ts";

/** The report in one sentence. */
export function sentenceOf({
  windowHours,
  healthScore,
  failures,
  patterns,
  incidents,
  trend,
}: Pick<Report, "windowHours" | "healthScore" | "failures" | "patterns" | "incidents" | "trend">): string {
  const open = incidents.filter(({ state }) => state === "open" || state === "escalated").length;
  if (healthScore === null) return "Nothing is watched and nothing was reported: how it is, nobody knows.";
  const standing = open === 0 ? "Nothing is known to be wrong now" : `${counted(open, "incident")} ${open === 1 ? "stands" : "stand"} open`;
  const direction = trend === "rising" ? ", more often lately" : trend === "falling" ? ", less often lately" : "";
  const past =
    failures === 0
      ? `nothing failed in the last ${hoursInWords(windowHours)}`
      : `${counted(failures, "failure")} of ${counted(patterns.length, "kind")} in the last ${hoursInWords(windowHours)}${direction}`;
  return `${standing}; ${past}.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export function hoursInWords(hours: number): string {
  if (hours >= 48 && hours % 24 === 0) return `${hours / 24} days`;
  return hours === 1 ? "hour" : `${hours} hours`;
}
