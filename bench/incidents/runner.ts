import type { Home, OpenTool } from "./adapters/adapter.ts";
import type { Case } from "./case.ts";
import { scoreCase, type Outcome, type Score } from "./score/score.ts";
import { clear } from "./stage/clearing.ts";
import { DockerEvents } from "./stage/docker-events.ts";
import { Corner, type EngineOfRun } from "./stage/engine.ts";
import { RUN_LABEL } from "./stage/labels.ts";
import { play } from "./stage/play.ts";

export interface Run extends EngineOfRun {
  openTool: OpenTool;
  /** Cases side by side. Those that say `alone` have the engine for themselves. */
  parallel: number;
  /** Told after each case. */
  onPlayed?: (played: Played) => void;
}

/** A case that was played; `problem`: it could not be, or was not what it says. */
export type Played = { theCase: Case; outcome: Outcome; score: Score; problem: null } | { theCase: Case; problem: string };

/** Play all cases in batches, each with a tool of its own that has seen nothing before, and clear up behind each. */
export async function runCases(cases: readonly Case[], run: Run): Promise<Played[]> {
  const played: Played[] = [];
  for (const batch of batchesOf(cases, run.parallel)) played.push(...(await runBatch(batch, run)));
  return played;
}

/** Long ones side by side with long ones, so that a batch does not wait for one. */
export function batchesOf(cases: readonly Case[], parallel: number): Case[][] {
  const together = cases.filter(({ alone }) => !alone).toSorted((a, b) => b.truth.allowedSeconds - a.truth.allowedSeconds);
  const batches = Array.from({ length: Math.ceil(together.length / parallel) }, (_, index) =>
    together.slice(index * parallel, (index + 1) * parallel),
  );
  return [...batches, ...cases.filter(({ alone }) => alone).map((theCase) => [theCase])];
}

async function runBatch(batch: readonly Case[], run: Run): Promise<Played[]> {
  const { socketPath, runId, openTool, onPlayed } = run;
  const label = `${RUN_LABEL}=${runId}`;
  const corners = batch.map((theCase) => ({ theCase, corner: new Corner(run, theCase.id) }));
  const events = await DockerEvents.open(socketPath, label);
  try {
    const tool = await openTool({ socketPath, label, homes: corners.map(homeOf) });
    try {
      return await Promise.all(
        corners.map(async ({ theCase, corner }) => {
          const played = await attempt(theCase, () => play(theCase, { corner, events, tool }));
          onPlayed?.(played);
          return played;
        }),
      );
    } finally {
      await tool.end();
    }
  } finally {
    events.end();
    await clear(socketPath, runId);
  }
}

function homeOf({ theCase, corner }: { theCase: Case; corner: Corner }): Home {
  const others = theCase.containers.filter(({ compose }) => compose === null);
  return { project: corner.prefix, others: others.map(({ name }) => corner.nameOf(name)) };
}

async function attempt(theCase: Case, tryIt: () => Promise<Outcome>): Promise<Played> {
  try {
    const outcome = await tryIt();
    return { theCase, outcome, score: scoreCase(theCase, outcome), problem: null };
  } catch (error) {
    return { theCase, problem: error instanceof Error ? error.message : String(error) };
  }
}
