import { finite, median, shareAtLeast } from "../patterns/statistics.ts";
import { FEWEST_SAMPLES, patternOf, type Pattern } from "../patterns/usage.ts";
import { DAY_MS, HOUR_MS, measuredMs, seriesSince, type Assessment, type Series, type World } from "./assessment.ts";
import { numberText, percentText, spanText } from "./wording.ts";

type Gpu = World["nodes"][number]["gpus"][number];

interface Card {
  node: string;
  gpu: Gpu;
  label: string;
  use: Series | null;
  pattern: Pattern;
  power: Series | null;
}

/** Below this a card has nothing to do. */
export const IDLE_PERCENT = 5;
/** A card that was unused for less than an hour is between two jobs. */
const IDLE_FOR_MS = HOUR_MS;

/** Cards with nothing to do, cards with too much, and cards that run into their power limit. */
export function assessGpus(world: World): Assessment[] {
  const cards = world.nodes.flatMap(({ name: node, gpus }) => gpus.map((gpu) => cardOf(world, node, gpu)));
  return cards.flatMap((card) => [idle(card, world), overloaded(card, cards, world), powerLimit(card, world)]);
}

function cardOf(world: World, node: string, gpu: Gpu): Card {
  const key = `${node} ${gpu.uuid}`;
  const use = world.series("gpu", key, "usedPercent");
  const label = gpu.index === null ? gpu.name : `${gpu.name} (${gpu.index})`;
  return { node, gpu, label, use, pattern: patternOfUse(use), power: world.series("gpu", key, "powerW") };
}

function patternOfUse(use: Series | null): Pattern {
  return patternOf({ averages: use?.averages ?? [], maxima: use?.maxima ?? [], capacity: 100, idleBelow: IDLE_PERCENT });
}

/** The share of the time in which the card was so busy, since the suggestion was followed if it was. */
function shareOfTime({ use }: Card, since: number | null, percent: number): number | null {
  if (use === null) return null;
  const { averages } = since === null ? use : seriesSince(use, since);
  return finite(averages).length < FEWEST_SAMPLES ? null : shareAtLeast(averages, percent);
}

function idle(card: Card, world: World): Assessment {
  const { node, gpu, label, use, pattern, power } = card;
  const id = `gpu-idle/${node}/${gpu.uuid}`;
  const busy = shareOfTime(card, world.appliedAt(id), IDLE_PERCENT);
  const unused = busy === null ? null : 100 * (1 - busy);
  const spanMs = use === null ? 0 : measuredMs(use);
  const watts = median(power?.averages ?? []);
  const energy = Number.isFinite(watts) ? `; unused it draws ${numberText(watts)} W, ${numberText((watts * 24) / 1_000)} kWh a day` : "";
  const held = gpu.memoryUsedBytes !== null && gpu.memoryTotalBytes !== null ? gpu.memoryUsedBytes / gpu.memoryTotalBytes : null;
  const isIdle = pattern.kind === "idle" && spanMs >= IDLE_FOR_MS && unused !== null;
  return {
    id,
    node,
    resource: "gpu",
    subject: gpu.uuid,
    measure: unused === null ? null : { value: unused, unit: "percent of the time unused" },
    setting: null,
    finding: !isIdle
      ? null
      : {
          priority: spanMs >= DAY_MS / 2 && held !== null && held > 0.5 ? "medium" : "low",
          title: `${label} on ${node} has nothing to do`,
          evidence: [
            `Used ${numberText(pattern.average ?? 0)} % on average over ${spanText(spanMs)}, at most ${numberText(pattern.peak ?? 0)} %.`,
            ...(held !== null && held > 0.1 ? [`${percentText(held)} of its memory is held all the same.`] : []),
          ],
          expected: {
            value: -unused,
            unit: "percent of the time unused",
            text: `It could take work for ${numberText(unused)} % of the time${energy}.`,
          },
          operation: null,
        },
  };
}

