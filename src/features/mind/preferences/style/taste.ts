import { ASPECTS, type Aspect, type Direction } from "./reading.ts";

/** What edits taught about one side of style, and what the person said about it. */
export interface Leaning {
  /** Weights of edits in the two directions, which fade, as of `at` (epoch ms). */
  more: number;
  less: number;
  /** Plain count of edits that said something. */
  edits: number;
  /** A direction, `any` (it shall not matter), or null: nothing, so what was learned counts. */
  said: string | null;
  at: number;
}

export interface Preference {
  /** `shorter`, ..., or null: no preference. */
  value: string | null;
  basis: "said" | "learned" | "unknown";
  /** How sure it is, 0.5 to 1; null without any edit. */
  confidence: number | null;
  edits: number;
  reason: string;
}

/** Taste in writing changes more slowly than models do. */
const HALF_LIFE_MS = 90 * 86_400_000;
const LEAST_WEIGHT = 2.5;
const SURE_ENOUGH = 0.7;

export const NO_LEANING: Omit<Leaning, "at"> = { more: 0, less: 0, edits: 0, said: null };

export function lean(leaning: Leaning, direction: Direction, now: number): Leaning {
  if (direction === 0) return leaning;
  const left = 0.5 ** (Math.max(0, now - leaning.at) / HALF_LIFE_MS);
  return {
    ...leaning,
    more: leaning.more * left + (direction > 0 ? 1 : 0),
    less: leaning.less * left + (direction < 0 ? 1 : 0),
    edits: leaning.edits + 1,
    at: Math.max(now, leaning.at),
  };
}

/** What a person prefers on one side of style. Their own word counts; else their edits, once there are enough that agree. */
export function preferenceOf(aspect: Aspect, { more, less, edits, said }: Omit<Leaning, "at">): Preference {
  const { less: lower, more: higher } = ASPECTS[aspect];
  const share = (Math.max(more, less) + 1) / (more + less + 2);
  const confidence = edits === 0 ? null : Math.round(share * 1_000) / 1_000;
  const direction = more >= less ? higher : lower;
  const seen = edits === 0 ? "no edit has said anything about it" : `${edits} edits, lately mostly towards ${direction}`;
  if (said !== null) return { value: said === "any" ? null : said, basis: "said", confidence, edits, reason: `You said so (${seen}).` };
  if (more + less >= LEAST_WEIGHT && share >= SURE_ENOUGH)
    return { value: direction, basis: "learned", confidence, edits, reason: `Learned from ${seen}.` };
  return {
    value: null,
    basis: "unknown",
    confidence,
    edits,
    reason: edits === 0 ? "No edit has said anything about it yet." : `Not clear yet: ${seen}.`,
  };
}

const WISHES: Readonly<Record<string, string>> = {
  shorter: "Keep answers short.",
  longer: "Answer at length.",
  plain: "Write plain prose without lists, headings or bold.",
  structured: "Use lists and headings where they help.",
  casual: "Write in a casual tone.",
  formal: "Write in a formal tone.",
};

/** The preferences as one instruction for a model; null when there are none. */
export function instructionFrom(preferences: Readonly<Record<Aspect, Preference>>): string | null {
  const wishes = Object.values(preferences).flatMap(({ value }) => (value === null ? [] : [WISHES[value] ?? ""]));
  return wishes.length === 0 ? null : wishes.join(" ");
}
