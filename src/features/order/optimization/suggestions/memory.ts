import { finite, shareAtLeast } from "../patterns/statistics.ts";
import { FEWEST_SAMPLES, FULL } from "../patterns/usage.ts";
import { DAY_MS, HOUR_MS, measuredMs, seriesSince, type Assessment, type ContainerFacts, type Series, type World } from "./assessment.ts";
import { numberText, percentText, sizeText, spanText, timesText } from "./wording.ts";

const MIB = 1_048_576;
const STEP = 64 * MIB;
const WEEK_MS = 7 * DAY_MS;
/** A limit this many times what was ever needed is far too large. */
const FAR_TOO_LARGE = 4;
/** Less than this to win is not worth a change. */
const WORTH_BYTES = 512 * MIB;

/** Memory limits that kill, that are nearly reached, and that are far beyond what is needed. */
export function assessMemoryLimits(world: World): Assessment[] {
  return world.containers.flatMap((container) => {
    if (container.memoryLimitBytes === null) return [lifted(container, world)];
    const limited = { ...container, limit: container.memoryLimitBytes };
    return [kills(limited, world), nearlyFull(limited, world), tooLarge(limited, world)];
  });
}

interface Limited extends ContainerFacts {
  limit: number;
}

function about(kind: string, container: ContainerFacts): Pick<Assessment, "id" | "node" | "resource" | "subject" | "setting"> {
  const { key, node, name, memoryLimitBytes } = container;
  return {
    id: `memory-${kind}/${key}`,
    node,
    resource: "memory",
    subject: name,
    setting: memoryLimitBytes === null ? "none" : String(memoryLimitBytes),
  };
}

function killsPerWeek({ exits }: ContainerFacts, id: string, world: World): { count: number; perWeek: number; spanMs: number } {
  const appliedAt = world.appliedAt(id);
  const from = Math.max(world.now - WEEK_MS, world.exitsSince, appliedAt ?? -Infinity);
  const count = exits.filter(({ at, isKill }) => isKill && at >= from).length;
  const spanMs = Math.max(0, world.now - from);
  // Before it was followed, what was seen stands for a week; a rate from a short time would only frighten.
  const perWeek = appliedAt === null ? count : (count * WEEK_MS) / Math.max(HOUR_MS, spanMs);
  return { count, perWeek, spanMs };
}

/** Where the limit was taken away: only whether it still dies can be said. */
function lifted(container: ContainerFacts, world: World): Assessment {
  const subject = about("kills", container);
  const { perWeek } = killsPerWeek(container, subject.id, world);
  return { ...subject, measure: { value: perWeek, unit: "kills a week" }, finding: null };
}

function kills(container: Limited, world: World): Assessment {
  const subject = about("kills", container);
  const { count, perWeek, spanMs } = killsPerWeek(container, subject.id, world);
  const peak = peakOf(container.memory);
  const proposed = proposal(1.5 * Math.max(container.limit, peak ?? 0), container, world);
  const assessed = { ...subject, measure: { value: perWeek, unit: "kills a week" }, finding: null };
  if (count === 0 || proposed === null) return assessed;
  return {
    ...assessed,
    finding: {
      priority: count >= 3 ? "high" : "medium",
      title: `${container.name} was killed ${timesText(count)} because ${sizeText(container.limit)} of memory were too little`,
      evidence: [
        `Killed for want of memory ${timesText(count)} in ${spanText(spanMs)}, with a limit of ${sizeText(container.limit)}.`,
        ...(peak === null ? [] : [`It was seen with ${sizeText(peak)}.`]),
      ],
      expected: {
        value: -perWeek,
        unit: "kills a week",
        text: `With a limit of ${sizeText(proposed)}: ${numberText(perWeek)} kills a week fewer, unless it leaks; then they come later.`,
      },
      operation: null,
    },
  };
}

