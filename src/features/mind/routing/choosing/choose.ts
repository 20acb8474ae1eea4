import type { PromptReading } from "../../prompts/operations.ts";
import type { ModelFacts } from "./facts.ts";

export const WISHES = ["quality", "speed", "cost"] as const;
export type Wish = (typeof WISHES)[number];
export const TIERS = ["fast", "balanced", "quality", "code"] as const;
export type Tier = (typeof TIERS)[number];

/** What is known of one model for this prompt beyond its name. */
export interface Evidence {
  /** Expected success 0 to 1, learned from outcomes of prompts like this one; null: too few. */
  learned: { quality: number; outcomes: number } | null;
  /** What the person's preferences say, 0 to 1, and what it rests on; null: nothing. */
  preferred: { score: number; uses: number } | null;
}

export interface Candidate extends ModelFacts, Evidence {}

export interface Scored {
  model: string;
  /** Expected quality less what waiting or paying for it counts, 0 to 1. */
  score: number;
  /** Expected chance that the answer is good enough, 0 to 1. */
  quality: number;
}

interface Rated extends Scored {
  candidate: Candidate;
  /** The score before it was fitted between 0 and 1: it ranks. */
  total: number;
}

export interface Choice {
  tier: Tier;
  model: string | null;
  reason: string;
  /** The others, best first. */
  alternatives: Scored[];
}

/** How much of a small model's shortfall stays, by size: published comparisons of one family's sizes look like this curve. */
function shortfall(sizeB: number): number {
  return 1.25 / (1 + (sizeB / 22) ** 0.75);
}

/** How often even an easy prompt is answered well. Below two billion parameters that cannot be taken for granted. */
function basics(sizeB: number): number {
  return 1 - 0.06 / (sizeB + 0.2);
}

/** What waiting for, or paying for, a model counts at its worst. Unasked it weighs so much that only what is hard is worth a large one. */
const BURDEN: Readonly<Record<Wish | "none", number>> = { quality: 0.02, none: 0.45, speed: 0.9, cost: 0.9 };
const HEAVIEST_B = 400;
/** A model that must be loaded first lets one wait as if it were larger by this. */
const LOADING = { quality: 0.01, none: 0.06, speed: 0.2, cost: 0.03 } as const;
const CODE_GAIN = 0.45;
const CODE_LOSS = 0.12;
/** A model made for code that is smaller than this knows little of anything. */
const LEAST_CODE_B = 1;

const EASY = 0.25;
const HARD = 0.5;
/** A greeting: short talk that any model answers. */
const GREETING_TOKENS = 40;
const GREETING_DIFFICULTY = 0.2;
/** Larger than this is a waste on a greeting, while anything smaller is there. */
const GREETING_LARGEST_B = 32;
const ANSWER_TOKENS = 1_024;
/** Uses after which learned outcomes count as much as what size and task suggest. */
const TRUST_AFTER = 12;
/** So many uses, and less than this of them good: what a name promises is disproved. */
const DISPROVED_AFTER = 4;
const DISPROVED_BELOW = 0.4;
const WELL_ENOUGH = 0.6;

export function isGreeting({ task, tokens, difficulty }: PromptReading): boolean {
  return task === "chat" && tokens <= GREETING_TOKENS && difficulty < GREETING_DIFFICULTY;
}

export function isCode({ task, codeShare }: PromptReading): boolean {
  return task === "code" || (codeShare > 0.6 && task !== "translation" && task !== "summarization");
}

/** What kind of model a prompt calls for, before looking at which are there. */
export function tierOf(reading: PromptReading, wish: Wish | null): Tier {
  if (isCode(reading)) return "code";
  if (isGreeting(reading)) return "fast";
  const shift = wish === "quality" ? 0.15 : wish === null ? 0 : -0.15;
  const difficulty = reading.difficulty + shift;
  return difficulty < EASY ? "fast" : difficulty < HARD ? "balanced" : "quality";
}

