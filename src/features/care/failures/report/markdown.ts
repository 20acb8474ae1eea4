import type { Report } from "../shapes.ts";
import { hoursInWords } from "./sentence.ts";

const MOST_PATTERNS = 10;
const MOST_REASONS = 8;
const ARROWS: Readonly<Record<Report["trend"], string>> = { rising: "↗ rising", steady: "→ steady", falling: "↘ falling", unknown: "–" };

/** The report as a person reads it: the sentence first, then what to do, then what it rests on. */
export function reportMarkdown(report: Report): string {
  const { windowHours, madeAt, sentence, healthScore, healthReasons, recommendations, patterns, incidents, failures } = report;
  const health = healthScore === null ? "unknown" : `${healthScore} of 100`;
  const parts = [
    `# How it is`,
    escaped(sentence),
    `**Health: ${health}** · last ${hoursInWords(windowHours)} · made ${timeOf(madeAt)} UTC`,
    ...section(
      "What to do first",
      recommendations.map(
        ({ what, why, services }, at) => `${at + 1}. **${escaped(what)}** ${escaped(why)} (${services.map(code).join(", ")})`,
      ),
    ),
    ...section(
      "What the health is made of",
      healthReasons.slice(0, MOST_REASONS).map(({ points, why }) => `- −${points}: ${escaped(why)}`),
    ),
    ...section(
      "Incidents",
      incidents.map(({ id, sentence: told, state, severity }) => `- ${escaped(told)} *${state}, ${severity}* (${code(id)})`),
    ),
    ...section("What fails again", patterns.length === 0 ? [] : [tableOf(patterns.slice(0, MOST_PATTERNS))]),
    ...(failures === 0 ? [] : section("Where", [listOf("By service", report.byService), listOf("By severity", report.bySeverity)])),
  ];
  return `${parts.join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.join("\n")];
}

function tableOf(patterns: Report["patterns"]): string {
  const rows = patterns.map(
    ({ signature, occurrences, services, lastSeen, trend }) =>
      `| ${occurrences} | ${code(signature)} | ${services.slice(0, 4).map(code).join(", ")} | ${timeOf(lastSeen)} | ${ARROWS[trend]} |`,
  );
  return ["| times | what | services | last | trend |", "|---:|---|---|---|---|", ...rows].join("\n");
}

function listOf(title: string, counts: Readonly<Record<string, number>>): string {
  const named = Object.entries(counts)
    .slice(0, 10)
    .map(([name, count]) => `${code(name)} ${count}`);
  return `- ${title}: ${named.join(", ")}`;
}

function timeOf(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}

/** Words of others as code: no sign in them is Markdown, and none ends the cell or the line. */
function code(text: string): string {
  const flat = text.replaceAll(/\s+/g, " ").replaceAll("`", "ʼ").replaceAll("|", "¦").slice(0, 160);
  return flat === "" ? "–" : `\`${flat}\``;
}

function escaped(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_[\]<>|#]/g, (sign) => `\\${sign}`);
}
