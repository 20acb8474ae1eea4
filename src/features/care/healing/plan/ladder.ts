import type { Remedy, Trouble } from "../../incidents/events.ts";
import { adviceFor, needsPerson } from "./advice.ts";
import { holdBackOf, isLoop, type HoldBack } from "./hold-back.ts";
import { byRecord } from "./record.ts";
import type { Patient, PreviousImage, Rung, Situation } from "./situation.ts";

export interface Plan {
  rungs: readonly Rung[];
  /** What is tried next; null: nothing by itself. */
  next: Rung | null;
  holdBack: HoldBack | null;
  /** What a person has to do: filled once it is in a person's hands. */
  forPerson: string | null;
  isEscalated: boolean;
}

export const OPERATIONS: Readonly<Record<Remedy, string>> = {
  restart: "containers.restart",
  rollback: "containers.recreate",
  "restart-dependents": "containers.restart",
};

/** What a new start can cure. In a crash loop Docker has tried that already. */
const CURED_BY_RESTART: ReadonlySet<Trouble> = new Set(["crashed", "hung", "unhealthy", "out_of_memory"]);
const CURED_BY_ROLLBACK: ReadonlySet<Trouble> = new Set(["crashed", "hung", "unhealthy", "out_of_memory", "crash_loop", "cannot_start"]);
/** How often a remedy may be tried for one incident. */
const TRIES: Readonly<Record<Remedy, number>> = { restart: 3, rollback: 1, "restart-dependents": 1 };
/** What Docker gave up on, or could not do, is tried once more, not three times. */
const TRIES_AFTER_DOCKER = 1;
const DOCKER_TRIED: ReadonlySet<Trouble> = new Set(["crash_loop", "cannot_start"]);

/** What could be tried for it, best first. Pure: the same situation always gives the same ladder. */
export function rungsFor({ subject, trouble, category, confidence, patient, previousImage, records }: Situation): Rung[] {
  if (subject.kind !== "container" || patient === null) return [];
  const rungs: Rung[] = [];
  const isHopeless = needsPerson(category, confidence);
  const isInVain = isLoop(patient, trouble);
  const isGivenUp = isInVain && hasDockerGivenUp(patient);
  const isWorthOneTry = isGivenUp || (trouble === "cannot_start" && previousImage === null && MAY_BE_OF_THE_MOMENT.has(category));
  const isCurable = CURED_BY_RESTART.has(trouble) && !isInVain;
  if ((isCurable || isWorthOneTry) && !isHopeless)
    rungs.push({
      remedy: "restart",
      operation: OPERATIONS.restart,
      subject: patient.name,
      why: WHY[trouble] ?? "It is down.",
      isAutomatic: true,
      diff: null,
    });
  if (CURED_BY_ROLLBACK.has(trouble) && previousImage !== null) rungs.push(rollback(patient, previousImage));
  return byRecord(rungs, records);
}

/** A policy that counts its tries: whatever Docker keeps trying is never `exited`. */
function hasDockerGivenUp({ state, restartPolicy }: Patient): boolean {
  return state === "exited" && restartPolicy === "on-failure";
}

/** What Docker says when a start failed for a reason of its own: it was ending, or its network was not ready. */
const MAY_BE_OF_THE_MOMENT: ReadonlySet<string> = new Set(["unknown", "connection_refused", "dependency_down", "timeout"]);

const WHY: Readonly<Partial<Record<Trouble, string>>> = {
  crashed: "It ended and nobody started it again.",
  hung: "It runs and does not answer.",
  unhealthy: "Its own check says that it is not well.",
  out_of_memory: "It was ended for its memory; a new start begins with little.",
  crash_loop: "Docker gave up starting it again; what it waited for may be there by now.",
  cannot_start: "Docker could not start it, and the reason may have gone.",
};

function rollback(patient: Patient, { imageId, diff }: PreviousImage): Rung {
  const [mount] = patient.writableMounts;
  const why = `Its image changed within the last day; before, it ran on ${shortId(imageId)}.`;
  return {
    remedy: "rollback",
    operation: OPERATIONS.rollback,
    subject: patient.name,
    why: mount === undefined ? why : `${why} It writes to ${mount}, which the newer one may have changed: only a person decides.`,
    isAutomatic: mount === undefined,
    diff,
  };
}

/** What is done next, or why nothing is. */
export function planFor(situation: Situation, asked: { remedy: Remedy | null } | null = null): Plan {
  const { trouble, category, confidence } = situation;
  const rungs = rungsFor(situation);
  const holdBack = holdBackOf(situation, asked !== null);
  const advice = adviceFor(trouble, category, confidence);
  if (holdBack !== null) return { rungs, next: null, holdBack, forPerson: null, isEscalated: false };
  if (asked !== null) {
    const next = rungs.find(({ remedy }) => asked.remedy === null || remedy === asked.remedy) ?? null;
    return { rungs, next, holdBack: null, forPerson: advice, isEscalated: false };
  }
  const next = nextRung(rungs, situation);
  if (next !== null) return { rungs, next, holdBack: null, forPerson: null, isEscalated: false };
  const proposals = proposalsFor(rungs, situation);
  return { rungs, next: null, holdBack: null, forPerson: [advice, ...proposals].join(" "), isEscalated: true };
}

/** What a person may do about an image that changed: go back to the one from before, and keep it. */
function proposalsFor(rungs: readonly Rung[], { attempts, subject, previousImage }: Situation): string[] {
  const rung = rungs.find(({ remedy }) => remedy === "rollback");
  if (rung === undefined || previousImage === null) return [];
  const pin =
    previousImage.composePin === null ? [] : [`To keep the image from before, pin it in the compose file: ${previousImage.composePin}.`];
  if (rung.isAutomatic || triesOf("rollback", attempts) > 0) return pin;
  return [`You can go back to the image from before: hydra heal ${subject.name} --remedy rollback.`, ...pin];
}

function shortId(imageId: string): string {
  return imageId.replace(/^sha256:/, "").slice(0, 12);
}

function triesOf(wanted: Remedy, attempts: Situation["attempts"]): number {
  return attempts.filter(
    ({ remedy, by, level, outcome }) => remedy === wanted && by === "hydra" && level !== "would" && outcome !== "pending",
  ).length;
}

/** The one that was tried least goes first, among equals the better one: a restart, a rollback, then a restart once more. */
function nextRung(
  rungs: readonly Rung[],
  { trouble, attempts, records }: Pick<Situation, "trouble" | "attempts" | "records">,
): Rung | null {
  const mostTries = (remedy: Remedy): number => (DOCKER_TRIED.has(trouble) ? Math.min(TRIES_AFTER_DOCKER, TRIES[remedy]) : TRIES[remedy]);
  const open = rungs.filter(
    ({ remedy, isAutomatic }) =>
      isAutomatic &&
      triesOf(remedy, attempts) < mostTries(remedy) &&
      records.every((record) => record.remedy !== remedy || record.retiredAt === null),
  );
  return open.toSorted((a, b) => triesOf(a.remedy, attempts) - triesOf(b.remedy, attempts))[0] ?? null;
}