/** How well a model is expected to do on a prompt, 0 to 1: its size against the difficulty, corrected by what was learned. */
export function expectedQuality(reading: PromptReading, candidate: Candidate): number {
  const difficulty = isGreeting(reading) ? 0 : reading.difficulty;
  let quality = basics(candidate.sizeB) * (1 - Math.min(1, difficulty * shortfall(candidate.sizeB)));
  if (candidate.isForCode && candidate.sizeB >= LEAST_CODE_B) {
    quality = isCode(reading) ? quality + (1 - quality) * CODE_GAIN : quality * (1 - CODE_LOSS);
  }
  for (const [value, uses] of evidenceOf(candidate)) quality = (quality * TRUST_AFTER + value * uses) / (TRUST_AFTER + uses);
  return Math.min(1, Math.max(0, quality));
}

function evidenceOf({ learned, preferred }: Evidence): [value: number, uses: number][] {
  return [
    ...(learned === null ? [] : [[learned.quality, learned.outcomes] as [number, number]]),
    ...(preferred === null ? [] : [[preferred.score, preferred.uses] as [number, number]]),
  ];
}

/** What using a model costs in waiting or money, 0 to 1. */
function burdenOf({ activeB, sizeB }: ModelFacts, wish: Wish | null): number {
  const weight = wish === "cost" ? sizeB : activeB;
  return Math.log1p(weight / 3) / Math.log1p(HEAVIEST_B / 3);
}

function rate(reading: PromptReading, candidate: Candidate, wish: Wish | null): Rated {
  const quality = expectedQuality(reading, candidate);
  const waiting = candidate.isLoaded === false ? LOADING[wish ?? "none"] : 0;
  const total = quality - BURDEN[wish ?? "none"] * burdenOf(candidate, wish) - waiting;
  return { candidate, model: candidate.model, total, score: round(Math.min(1, Math.max(0, total))), quality: round(quality) };
}

/** One that should answer once so that it becomes known, and why. */
export interface Trial {
  model: string;
  reason: string;
}

/** Pick a model for a prompt from those that are there. A trial takes the place of the best, where the prompt allows that model. */
export function choose(reading: PromptReading, candidates: readonly Candidate[], wish: Wish | null, trial: Trial | null = null): Choice {
  const tier = tierOf(reading, wish);
  const chatting = candidates.filter(({ isEmbedding }) => !isEmbedding);
  if (chatting.length === 0) {
    const reason =
      candidates.length === 0
        ? "No model is available: none was named and no upstream has told of one."
        : "No model that can chat is available: what was named makes vectors or other things, not answers.";
    return { tier, model: null, reason, alternatives: [] };
  }
  const needed = reading.tokens + ANSWER_TOKENS;
  const fitting = chatting.filter(({ contextTokens }) => contextTokens === null || contextTokens >= needed);
  const scored = (fitting.length > 0 ? fitting : [longest(chatting)]).map((candidate) => rate(reading, candidate, wish));
  const allowed = scored.filter(({ candidate }) => isAllowed(reading, candidate, scored));
  const ranked = allowed.toSorted(byScore);
  const tried = trial === null ? undefined : ranked.find(({ model }) => model === trial.model);
  const best = tried ?? ranked[0];
  if (best === undefined) throw new Error("a choice without a candidate");
  const others = [...ranked.filter((each) => each !== best), ...scored.filter((each) => !allowed.includes(each)).toSorted(byScore)];
  return {
    tier,
    model: best.model,
    reason:
      trial !== null && tried !== undefined
        ? trial.reason
        : sentence(reading, best.candidate, {
            wish,
            isOnly: chatting.length === 1,
            isTooLong: fitting.length === 0,
            needed,
            runnerUp: others[0]?.candidate,
            disproved: scored.map(({ candidate }) => candidate).find((each) => each.isForCode && isDisproved(each)),
          }),
    alternatives: others.map(({ model, score, quality }) => ({ model, score, quality })),
  };
}

function byScore(a: Rated, b: Rated): number {
  return b.total - a.total || b.quality - a.quality || a.candidate.activeB - b.candidate.activeB;
}

