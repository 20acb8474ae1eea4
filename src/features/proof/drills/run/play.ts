import { setTimeout as sleep } from "node:timers/promises";
import type { CallContext } from "../../../../kernel/context.ts";
import { HydraError, messageOf } from "../../../../kernel/errors.ts";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import { CannotPlay, type DrillCase } from "../cases/case.ts";
import { endOf } from "../scoring/ending.ts";
import { scoreOf, type Score } from "../scoring/score.ts";
import { look, type Seen } from "../scoring/seen.ts";
import { caseSentence } from "../scoring/words.ts";
import type { CaseResult } from "../shapes.ts";
import { Stage, type StageMeans } from "../stage/stage.ts";
import { clearStage } from "./clearing.ts";
import { allow } from "./permission.ts";

const LOOK_EVERY_MS = 300;
/** What is over stays watched for so long: an act too many comes after the end. */
const AFTERWARDS_MS = 3_000;

/** Play one case: build, allow, break, watch, judge, and clear away whatever happened. Throws nothing. */
export async function play(drillCase: DrillCase, means: Omit<StageMeans, "caseId" | "signal">, patienceMs: number): Promise<CaseResult> {
  const { ctx, sandbox, runId } = means;
  const limitMs = patienceMs + (drillCase.extraMs ?? 0);
  // A timer of its own: Node forgets a timeout inside AbortSignal.any when nobody listens to it.
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), limitMs);
  const signal = AbortSignal.any([ctx.signal, impatience.signal]);
  const stage = new Stage({ ...means, caseId: drillCase.id, signal });
  let takeBack: (() => Promise<void>) | null = null;
  try {
    takeBack = await allow(ctx, stage.project, limitMs);
    await drillCase.play(stage);
    if (stage.faultAt === null) throw new Error(`${drillCase.id} broke nothing`);
    const seen = await watch(ctx, stage, drillCase);
    return ended(drillCase, scoreOf(drillCase.expected, seen, stage.faultAt), ctx.signal.aborted ? "the drill was stopped" : null);
  } catch (error) {
    if (error instanceof CannotPlay) return notPlayed(drillCase, "skipped", error.message);
    if (!(error instanceof HydraError)) ctx.log.warn({ case: drillCase.id, reason: messageOf(error) }, "a case of a drill broke off");
    return notPlayed(drillCase, "failed", ctx.signal.aborted ? "the drill was stopped" : messageOf(error));
  } finally {
    clearTimeout(timer);
    await tidy(ctx, [async () => takeBack?.(), () => clearStage(ctx, sandbox, runId, stage)]);
  }
}

/** Look until it is over and nothing more comes, or until patience ends. */
async function watch(ctx: CallContext, stage: Stage, { expected }: DrillCase): Promise<Seen> {
  let overSinceMs: number | null = null;
  for (;;) {
    const seen = await look(ctx, stage);
    const nowMs = ctx.clock.monotonicMs();
    overSinceMs = endOf(seen, expected.root) === null ? null : (overSinceMs ?? nowMs);
    if (stage.signal.aborted || (overSinceMs !== null && nowMs - overSinceMs >= AFTERWARDS_MS)) return seen;
    await sleep(LOOK_EVERY_MS);
  }
}

/** Each is done, whatever becomes of the others. */
async function tidy(ctx: CallContext, steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      ctx.log.warn({ reason: messageOf(error) }, "a drill could not tidy up; the next start tries again");
    }
  }
}

function ended({ id, title }: DrillCase, { wrongs, ...score }: Score, why: string | null): CaseResult {
  const status = wrongs.length === 0 && why === null ? ("passed" as const) : ("failed" as const);
  return told({ case: id, title, status, ...score, wrongs, why });
}

function notPlayed({ id, title }: DrillCase, status: "skipped" | "failed", why: string): CaseResult {
  const nothing = { noticeMs: null, detectedMs: null, said: null, isCauseRight: false, root: null, did: [], ended: null, toWellMs: null };
  return told({ case: id, title, status, ...nothing, wrongs: [], why: maskSecrets(why) });
}

function told(result: Omit<CaseResult, "kind" | "sentence">): CaseResult {
  return { kind: "case", ...result, sentence: caseSentence(result) };
}
