import type { Attempt, IncidentSubject, Remedy, Trouble } from "../../incidents/events.ts";
import type { RemedyRecord } from "./record.ts";

/** A container as planning sees it. */
export interface Patient {
  id: string;
  name: string;
  node: string;
  state: string;
  health: string;
  restartPolicy: string;
  stoppedBy: string | null;
  isOneOff: boolean;
  hasCheck: boolean;
  startedAt: number | null;
  finishedAt: number | null;
  /** Its check passed since it was started last. */
  hasPassed: boolean;
  /** Deaths in the last ten minutes that nobody asked for. */
  recentDeaths: number;
  image: string;
  imageId: string;
  /** Where it writes what outlives it: `volume data` or `bind /srv/db`. */
  writableMounts: readonly string[];
  labels: Readonly<Record<string, string>>;
}

/** The image of the container before it changed within the last day. */
export interface PreviousImage {
  imageId: string;
  changedAt: number;
  /** What would be other than before after a rollback, line by line. */
  diff: string | null;
  /** What a person may write into the compose file, so that the next `up` does not bring the newer image back. */
  composePin: string | null;
}

/** Who else looks after containers here. */
export interface OtherHealer {
  name: string;
  /** `all`, or the label that chooses whom it restarts. */
  chosenBy: string;
}

/** Everything that a plan rests on. */
export interface Situation {
  now: number;
  subject: IncidentSubject;
  trouble: Trouble;
  category: string;
  confidence: number | null;
  wasIllAtFirstSight: boolean;
  /** The seconds in which the root may still move are over. */
  isSettled: boolean;
  /** Before it is settled: is anything that it needs not known to be well? Later: does a loop wait for what is starting? */
  isMaybeElsewhere: boolean;
  isPaused: boolean;
  /** Null: it is gone. */
  patient: Patient | null;
  otherHealer: OtherHealer | null;
  previousImage: PreviousImage | null;
  attempts: readonly Pick<Attempt, "remedy" | "outcome" | "level" | "by">[];
  records: readonly RemedyRecord[];
}

/** One thing that could be tried. */
export interface Rung {
  remedy: Remedy;
  operation: string;
  subject: string;
  why: string;
  /** False: never by itself, whatever was granted. */
  isAutomatic: boolean;
  diff: string | null;
}
