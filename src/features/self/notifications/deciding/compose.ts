import { SEVERITIES, type NoticeKind, type Severity } from "../events.ts";
import type { PlannedMessage } from "./decide.ts";
import { urgencyOf, type Notice } from "./rules.ts";

/** The words of a message, the same for every channel. */
export interface Words {
  severity: Severity;
  title: string;
  text: string;
  path: string | null;
}

const MOST_LISTED = 20;
const MOST_TEXTS = 3;

/** What a planned message says. */
export function compose({ kind, notices }: PlannedMessage): Words {
  const topics = latestByTopic(notices);
  const severity = worstOf(notices);
  const [only] = topics;
  if (topics.length === 1 && only !== undefined) {
    const texts = notices
      .filter(({ topic }) => topic === only.topic)
      .map(({ title, text }) => (title === only.title ? text : `${title}\n${text}`));
    const shown = [...new Set(texts)].slice(-MOST_TEXTS);
    return { severity, title: only.title, text: shown.join("\n\n"), path: only.path };
  }
  const counted = countKinds(topics);
  const title = kind === "held" ? `During the quiet hours: ${counted}` : counted;
  return {
    severity,
    title,
    text: listOf(topics),
    path: "/",
  };
}

/** What is newest of each topic, the worst first. */
function latestByTopic(notices: readonly Notice[]): Notice[] {
  const latest = new Map(notices.map((notice) => [notice.topic, notice]));
  return [...latest.values()].toSorted((a, b) => weightOf(b) - weightOf(a));
}

function weightOf({ kind, severity }: Notice): number {
  return urgencyOf(kind) * SEVERITIES.length + SEVERITIES.indexOf(severity);
}

export function worstOf(notices: readonly Pick<Notice, "severity">[]): Severity {
  return SEVERITIES.findLast((severity) => notices.some((notice) => notice.severity === severity)) ?? "low";
}

const COUNTED: readonly [NoticeKind, (count: number) => string][] = [
  ["needs-person", (count) => (count === 1 ? "1 thing needs you" : `${count} things need you`)],
  ["down", (count) => (count === 1 ? "1 is down" : `${count} are down`)],
  ["better", (count) => (count === 1 ? "1 is better again" : `${count} are better again`)],
];

/** `2 things need you, 5 are down` */
function countKinds(topics: readonly Notice[]): string {
  return COUNTED.map(([kind, say]) => [say, topics.filter((notice) => notice.kind === kind).length] as const)
    .filter(([, count]) => count > 0)
    .map(([say, count]) => say(count))
    .join(", ");
}

/** One line each, the rest as a number. */
export function listOf(notices: readonly Pick<Notice, "title">[]): string {
  const lines = notices.slice(0, MOST_LISTED).map(({ title }) => `- ${title}`);
  const rest = notices.length - lines.length;
  return [...lines, ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n");
}
