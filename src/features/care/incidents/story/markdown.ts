import { deedWords, detailWords, outcomeWords } from "./attempt.ts";
import { code, prose } from "./quoting.ts";
import { incidentSentence } from "./sentence.ts";
import { spokenDuration, spokenSecond, spokenTime } from "./times.ts";
import type { Reading, Story } from "./told.ts";

const MOST_EVIDENCE = 5;
const MOST_CHANGES = 8;
const MOST_TIMELINE = 60;

/**
 * An incident as Markdown for a person: what, why, what changed before, what was tried, how it ended, when. Sections of
 * which nothing is known are left out, except why: not knowing is worth saying.
 */
export function storyMarkdown(story: Story, reading: Reading): string {
  const sections = [
    `# ${prose(incidentSentence(story, reading))}.`,
    happened(story, reading),
    why(story),
    section(
      "What changed before",
      limited(story.changes, MOST_CHANGES, ({ at, name, what, why: reason }) =>
        item(`${spokenTime(at, reading)} **${prose(name)}**: ${prose(what)} (${prose(reason)})`),
      ),
    ),
    section("What was tried", story.attempts.map((attempt) => attemptItem(attempt, reading)).join("\n")),
    plan(story),
    ended(story, reading),
    section(
      "Timeline",
      limited(story.timeline, MOST_TIMELINE, ({ at, what }) => item(`${spokenSecond(at, reading)} ${prose(what)}`)),
    ),
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

function happened({ subject, signals, affected }: Story, reading: Reading): string {
  const where = `**${prose(subject.name)}** on ${prose(subject.node)}${subject.project === null ? "" : `, project ${prose(subject.project)}`}.`;
  const noticed = limited(signals, MOST_EVIDENCE, ({ at, detail }) => item(`${spokenSecond(at, reading)} ${prose(detail)}`));
  const suffers = affected.length === 0 ? "" : `Suffering with it: ${affected.map(prose).join(", ")}.`;
  return section("What happened", [where, noticed, suffers].filter((text) => text !== "").join("\n\n"));
}

function why({ diagnosis }: Story): string {
  if (diagnosis === null || diagnosis.category === "unknown") {
    const seen = diagnosis === null ? "" : evidence(diagnosis);
    return section("Why", ["Not known: nothing that Hydra saw explains it.", seen].filter((text) => text !== "").join("\n\n"));
  }
  const sure = `${prose(diagnosis.category.replaceAll("_", " "))} (${Math.round(diagnosis.confidence * 100)} % sure)`;
  return section("Why", `${capital(sure)}.\n\n${evidence(diagnosis)}`.trim());
}

function evidence({ evidence: lines }: NonNullable<Story["diagnosis"]>): string {
  return limited(lines, MOST_EVIDENCE, ({ source, line, why: reason }) =>
    [item(`${prose(source)}: ${code(line)}`), reason === "" ? [] : `  ${prose(reason)}`].flat().join("  \n"),
  );
}

function attemptItem(attempt: Story["attempts"][number], reading: Reading): string {
  const { subject, startedAt, verifiedBy, durationMs } = attempt;
  const proof = verifiedBy === null ? "" : `, says ${prose(verifiedBy)}`;
  const took = durationMs === null ? "" : ` after ${spokenDuration(durationMs)}`;
  const detail = detailWords(attempt);
  const more = detail === "" ? "" : `: ${prose(detail)}`;
  const when = spokenSecond(startedAt, reading);
  return item(`${when} ${prose(deedWords(attempt))} **${prose(subject)}**; ${outcomeWords(attempt)}${took}${proof}${more}`);
}

/** What would be tried next, for as long as it is not over. */
function plan({ plan: planned, resolvedAt }: Story): string {
  if (planned === null || resolvedAt !== null) return "";
  const steps = planned.steps.map(
    ({ remedy, subject, why: reason, record }, at) =>
      `${at + 1}. ${prose(remedy)} of **${prose(subject)}**: ${prose(reason)}${record === null ? "" : ` (${prose(record)})`}`,
  );
  return section(
    "What comes next",
    [
      steps.join("\n"),
      planned.holdBack === null ? "" : `Nothing is done now: ${prose(planned.holdBack)}.`,
      planned.forPerson === null ? "" : `**For you:** ${prose(planned.forPerson)}`,
    ]
      .filter((text) => text !== "")
      .join("\n\n"),
  );
}

const ENDS = {
  hydra: "Hydra healed it.",
  docker: "Docker's restart policy brought it back.",
  person: "A person put it right.",
  itself: "It came back by itself.",
} as const;

function ended({ state, healedBy, illMs, againAt, resolvedAt }: Story, reading: Reading): string {
  if (resolvedAt === null)
    return section("How it ended", state === "escalated" ? "Not yet: it waits for a person." : "Not yet: it goes on.");
  const lasted = `It was over at ${spokenTime(resolvedAt, reading)}, after ${spokenDuration(illMs)}${againAt === null ? "" : " in all"}.`;
  const how = state === "dismissed" ? "It was dismissed." : healedBy === null ? "It was removed." : ENDS[healedBy];
  return section("How it ended", `${how} ${lasted}`.trim());
}

function section(title: string, body: string): string {
  return body === "" ? "" : `## ${title}\n\n${body}`;
}

function item(text: string): string {
  return `- ${text}`;
}

/** The first of a list, and how many there are more. */
function limited<T>(all: readonly T[], most: number, line: (each: T) => string): string {
  const lines = all.slice(0, most).map(line);
  return [...lines, ...(all.length > most ? [item(`… and ${all.length - most} more`)] : [])].join("\n");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
