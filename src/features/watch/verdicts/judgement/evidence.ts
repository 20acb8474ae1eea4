import type { ContainerState, HealthCheck, HealthRun, HealthState } from "../../../../integrations/docker/facts.ts";

/** One independent look at a container, by monitors. */
export interface ProbeLook {
  /** `http://127.0.0.1:8080/`, for a person. */
  target: string;
  port: number | null;
  outcome: "up" | "down" | "unknown";
  detail: string;
  statusCode: number | null;
  /** A person or a label said that it answers there; otherwise it is a guess. */
  isPromised: boolean;
  /** The container's own check asks the same. */
  isAskedByCheck: boolean;
}

/** Does a program that the check needs exist in the container? Null: the engine could not say. */
export interface ProgramLook {
  program: string;
  exists: boolean | null;
}

/** Everything that a verdict rests on. Gathered without exec and without writing anything. */
export interface Evidence {
  /** False while the engine does not answer: all of this is old. */
  isEngineAnswering: boolean;
  /** Since when it answers; null when nobody asked, which is only asked about what it ended itself. */
  engineAnswersSince: number | null;
  state: ContainerState;
  health: HealthState;
  healthCheck: HealthCheck | null;
  healthRuns: readonly HealthRun[];
  /** Its check passed before in this very run of it. */
  hasPassed: boolean;
  /** Asked only when something speaks against a running container; null: not asked, or the engine could not say. */
  isProgramStopped: boolean | null;
  exitCode: number | null;
  oomKilled: boolean;
  stateError: string;
  stoppedBy: "person" | "docker" | "itself" | "unknown" | null;
  restartPolicy: string;
  /** Deaths seen in the last ten minutes. */
  recentDeaths: number;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  hasPorts: boolean;
  programs: readonly ProgramLook[];
  /** Ports that the image declares or the person published. */
  declaredPorts: readonly number[];
  probes: readonly ProbeLook[];
  now: number;
}
