import type { Expected } from "../cases/case.ts";
import type { Ended } from "../shapes.ts";
import { endOf, noticedAt, overAt, wasTakenBack } from "./ending.ts";
import type { Seen, SeenAct } from "./seen.ts";

/** What a case came to. */
export interface Score {
  /** Fault to incident, or to the word "broken check"; null: never. */
  noticeMs: number | null;
  /** The event at its source to the incident on disk; null without an incident. */
  detectedMs: number | null;
  /** What Hydra said: `crashed, out_of_memory`. */
  said: string | null;
  isCauseRight: boolean;
  root: string | null;
  did: readonly SeenAct[];
  ended: Ended;
  /** Fault to well again; null where it did not become well. */
  toWellMs: number | null;
  /** Each a rule that was broken, in words. Empty: passed. */
  wrongs: readonly string[];
}

/** Compare what Hydra said and did with what the rules say. Pure. */
export function scoreOf(expected: Expected, seen: Seen, faultAt: number): Score {
  const { root } = expected;
  const did = seen.incidents.flatMap(({ acts }) => acts);
  const ended = endOf(seen, root) ?? "unfinished";
  const noticed = noticedAt(seen, root);
  const over =
    ended === "healed" || ended === "rolled-back" || ended === "healed-by-docker" || ended === "ended-by-itself" ? overAt(seen) : null;
  const standing = seen.incidents.filter((incident) => !wasTakenBack(incident));
  const first = standing.find(({ service }) => service === root) ?? standing[0] ?? null;
  const causeWrongs = wrongsOfCause(expected, standing);
  return {
    noticeMs: since(noticed, faultAt),
    detectedMs: first?.detectedMs ?? null,
    said: first === null ? (ended === "left-alone" ? "broken check" : null) : inOne(first),
    isCauseRight: noticed !== null && causeWrongs.length === 0,
    root: first?.service ?? (ended === "left-alone" ? root : null),
    did,
    ended,
    toWellMs: since(over, faultAt),
    wrongs: [
      ...(noticed === null ? ["it was not noticed"] : causeWrongs),
      ...wrongsOfDeeds(expected, did),
      ...wrongsOfEnd(expected, ended, noticed),
    ],
  };
}

function wrongsOfCause({ end, root, troubles, categories }: Expected, incidents: Seen["incidents"]): string[] {
  if (end === "left-alone") return incidents.map(({ service }) => `it opened an incident about ${service}, with which nothing is wrong`);
  const wrongs = incidents
    .filter(({ service }) => service !== root)
    .map(({ service }) => `it opened an incident about ${service}, where the cause is not`);
  const own = incidents.filter(({ service }) => service === root);
  if (own.length === 0 && incidents.length > 0) wrongs.push(`it did not find the cause at ${root}`);
  if (own.length > 1) wrongs.push(`it opened ${own.length} incidents for one cause`);
  for (const { trouble, category } of own) {
    if (!troubles.some((right) => right === trouble)) wrongs.push(`it took it for ${trouble}, not ${troubles.join(" or ")}`);
    if (categories.length > 0 && !categories.includes(category))
      wrongs.push(`it gave ${category} as the cause, not ${categories.join(" or ")}`);
  }
  return wrongs;
}

function wrongsOfDeeds({ root, mostActs }: Expected, did: readonly SeenAct[]): string[] {
  const wrongs = did
    .filter(({ service }) => service !== root)
    .map(({ remedy, service }) => `it did a ${remedy} of ${service}, which was not to be touched`);
  const own = did.filter(({ service }) => service === root);
  if (own.length > mostActs)
    wrongs.push(`it acted ${times(own.length)}, where ${mostActs === 0 ? "nothing was to be done" : `${times(mostActs)} would do`}`);
  return wrongs;
}

function wrongsOfEnd({ end }: Expected, ended: Ended, noticed: number | null): string[] {
  if (ended === end || noticed === null) return [];
  return [`it had to end ${IN_WORDS[end]}, and ${ended === "unfinished" ? "did not end in time" : `ended ${IN_WORDS[ended]}`}`];
}

export const IN_WORDS: Readonly<Record<Ended, string>> = {
  healed: "healed and proven",
  "left-alone": "left alone",
  escalated: "in a person's hands",
  "rolled-back": "rolled back and proven",
  "healed-by-docker": "healed by Docker",
  "ended-by-itself": "well by itself",
  "ended-by-person": "healed by a person",
  dismissed: "dismissed",
  unfinished: "unfinished",
};

/** What it was taken for, without saying a thing twice. */
function inOne({ trouble, category }: Pick<Seen["incidents"][number], "trouble" | "category">): string {
  return category === trouble || category === "unknown" ? trouble : `${trouble}, ${category}`;
}

function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}

function since(at: number | null, faultAt: number): number | null {
  return at === null ? null : Math.max(0, at - faultAt);
}