function nearlyFull(container: Limited, world: World): Assessment {
  const subject = about("nearly-full", container);
  const since = world.appliedAt(subject.id);
  const memory = container.memory === null || since === null ? container.memory : seriesSince(container.memory, since);
  const averages = memory?.averages ?? [];
  const isKnown = finite(averages).length >= FEWEST_SAMPLES;
  const share = isKnown ? shareAtLeast(averages, FULL * container.limit) : null;
  const assessed: Assessment = {
    ...subject,
    measure: share === null ? null : { value: 100 * share, unit: "percent of the time above 90 % of the limit" },
    finding: null,
  };
  const peak = peakOf(memory);
  const isKilled = container.exits.some(({ at, isKill }) => isKill && at >= world.now - WEEK_MS);
  if (share === null || share < 0.25 || peak === null || memory === null || isKilled) return assessed;
  const proposed = proposal(1.25 * peak, container, world);
  if (proposed === null) return assessed;
  return {
    ...assessed,
    finding: {
      priority: peak >= 0.98 * container.limit ? "high" : "medium",
      title: `${container.name} nearly fills its memory limit of ${sizeText(container.limit)}`,
      evidence: [`Above 90 % of it in ${percentText(share)} of ${spanText(measuredMs(memory))}, at most ${sizeText(peak)}.`],
      expected: {
        value: -100 * share,
        unit: "percent of the time above 90 % of the limit",
        text: `With a limit of ${sizeText(proposed)} it would use at most ${percentText(peak / proposed)} of it.`,
      },
      operation: null,
    },
  };
}

function tooLarge(container: Limited, world: World): Assessment {
  const subject = about("limit-large", container);
  const assessed: Assessment = { ...subject, measure: { value: container.limit, unit: "bytes" }, isSettingItself: true, finding: null };
  const peak = peakOf(container.memory);
  const isKilled = container.exits.some(({ isKill }) => isKill);
  if (container.memory === null || peak === null || isKilled || measuredMs(container.memory) < DAY_MS) return assessed;
  const proposed = Math.max(2 * STEP, roundUp(2 * peak));
  const won = container.limit - proposed;
  if (peak * FAR_TOO_LARGE > container.limit || won < WORTH_BYTES) return assessed;
  const total = world.nodes.find(({ name }) => name === container.node)?.memory?.totalBytes ?? null;
  const promised = world.containers
    .filter(({ node }) => node === container.node)
    .reduce((sum, { memoryLimitBytes }) => sum + (memoryLimitBytes ?? 0), 0);
  const isOverPromised = total !== null && promised > total;
  return {
    ...assessed,
    finding: {
      priority: isOverPromised ? "medium" : "low",
      title: `${container.name} may take ${sizeText(container.limit)} of memory and never needed more than ${sizeText(peak)}`,
      evidence: [
        `At most ${sizeText(peak)} in ${spanText(measuredMs(container.memory))}.`,
        ...(isOverPromised ? [`All limits on ${container.node} together promise ${sizeText(promised)} of ${sizeText(total)}.`] : []),
      ],
      expected: {
        value: -won,
        unit: "bytes",
        text: `A limit of ${sizeText(proposed)} keeps ${sizeText(won)} from being taken by mistake; a limit reserves nothing, so none become free now.`,
      },
      operation: null,
    },
  };
}

/** What a larger limit could be, within what the node has; null where there is no room for one. */
function proposal(wanted: number, { node, limit }: Limited, { nodes }: World): number | null {
  const total = nodes.find(({ name }) => name === node)?.memory?.totalBytes ?? Infinity;
  const proposed = Math.min(roundUp(wanted), Math.floor((0.9 * total) / STEP) * STEP);
  return proposed > limit ? proposed : null;
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / STEP) * STEP;
}

function peakOf(series: Series | null): number | null {
  const known = finite(series?.maxima ?? []);
  return known.length === 0 ? null : Math.max(...known);
}
