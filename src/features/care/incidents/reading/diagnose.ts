import { setTimeout as sleep } from "node:timers/promises";
import { toIso } from "../../../../kernel/clock.ts";
import type { Host } from "../../../../kernel/context.ts";
import { HydraError, messageOf } from "../../../../kernel/errors.ts";
import { list as listChanges } from "../../../watch/changes/operations.ts";
import { tail } from "../../../watch/logs/operations.ts";
import { classify } from "../../diagnosis/operations.ts";
import { rankChanges } from "../changes/rank.ts";
import { worldNow } from "../grouping/surroundings.ts";
import { isStanding, MOST_CLUES, type Clue, type Incident, type Sickness } from "../keeping/incident.ts";
import { ledger } from "../keeping/ledger.ts";
import type { Body } from "../signals/bodies.ts";
import { intake } from "../signals/intake.ts";
import { cluesOf, detailsOf, judgedNow, type Details } from "../signals/look.ts";
import { guessOf } from "./category.ts";

const DAY_MS = 86_400_000;
const MOST_LINES = 400;
const MOST_CHANGES = 10;
/** The last words of a container come a moment after its end. */
const READ_AGAIN_MS = [0, 400, 1_500];
/** A line of the run that ended may be read so long after the end. */
const LAST_WORDS_MS = 2_000;
/** Where it is not known when the run began that failed. */
const LONGEST_RUN_READ_MS = 600_000;

/** Find out why, from whatever can be read. The incident stands already; what is found is told when it is. */
export async function diagnose(host: Host, incident: Incident): Promise<void> {
  const book = host.part(ledger);
  const body = host.part(intake).bodies.get(incident.subject.key);
  if (body !== undefined) await hearVerdict(host, incident, body);
  await Promise.all([readChanges(host, incident), book.keep(incident, "diagnosis")]);
  for (const waitMs of body === undefined ? [] : READ_AGAIN_MS) {
    await sleep(waitMs, undefined, { signal: host.stopping }).catch(() => undefined);
    if (host.stopping.aborted || !isStanding(incident)) return;
    if (body !== undefined && (await readLogs(host, incident, body))) break;
  }
  await book.keep(incident, "diagnosis", incident.category === "unknown" ? undefined : `Why: ${incident.category.replaceAll("_", " ")}`);
}

/** What the fresh verdict says about it, when it agrees that something is wrong. */
async function hearVerdict(host: Host, incident: Incident, body: Body): Promise<void> {
  const ruling = await judgedNow(host, body);
  if (ruling?.verdict !== "down") return;
  // Docker is about to start it again: that alone makes no loop.
  if (ruling.cause === "crash_loop" && incident.trouble === "crashed") return;
  incident.cause ??= ruling.cause;
  addClues(incident, cluesOf(ruling));
  const guess = guessOf(incident.trouble, ruling.cause);
  if (guess.confidence > incident.confidence) Object.assign(incident, guess);
}

function addClues(incident: Incident, clues: readonly Clue[], isFirst = false): void {
  const known = new Set(incident.clues.map(({ line }) => line));
  const fresh = clues.filter(({ line }) => !known.has(line));
  incident.clues = (isFirst ? [...fresh, ...incident.clues] : [...incident.clues, ...fresh]).slice(0, MOST_CLUES);
}

/** What it wrote itself in the run that failed. True when that says why. */
async function readLogs(host: Host, incident: Incident, body: Body): Promise<boolean> {
  const details = await detailsOf(host, body);
  const lines = await lastLines(host, incident, body);
  const lastRun = details?.healthRuns.findLast(({ exitCode }) => exitCode !== 0);
  const isCheck = incident.trouble === "unhealthy" || incident.trouble === "hung";
  // What asks a program that stands still tells how it asks, not why it gets no answer.
  const isMute = incident.cause === "hung";
  const said = await host.call(classify, {
    lines,
    service: body.name,
    ...(isCheck ? (lastRun === undefined || isMute ? {} : { checkOutput: lastRun.output.slice(0, 4_096) }) : endOf(incident, details)),
    ...(details === null || details.stateError === "" ? {} : { stateError: details.stateError.slice(0, 4_096) }),
  });
  // A check that is broken makes no incident: whoever looked at it found that it is not.
  if (said.category === "unknown" || said.category === "healthcheck_broken") return false;
  // A loop is what is seen, not why; a reason that the log gives is better, whatever its confidence.
  const isBetter = incident.category === "unknown" || incident.category === "crash_loop" || said.confidence > incident.confidence;
  if (isBetter && incident.trouble !== "out_of_memory") {
    incident.category = said.category;
    incident.confidence = said.confidence;
  }
  addClues(incident, said.evidence, isBetter);
  return true;
}

/** What it says of its own end, before anything else is taken for the reason; null when it says nothing. */
export async function ownWords(
  host: Host,
  sickness: Sickness,
  body: Body,
): Promise<Pick<Sickness, "category" | "confidence" | "clues"> | null> {
  let lines = await lastLines(host, sickness, body);
  if (lines.length === 0) {
    await sleep(READ_AGAIN_MS[1], undefined, { signal: host.stopping }).catch(() => undefined);
    lines = await lastLines(host, sickness, body);
  }
  const { category, confidence, evidence } = await host.call(classify, { lines, service: body.name });
  return category === "unknown" ? null : { category, confidence, clues: [...evidence, ...sickness.clues].slice(0, MOST_CLUES) };
}

function endOf({ trouble }: Incident, details: Details | null): { exitCode?: number; isOomKilled?: boolean } {
  const exitCode = details?.container.exitCode ?? null;
  return { ...(exitCode === null ? {} : { exitCode }), ...(trouble === "out_of_memory" ? { isOomKilled: true } : {}) };
}

/** Only from the run that failed on: what an earlier one said explains nothing. */
async function lastLines(
  host: Host,
  { happenedAt, runStartedAt, trouble }: Pick<Incident, "happenedAt" | "runStartedAt" | "trouble">,
  body: Body,
): Promise<string[]> {
  try {
    const { lines } = await host.call(tail, { container: body.id, node: body.node, lines: MOST_LINES });
    // A loop says why in each of its lives, not only in the first.
    const isStillRunning = trouble === "hung" || trouble === "unhealthy" || trouble === "crash_loop";
    const from = runStartedAt !== null && runStartedAt < happenedAt ? runStartedAt : happenedAt - LONGEST_RUN_READ_MS;
    const until = isStillRunning ? Number.POSITIVE_INFINITY : happenedAt + LAST_WORDS_MS;
    return lines.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) <= until).map(({ text }) => text);
  } catch (error) {
    if (!(error instanceof HydraError)) throw error;
    host.log.debug({ container: body.name, reason: messageOf(error) }, "its log could not be read");
    return [];
  }
}

/** What changed in the day before, the most suspect first. */
async function readChanges(host: Host, incident: Incident): Promise<void> {
  const { subject, happenedAt } = incident;
  const [{ changes }, world] = await Promise.all([
    host.call(listChanges, { since: toIso(happenedAt - DAY_MS), limit: 1_000 }),
    worldNow(host),
  ]);
  incident.changes = rankChanges(changes, subject, happenedAt, world).slice(0, MOST_CHANGES);
}
