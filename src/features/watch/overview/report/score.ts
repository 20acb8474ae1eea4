import type { Counted } from "../counts.ts";

export interface ScorePart {
  name: string;
  /** Points lost, 0 to `most`. */
  lost: number;
  most: number;
}

export interface Score {
  /** 0 to 100, or null when too little is known to give one. */
  value: number | null;
  /** Why there is none; null when there is one. */
  unknownBecause: string | null;
  parts: readonly ScorePart[];
}

export interface Scored {
  /** Those that run. */
  containers: readonly Counted[];
  unbounded: number;
  latest: number;
  isFirstSightOver: boolean;
}

const MOST_UNKNOWN = 0.25;

/** One honest number: a hundred, less what each kind of trouble costs by its share of the running containers. */
export function scoreOf({ containers, unbounded, latest, isFirstSightOver }: Scored): Score {
  if (!isFirstSightOver) return unknownScore("Hydra is still looking for the first time.");
  if (containers.length === 0) return unknownScore("Nothing runs that could be judged.");
  const share = (count: number): number => count / containers.length;
  const unknown = containers.filter(({ verdict, health }) => verdict === "unsure" && health !== "unchecked").length;
  if (share(unknown) > MOST_UNKNOWN) return unknownScore(`${unknown} of ${containers.length} running containers could not be judged.`);
  const parts: ScorePart[] = [
    part("really down or crashing", 50, share(containers.filter(({ verdict }) => verdict === "down").length)),
    part("broken checks", 20, share(containers.filter(({ verdict }) => verdict === "broken-check").length)),
    part("nobody checks them", 15, share(containers.filter(({ health }) => health === "unchecked").length)),
    part("logs without a limit", 10, share(unbounded)),
    part("running as latest", 5, share(latest)),
  ];
  return { value: Math.round(100 - parts.reduce((sum, { lost }) => sum + lost, 0)), unknownBecause: null, parts };
}

function unknownScore(unknownBecause: string): Score {
  return { value: null, unknownBecause, parts: [] };
}

function part(name: string, most: number, share: number): ScorePart {
  return { name, most, lost: Math.round(most * share * 10) / 10 };
}
