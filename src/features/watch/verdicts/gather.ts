import { STOPPED_BY_SIGNAL } from "../../../integrations/docker/facts.ts";
import type { DockerHost } from "../../../integrations/docker/hosts.ts";
import type { Host } from "../../../kernel/context.ts";
import { messageOf } from "../../../kernel/errors.ts";
import { nodes, show } from "../containers/operations.ts";
import { probe } from "../monitors/operations.ts";
import { readCheckCommand } from "./judgement/check-command.ts";
import type { Evidence, ProbeLook, ProgramLook } from "./judgement/evidence.ts";

export type Details = Awaited<ReturnType<typeof lookAt>>;

const MAX_PROGRAMS = 4;
/** How far back it is looked for a check that passed: a run with more changes than this is flapping, which says enough. */
const MAX_TRANSITIONS = 20;

function lookAt(host: Host, name: string, node: string) {
  return host.call(show, { name, node, history: MAX_TRANSITIONS });
}

/** Gather what a verdict about one container rests on: reads only, no exec, nothing written. */
export async function gather(host: Host, id: string, node: string): Promise<{ details: Details; evidence: Evidence }> {
  const details = await lookAt(host, id, node);
  const { container } = details;
  const engine = host.integration("docker")?.get(node);
  const isRunning = container.state === "running";
  const isIll = isRunning && container.health === "unhealthy";
  const [programs, probes] = await Promise.all([
    isIll && engine !== undefined ? lookForPrograms(engine, id, details.healthCheck?.test ?? []) : [],
    isRunning && container.health !== "starting" ? lookFromOutside(host, container.name, node) : [],
  ]);
  const isSuspect = isIll || probes.some(({ outcome }) => outcome === "down");
  const evidence: Evidence = {
    engineAnswersSince: container.stoppedBy === "docker" ? await answeringSince(host, node) : null,
    isEngineAnswering: container.lostSince === undefined || container.lostSince === null,
    state: container.state,
    health: container.health,
    healthCheck: details.healthCheck,
    healthRuns: details.healthRuns.map((run) => ({ ...run, startedAt: Date.parse(run.startedAt), endedAt: Date.parse(run.endedAt) })),
    hasPassed: isIll && hasPassedInThisRun(details),
    isProgramStopped: isRunning && isSuspect && engine !== undefined ? await lookForStop(host, engine, id) : null,
    exitCode: container.exitCode,
    oomKilled: container.oomKilled,
    stateError: details.stateError,
    stoppedBy: container.stoppedBy,
    restartPolicy: details.restartPolicy,
    recentDeaths: details.recentDeaths,
    createdAt: Date.parse(details.createdAt),
    startedAt: epochOrNull(container.startedAt),
    finishedAt: epochOrNull(details.finishedAt),
    hasPorts: details.ports.length > 0,
    declaredPorts: details.ports.map(({ containerPort }) => containerPort),
    programs,
    probes,
    now: host.clock.now(),
  };
  return { details, evidence };
}

async function answeringSince(host: Host, name: string): Promise<number | null> {
  const engine = (await host.call(nodes, {})).nodes.find((each) => each.name === name);
  return engine?.status === "connected" ? Date.parse(engine.since) : null;
}

/** Did the check pass since the container was started last, as Docker or Hydra saw it? */
export function hasPassedInThisRun({ container, healthRuns, history }: Pick<Details, "container" | "healthRuns" | "history">): boolean {
  const startedAt = epochOrNull(container.startedAt);
  if (startedAt === null) return false;
  if (healthRuns.some((run) => run.exitCode === 0 && Date.parse(run.endedAt) >= startedAt)) return true;
  // Newest first: this run ends where the container did not run, was another one, or had not been started yet.
  for (const { containerId, state, health, at } of history) {
    if (containerId !== container.id || state !== "running" || Date.parse(at) < startedAt) return false;
    if (health === "healthy") return true;
  }
  return false;
}

/** Do the programs of the check exist in the container? Asked by the headers of its archive: nothing is run or read. */
async function lookForPrograms(engine: DockerHost, id: string, test: readonly string[]): Promise<ProgramLook[]> {
  const programs = readCheckCommand(test)?.programs.slice(0, MAX_PROGRAMS) ?? [];
  const folders = programs.some((program) => !program.includes("/")) ? await engine.searchPath(id).catch(() => []) : [];
  return Promise.all(programs.map(async (program) => ({ program, exists: await existsInContainer(engine, id, program, folders) })));
}

/** Is its main process stopped by a signal? Null when the engine cannot say. */
async function lookForStop(host: Host, engine: DockerHost, id: string): Promise<boolean | null> {
  try {
    const state = await engine.mainProcess(id);
    return state === null ? null : state === STOPPED_BY_SIGNAL;
  } catch (error) {
    host.log.debug({ container: id, reason: messageOf(error) }, "the main process could not be looked at");
    return null;
  }
}

async function existsInContainer(engine: DockerHost, id: string, program: string, folders: readonly string[]): Promise<boolean | null> {
  const paths = program.includes("/") ? [program] : folders.map((folder) => `${folder.replace(/\/$/, "")}/${program}`);
  // A relative path depends on the working directory: not worth a guess.
  if (paths.length === 0 || paths.some((path) => !path.startsWith("/"))) return null;
  const found = await Promise.all(paths.map((path) => engine.hasPath(id, path).catch(() => null)));
  if (found.includes(true)) return true;
  return found.includes(null) ? null : false;
}

async function lookFromOutside(host: Host, name: string, node: string): Promise<ProbeLook[]> {
  try {
    const { attempts } = await host.call(probe, { name, node });
    return attempts.map(({ target, port, outcome, detail, statusCode, source, isPromised }) => ({
      target,
      port,
      outcome,
      detail,
      statusCode,
      isPromised,
      isAskedByCheck: source === "healthcheck",
    }));
  } catch (error) {
    host.log.debug({ name, reason: messageOf(error) }, "a container could not be probed");
    return [];
  }
}

function epochOrNull(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}
