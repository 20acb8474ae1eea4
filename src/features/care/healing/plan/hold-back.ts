import { LOOP_DEATHS } from "../../../watch/verdicts/operations.ts";
import type { Trouble } from "../../incidents/events.ts";
import type { Patient, Situation } from "./situation.ts";

export interface HoldBack {
  /** Why nothing is done now: words that go on after "Nothing is done now:". */
  reason: string;
  /** When to look again, ms from now; null: only when something happens. */
  lookAgainMs: number | null;
  /** Does somebody else see to it? Then Hydra tells a person only when it stays ill. */
  isInOtherHands: boolean;
}

/** Docker begins again within a moment; while it backs off, the state is `restarting`. */
const DOCKER_BEGINS_MS = 5_000;
const SOON_MS = 2_000;
const LATER_MS = 30_000;

const ORCHESTRATORS: readonly (readonly [isOf: (label: string) => boolean, name: string])[] = [
  [(label) => label === "com.docker.swarm.service.id", "Docker Swarm"],
  [(label) => label.startsWith("io.kubernetes."), "Kubernetes"],
  [(label) => label.startsWith("com.hashicorp.nomad."), "Nomad"],
  [(label) => label === "PODMAN_SYSTEMD_UNIT", "systemd"],
];

/** What autoheal asks for by default. */
export const DEFAULT_LABEL = "autoheal";

/** Who manages this container besides Hydra: the name, or null. */
export function managerOf({ patient, otherHealer, trouble }: Pick<Situation, "patient" | "otherHealer" | "trouble">): string | null {
  if (patient === null) return null;
  const labels = Object.keys(patient.labels);
  const orchestrator = ORCHESTRATORS.find(([isOf]) => labels.some(isOf))?.[1];
  if (orchestrator !== undefined) return orchestrator;
  // Autoheal and its like restart what is unhealthy, nothing else.
  if (otherHealer === null || !patient.hasCheck || patient.state !== "running") return null;
  if (trouble !== "unhealthy" && trouble !== "hung") return null;
  const { name, chosenBy } = otherHealer;
  const said = patient.labels[chosenBy === "all" ? DEFAULT_LABEL : chosenBy]?.toLowerCase();
  return said === "true" || (chosenBy === "all" && said !== "false") ? name : null;
}

function held(reason: string, lookAgainMs: number | null = null, isInOtherHands = false): HoldBack {
  return { reason, lookAgainMs, isInOtherHands };
}

/** Why nothing is done about it now, or null. Asked by a person, only what could not work anyhow holds back. */
export function holdBackOf(situation: Situation, isAskedByPerson: boolean): HoldBack | null {
  const { patient, subject, isPaused, now } = situation;
  if (subject.kind !== "container") return null;
  if (patient === null) return held(`${subject.name} is gone`, LATER_MS);
  if (isAskedByPerson) return null;
  if (isPaused) return held("Hydra is paused", LATER_MS);
  if (situation.wasIllAtFirstSight) return held("it was so when Hydra first looked, so it acts only when you ask");
  if (patient.stoppedBy === "person" && patient.state !== "running") return held("somebody stopped it");
  if (patient.state === "paused") return held("somebody paused it");
  if (patient.isOneOff) return held("it is a job, and Hydra starts no job again");
  const manager = managerOf(situation);
  if (manager !== null) return held(`${manager} manages it, Hydra only watches`, LATER_MS, true);
  const startingMs = leftToStart(patient, situation);
  if (startingMs > 0) return held("it was started only just now and may not be ready yet", startingMs, true);
  if (isDockerAtIt(situation, now)) return held("Docker starts it again itself", SOON_MS, true);
  if (situation.isMaybeElsewhere)
    return situation.isSettled
      ? held("what it needs is still starting, or has only just started", LATER_MS, true)
      : held("the cause may be what it depends on: Hydra looks there first");
  return null;
}

/** Does Docker start it again and again, in vain? What ends for its memory each time does so too. */
export function isLoop({ restartPolicy, recentDeaths }: Patient, trouble: Trouble): boolean {
  return trouble === "crash_loop" || (trouble === "out_of_memory" && restartPolicy !== "no" && recentDeaths >= LOOP_DEATHS);
}

/** A program whose check has no start period may need so long until it passes for the first time. */
const MAY_START_MS = 60_000;

/** How long it may still be starting, ms: its check fails, and has not passed since the start. */
function leftToStart({ state, startedAt, hasCheck, hasPassed }: Patient, { trouble, now, attempts }: Situation): number {
  if (trouble !== "unhealthy" || state !== "running" || startedAt === null || !hasCheck || hasPassed) return 0;
  // Hydra started it itself, and waited.
  if (attempts.some(({ level, outcome }) => level !== "would" && outcome === "failed")) return 0;
  const age = now - startedAt;
  return age < 0 || age >= MAY_START_MS ? 0 : MAY_START_MS - age;
}

function isDockerAtIt({ patient, trouble }: Situation, now: number): boolean {
  if (patient === null || isLoop(patient, trouble)) return false;
  if (patient.state === "restarting") return true;
  if (patient.restartPolicy === "no" || patient.state !== "exited" || patient.finishedAt === null) return false;
  return Math.abs(now - patient.finishedAt) < DOCKER_BEGINS_MS;
}
