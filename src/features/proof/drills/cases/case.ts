import type { Trouble } from "../../../care/incidents/events.ts";
import type { Stage } from "../stage/stage.ts";

/**
 * How a case has to end by Hydra's rules. `healed`: by Hydra, and proven. `left-alone`: nothing is wrong with it but its
 * check, which is named. `escalated`: in a person's hands. `rolled-back`: on the image from before, and proven.
 */
export type End = "healed" | "left-alone" | "escalated" | "rolled-back";

/** What the rules say about a case. Names are services of the case. */
export interface Expected {
  end: End;
  /** Where the cause is. */
  root: string;
  /** Any of these is right. Empty where no incident may be opened. */
  troubles: readonly Trouble[];
  /** Any of these is right; empty: what Docker shows says nothing about it, and it is not judged. */
  categories: readonly string[];
  /** How often Hydra may act by itself. It may touch the root only. */
  mostActs: number;
}

/** One thing that breaks in homes. */
export interface DrillCase {
  id: string;
  /** One sentence: what is broken. */
  title: string;
  expected: Expected;
  /** Needed beyond the patience of the drill, ms: where the rules themselves tell Hydra to wait. */
  extraMs?: number;
  /** Build it up, wait until it is well, and break it inside `stage.fault`. @throws CannotPlay when this machine or image has not what it needs */
  play(stage: Stage): Promise<void>;
}

/** This case says nothing here, and why. */
export class CannotPlay extends Error {}
