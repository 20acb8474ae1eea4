import type { Told } from "../adapters/adapter.ts";
import type { Case, End } from "../case.ts";
import { describeEnd, endsAs, type Facts } from "./ending.ts";

/** How a tool did in one case; null: not judged there. */
export interface Score {
  id: string;
  isCauseRight: boolean | null;
  isRootRight: boolean | null;
  isEndRight: boolean;
  /** What it should not have done, in words; empty: nothing wrong. */
  wrongs: string[];
  /** One cause was told once. */
  isToldOnce: boolean;
  /** Fault → told. */
  noticeMs: number | null;
  /** Fault → everything well again. */
  wellMs: number | null;
  observed: { end: string; told: string[]; acts: string[] };
}

export interface Outcome extends Facts {
  /** When the fault began, epoch ms. */
  faultAt: number;
  wellAt: number | null;
}

const BECOMES_WELL: ReadonlySet<End> = new Set(["healed", "healed-by-docker", "rolled-back"]);

export function scoreCase({ id, truth }: Pick<Case, "id" | "truth">, outcome: Outcome): Score {
  const { answer, acts, faultAt, wellAt } = outcome;
  const told = answer.told.toSorted((a, b) => a.at - b.at);
  const first = told[0];
  return {
    id,
    isCauseRight: judgeCause(truth, told),
    isRootRight: judgeRoot(truth, told),
    isEndRight: truth.end.some((end) => endsAs(end, outcome, truth.root)),
    wrongs: wrongsOf(truth, outcome),
    isToldOnce: told.length <= truth.maxIncidents,
    noticeMs: truth.told === "must" && first !== undefined ? Math.max(0, first.at - faultAt) : null,
    wellMs: wellAt !== null && truth.end.some((end) => BECOMES_WELL.has(end)) ? wellAt - faultAt : null,
    observed: {
      end: describeEnd(outcome),
      told: told.map(({ root, category, trouble, isEscalated }) => `${root}: ${category}/${trouble}${isEscalated ? ", escalated" : ""}`),
      acts: acts.map(({ kind, container, at }) => `${kind} ${container} +${((at - faultAt) / 1_000).toFixed(1)}s`),
    },
  };
}

type Truth = Case["truth"];

function judgeCause(truth: Truth, told: readonly Told[]): boolean | null {
  if (truth.told === "never") return told.length === 0;
  if (truth.categories.length === 0 && truth.troubles.length === 0) return null;
  if (told.length === 0) return truth.told === "may" ? null : false;
  const aboutRoots = told.filter(({ root }) => truth.root.includes(root));
  const judged = aboutRoots.length > 0 ? aboutRoots : told;
  return judged.every((each) => isCause(truth, each));
}

function isCause({ categories, troubles }: Truth, { category, trouble }: Told): boolean {
  if (category === null && trouble === null) return false;
  const isCategory = categories.length === 0 || categories.some((each) => each === category);
  // A tool that tells no troubles is judged by its categories alone, where there are some.
  const isTrouble = troubles.length === 0 || (trouble === null ? categories.length > 0 : troubles.some((each) => each === trouble));
  return isCategory && isTrouble;
}

function judgeRoot(truth: Truth, told: readonly Told[]): boolean | null {
  if (truth.told === "never" || truth.root.length === 0) return null;
  if (told.length === 0) return truth.told === "may" ? null : false;
  const roots = new Set(told.map(({ root }) => root));
  return (
    truth.root.every((root) => roots.has(root)) && [...roots].every((root) => truth.root.includes(root) || truth.mayTell.includes(root))
  );
}

function wrongsOf({ mayTouch, maxActs }: Truth, { acts }: Facts): string[] {
  const wrongs = acts.filter(({ container }) => !mayTouch.includes(container)).map(({ kind, container }) => `${kind} ${container}`);
  return acts.length > maxActs ? [...wrongs, `${acts.length} acts, at most ${maxActs}`] : wrongs;
}

export interface Summary {
  cases: number;
  /** Fractions of the cases in which each is judged; null: in none. */
  cause: number | null;
  root: number | null;
  end: number | null;
  nothingWrong: number | null;
  toldOnce: number | null;
  noticeMs: { median: number | null; p95: number | null };
  wellMs: { median: number | null; p95: number | null };
}

export function summarize(scores: readonly Score[]): Summary {
  return {
    cases: scores.length,
    cause: fraction(scores.map(({ isCauseRight }) => isCauseRight)),
    root: fraction(scores.map(({ isRootRight }) => isRootRight)),
    end: fraction(scores.map(({ isEndRight }) => isEndRight)),
    nothingWrong: fraction(scores.map(({ wrongs }) => wrongs.length === 0)),
    toldOnce: fraction(scores.map(({ isToldOnce }) => isToldOnce)),
    noticeMs: spread(scores.map(({ noticeMs }) => noticeMs)),
    wellMs: spread(scores.map(({ wellMs }) => wellMs)),
  };
}

function fraction(judged: readonly (boolean | null)[]): number | null {
  const known = judged.filter((each) => each !== null);
  return known.length === 0 ? null : known.filter(Boolean).length / known.length;
}

function spread(values: readonly (number | null)[]): { median: number | null; p95: number | null } {
  const sorted = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const at = (share: number): number | null => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
  return { median: at(0.5), p95: at(0.95) };
}
