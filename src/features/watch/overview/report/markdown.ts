import type { ReportedContainer, ReportFacts } from "./facts.ts";
import { plainText } from "./plain-text.ts";

const MOST_EVIDENCE = 3;

export function reportMarkdown(facts: ReportFacts): string {
  const { value, unknownBecause, parts } = facts.score;
  const score = value === null ? `**Score: unknown.** ${unknownBecause ?? ""}` : `**Score: ${value} of 100.**`;
  const lost = parts.filter((part) => part.lost > 0).map((part) => `${part.name} −${part.lost}`);
  return [
    "# How the containers really are",
    facts.sentence,
    `${score}${lost.length === 0 ? "" : ` Lost: ${lost.join(", ")}.`}`,
    ...facts.sections.flatMap(({ title, about, containers }) => [
      `## ${title} (${containers.length})`,
      about,
      containers.map(line).join("\n"),
    ]),
    `Written by Hydra on ${facts.writtenAt.slice(0, 10)}${facts.isDisguised ? "; names and addresses were replaced" : ""}. It only looked: nothing was run or changed.`,
    "",
  ].join("\n\n");
}

function line({ name, node, image, sentence, evidence }: ReportedContainer): string {
  const head = `- **${escape(name)}** on ${escape(node)} (${escape(image)})${sentence === "" ? "" : `: ${escape(sentence)}`}`;
  return [head, ...evidence.slice(0, MOST_EVIDENCE).map((item) => `  - ${escape(item)}`)].join("\n");
}

/** Names and output come from outside: in a report they are text, never markup. */
function escape(text: string): string {
  return plainText(text).replaceAll(/[\\`*_[\]<>#|&!]/g, "\\$&");
}
