import type { DockerHost } from "../../../../integrations/docker/hosts.ts";
import type { DockerSandbox } from "../../../../integrations/docker/sandbox.ts";
import type { CallContext } from "../../../../kernel/context.ts";
import { DRILL_PROJECT } from "../../../../integrations/docker/identity.ts";
import { HydraError, messageOf } from "../../../../kernel/errors.ts";
import { newId } from "../../../../kernel/ids.ts";
import { part } from "../../../../kernel/keys.ts";
import type { DrillCase } from "../cases/case.ts";
import { figuresOf } from "../scoring/figures.ts";
import { summaryText } from "../scoring/words.ts";
import type { CaseResult, DrillItem } from "../shapes.ts";
import { beginRun, endRun } from "../store.ts";
import { clear } from "./clearing.ts";
import { findImage } from "./image.ts";
import { play } from "./play.ts";

/** Cases side by side: each has a project of its own, and the machine has other work. */
const AT_ONCE = 4;

/** The drill that goes on at the moment: one at a time. */
const goingOn = part("drills.goingOn", () => ({ id: null as string | null }));

export interface Wanted {
  cases: readonly DrillCase[];
  patienceMs: number;
  host: DockerHost;
  sandbox: DockerSandbox;
}

/** @throws HydraError conflict while another drill goes on, or while Hydra may do nothing by itself */
export function requireFree(ctx: Pick<CallContext, "part" | "kernel">): void {
  if (ctx.part(goingOn).id !== null)
    throw new HydraError("conflict", `The drill ${ctx.part(goingOn).id} goes on. \`hydra drills\` lists them.`);
  if (ctx.kernel.pause.state().paused)
    throw new HydraError("conflict", "Hydra is paused and would heal nothing. `hydra resume` ends the pause.");
}

/** Break things and watch what Hydra does: first what will be done, then each case as it ends, then the summary. */
export async function* healDrill(ctx: CallContext, { cases, patienceMs, host, sandbox }: Wanted): AsyncGenerator<DrillItem> {
  requireFree(ctx);
  const startedAt = ctx.clock.now();
  const id = newId("drill", startedAt);
  const slot = ctx.part(goingOn);
  slot.id = id;
  const results: CaseResult[] = [];
  const order = cases.map((each) => each.id);
  const runId = labelOf(id);
  let isWhole = false;
  try {
    await beginRun(ctx, { id, startedAt, node: host.name, by: ctx.caller.id });
    const image = await findImage(sandbox, runId);
    yield announcement(id, cases, patienceMs, host.name, image.ref);
    const waiting = [...cases];
    const playing = new Map<string, Promise<CaseResult>>();
    try {
      while (!ctx.signal.aborted && (waiting.length > 0 || playing.size > 0)) {
        for (let next; playing.size < AT_ONCE && (next = waiting.shift()) !== undefined;)
          playing.set(next.id, play(next, { ctx, host, sandbox, runId, image: image.id }, patienceMs));
        const result = await Promise.race(playing.values());
        playing.delete(result.case);
        results.push(result);
        yield result;
      }
    } finally {
      // Whoever goes away leaves cases that still clear up after themselves.
      results.push(...(await Promise.all(playing.values())));
    }
    isWhole = !ctx.signal.aborted;
    const figures = figuresOf(results);
    results.sort((a, b) => order.indexOf(a.case) - order.indexOf(b.case));
    yield { kind: "summary", id, ...figures, sentence: summaryText(figures, results) };
  } finally {
    try {
      const isCleared = await clearOrLeave(ctx, sandbox, runId);
      await endRun(ctx, id, { isCleared, state: isWhole ? "done" : "stopped", results, ...figuresOf(results) });
    } finally {
      slot.id = null;
    }
  }
}

/** An engine that went away meanwhile is cleared at the next start. */
async function clearOrLeave(ctx: CallContext, sandbox: DockerSandbox, runId: string): Promise<boolean> {
  try {
    return await clear(ctx, sandbox, runId);
  } catch (error) {
    ctx.log.warn({ drill: runId, reason: messageOf(error) }, "what a drill made could not be removed; the next start tries again");
    return false;
  }
}

/** What of a drill's id stands in labels and names: an engine wants them short and in lower case. */
export function labelOf(id: string): string {
  return id.slice(-8).toLowerCase();
}

function announcement(id: string, cases: readonly DrillCase[], patienceMs: number, node: string, image: string): DrillItem {
  const patienceSeconds = Math.round(patienceMs / 1_000);
  const sentence = [
    `Drill ${id} on ${node}: ${cases.length} ${cases.length === 1 ? "case" : "cases"}, at most ${patienceSeconds} s each (longer where the rules make Hydra wait).`,
    `Throw-away containers of ${image} are started, broken and removed. They carry the label hydra.drill and stand in compose projects ${DRILL_PROJECT}-...; nothing else is touched.`,
    "Meanwhile Hydra may restart and recreate these containers, and only these. Nobody is notified of them.",
  ].join("\n");
  return { kind: "plan", id, node, image, cases: cases.map((each) => each.id), patienceSeconds, sentence };
}