/** A greeting never goes to a large model while a small one is there; code goes to a model made for it. */
function isAllowed(reading: PromptReading, candidate: Candidate, all: readonly Rated[]): boolean {
  if (isGreeting(reading)) {
    return candidate.sizeB <= GREETING_LARGEST_B || all.every((other) => other.candidate.sizeB >= candidate.sizeB);
  }
  if (!isCode(reading) || candidate.isForCode) return true;
  // What outcomes showed goes before what a name promises.
  const isProven = (one: Candidate): boolean => (one.learned?.outcomes ?? 0) + (one.preferred?.uses ?? 0) >= TRUST_AFTER;
  return isProven(candidate) || all.every(({ candidate: other }) => !other.isForCode || other.sizeB < LEAST_CODE_B || isDisproved(other));
}

/** Was it used often enough here to say that it does not do it well? */
function isDisproved(candidate: Candidate): boolean {
  return usesOf(candidate) >= DISPROVED_AFTER && shareOf(evidenceOf(candidate)) < DISPROVED_BELOW;
}

/** What all evidence together says, 0 to 1. */
function shareOf(evidence: readonly (readonly [value: number, uses: number])[]): number {
  const uses = evidence.reduce((sum, [, each]) => sum + each, 0);
  return uses === 0 ? 0 : evidence.reduce((sum, [value, each]) => sum + value * each, 0) / uses;
}

function longest(candidates: readonly Candidate[]): Candidate {
  return candidates.reduce((best, each) => ((each.contextTokens ?? 0) > (best.contextTokens ?? 0) ? each : best));
}

interface Circumstances {
  wish: Wish | null;
  isOnly: boolean;
  isTooLong: boolean;
  needed: number;
  runnerUp: Candidate | undefined;
  /** One that is made for this and does it badly. */
  disproved: Candidate | undefined;
}

const WANTED: Readonly<Record<Wish, string>> = {
  quality: "quality was asked for",
  speed: "speed was asked for",
  cost: "low cost was asked for",
};

/** One plain sentence: what the prompt is, which model, and what spoke for it. */
function sentence(
  reading: PromptReading,
  chosen: Candidate,
  { wish, isOnly, isTooLong, needed, runnerUp, disproved }: Circumstances,
): string {
  const level = reading.difficulty < EASY ? "easy" : reading.difficulty < HARD ? "medium" : "hard";
  const what = isGreeting(reading) ? "A short talk" : `${level === "easy" ? "An easy" : `A ${level}`} ${reading.task} prompt`;
  if (isTooLong)
    return `${what} of about ${needed} tokens with its answer: no context is known to be that long, and ${chosen.model} has the longest.`;
  if (isOnly) return `${what}: ${chosen.model} is the only model that is available.`;
  const reasons: string[] = [];
  if (isCode(reading) && chosen.isForCode) reasons.push("is made for code");
  else if (isCode(reading) && disproved !== undefined)
    reasons.push(`takes the place of ${disproved.model}, which is made for code and did badly in ${usesOf(disproved)} earlier uses`);
  else if (isGreeting(reading)) reasons.push("is enough for it");
  else if (runnerUp !== undefined && chosen.sizeB > runnerUp.sizeB * 1.5) reasons.push("is expected to answer it better than smaller ones");
  else if (runnerUp !== undefined && chosen.sizeB * 1.5 < runnerUp.sizeB)
    reasons.push(`should be enough, and answers sooner than ${runnerUp.model}`);
  else reasons.push("has the best balance of expected quality and time");
  const uses = usesOf(chosen);
  if (uses >= TRUST_AFTER && shareOf(evidenceOf(chosen)) >= WELL_ENOUGH) reasons.push(`did well enough in ${uses} earlier uses`);
  else if (isDisproved(chosen)) reasons.push(`is still the best choice, although it did badly in ${uses} earlier uses`);
  if (chosen.isLoaded === true) reasons.push("is already loaded");
  const asked = wish === null ? "" : ` (${WANTED[wish]})`;
  return `${what}${asked}: ${chosen.model} ${reasons.join(" and ")}.`;
}

function usesOf({ preferred, learned }: Evidence): number {
  return preferred?.uses ?? learned?.outcomes ?? 0;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