function overloaded(card: Card, cards: readonly Card[], world: World): Assessment {
  const { node, gpu, label, use, pattern } = card;
  const id = `gpu-overloaded/${node}/${gpu.uuid}`;
  const share = shareOfTime(card, world.appliedAt(id), 90);
  const full = share === null ? null : 100 * share;
  const spare = cards
    .filter((other) => other !== card && other.pattern.samples >= FEWEST_SAMPLES && (other.pattern.average ?? 100) < 50)
    .toSorted((a, b) => (a.pattern.average ?? 0) - (b.pattern.average ?? 0))[0];
  const average = pattern.average ?? 0;
  const help =
    spare === undefined
      ? `About ${numberText(Math.max(0, average - 70))} % of its time has to move to another card, or wait for a quiet hour, until it is used 70 %.`
      : `Shared with ${spare.label} on ${spare.node}, both would be used about ${numberText((average + (spare.pattern.average ?? 0)) / 2)} %.`;
  return {
    id,
    node,
    resource: "gpu",
    subject: gpu.uuid,
    measure: full === null ? null : { value: full, unit: "percent of the time above 90 % use" },
    setting: null,
    finding:
      pattern.kind !== "overloaded" || full === null || use === null
        ? null
        : {
            priority: full >= 75 && measuredMs(use) >= HOUR_MS ? "high" : "medium",
            title: `${label} on ${node} has more to do than it can`,
            evidence: [
              `Above 90 % use in ${numberText(full)} % of ${spanText(measuredMs(use))}, ${numberText(average)} % on average.`,
              ...(gpu.temperatureC === null ? [] : [`${numberText(gpu.temperatureC)} °C now.`]),
            ],
            expected: { value: -full, unit: "percent of the time above 90 % use", text: help },
            operation: null,
          },
  };
}

/** A card is busy from half of its use on. */
const BUSY_PERCENT = 50;
/** Cards run into their limit a little below it. */
const AT_LIMIT = 0.9;
/** Down to four fifths of the limit a card gives away little speed: clocks fall by the root, or less, of the power. */
const PROPOSED_SHARE = 0.8;

function powerLimit({ node, gpu, label, use, power }: Card, world: World): Assessment {
  const id = `gpu-power/${node}/${gpu.uuid}`;
  const limit = gpu.powerLimitW ?? null;
  const since = world.appliedAt(id);
  const watts = use === null || power === null ? [] : wattsWhileBusy(use, power, since);
  const drawn = watts.length < FEWEST_SAMPLES ? null : median(watts);
  const assessed: Assessment = {
    id,
    node,
    resource: "gpu",
    subject: gpu.uuid,
    measure: drawn === null ? null : { value: drawn, unit: "W while busy" },
    setting: limit === null ? null : String(limit),
    finding: null,
  };
  if (limit === null || drawn === null || use === null || drawn < AT_LIMIT * limit || since !== null) return assessed;
  const proposed = Math.round((PROPOSED_SHARE * limit) / 5) * 5;
  const busyShare = shareAtLeast(use.averages, BUSY_PERCENT);
  const saved = drawn - proposed;
  return {
    ...assessed,
    finding: {
      priority: (gpu.temperatureC ?? 0) >= 83 ? "medium" : "low",
      title: `${label} on ${node} runs into its power limit of ${numberText(limit)} W`,
      evidence: [
        `${numberText(drawn)} W while busy (middle of ${watts.length} samples), busy ${percentText(busyShare)} of the time.`,
        ...(gpu.temperatureC === null ? [] : [`${numberText(gpu.temperatureC)} °C now.`]),
      ],
      expected: {
        value: -saved,
        unit: "W while busy",
        text: `A limit of ${proposed} W saves ${numberText(saved)} W while busy, ${numberText((saved * busyShare * 24) / 1_000)} kWh a day; what it costs in speed shows only when it is tried.`,
      },
      operation: null,
    },
  };
}

function wattsWhileBusy(use: Series, power: Series, since: number | null): number[] {
  // Both come from the same rounds; where their steps differ nothing can be said of the same moment.
  if (use.stepMs !== power.stepMs || use.start !== power.start) return [];
  return use.averages.flatMap((percent, index) => {
    const watts = power.averages[index];
    const isCounted = percent !== null && percent >= BUSY_PERCENT && (since === null || use.start + index * use.stepMs >= since);
    return isCounted && watts != null && Number.isFinite(watts) ? [watts] : [];
  });
}
