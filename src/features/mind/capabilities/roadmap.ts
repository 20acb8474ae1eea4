import type { Status } from "./events.ts";
import type { Gap } from "./shapes.ts";

const SECTIONS: readonly (readonly [Status, string])[] = [
  ["in-progress", "In progress"],
  ["planned", "Planned"],
  ["new", "Wished for"],
  ["implemented", "Implemented"],
  ["wont-fix", "Will not be done"],
];

/** The gaps as a page to read: what is under way first, in each part the most wanted first. */
export function roadmapMarkdown(gaps: readonly Gap[], writtenAt: string): string {
  const parts = SECTIONS.flatMap(([status, title]) => {
    const here = gaps.filter((gap) => gap.status === status);
    return here.length === 0 ? [] : [`## ${title}`, here.map(lineOf).join("\n")];
  });
  const body = parts.length === 0 ? ["Nothing is missing that anybody asked for."] : parts;
  return `${["# Roadmap", `As of ${writtenAt.slice(0, 10)}.`, ...body].join("\n\n")}\n`;
}

function lineOf({ description, priority, occurrences, category, note, impact, lastAt }: Gap): string {
  const facts = [
    priority,
    occurrences === 1 ? "asked for once" : `asked for ${occurrences} times`,
    `last ${lastAt.slice(0, 10)}`,
    ...(impact.blocked === 0 ? [] : [`work waited for it ${impact.blocked === 1 ? "once" : `${impact.blocked} times`}`]),
    ...(category === null ? [] : [quoted(category)]),
  ];
  return `- **${quoted(description)}** (${facts.join(", ")})${note === null ? "" : `: ${quoted(note)}`}`;
}

/** Text of others in a page of ours: one line, and no mark of it means anything. */
function quoted(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_[\]<>#|~]/g, String.raw`\$&`);
}
