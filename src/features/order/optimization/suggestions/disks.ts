import { sinceCleanUp, trendOf, type TimedValue, type Trend } from "../patterns/trend.ts";
import { DAY_MS, HOUR_MS, type Assessment, type Finding, type Forecast, type Priority, type World } from "./assessment.ts";
import { percentText, sizeText, spanText } from "./wording.ts";

type Disk = World["nodes"][number]["disks"][number];

/** So far ahead it is worth a word. */
const HORIZON_MS = 30 * DAY_MS;
/** What was seen for a while says nothing about more than ten times as long. */
const REACH = 10;
const SHORTEST_MS = 2 * HOUR_MS;
const NEARLY_FULL = 0.9;
const COMFORTABLE = 0.8;
/** One step down of this part of the disk is somebody who made room. */
const CLEAN_UP = 0.02;

/** Disks that are nearly full, or will be before a month is over. */
export function assessDisks(world: World): Assessment[] {
  return world.nodes.flatMap(({ name, disks }) => disks.map((disk) => assessDisk(world, name, disk)));
}

function assessDisk(world: World, node: string, disk: Disk): Assessment {
  const trend = growthOf(world, node, disk);
  const forecast = trend === null ? null : forecastOf(disk.availableBytes, trend, world.now);
  return {
    id: `disk-full/${node}/${disk.mount}`,
    node,
    resource: "disk",
    subject: disk.mount,
    measure: { value: disk.availableBytes, unit: "bytes free" },
    setting: null,
    finding: findingOf(node, disk, trend, forecast, world.now),
  };
}

function growthOf(world: World, node: string, { mount, totalBytes }: Disk): Trend | null {
  const series = world.series("disk", `${node} ${mount}`, "usedBytes");
  if (series === null) return null;
  const points = series.averages.flatMap((value, index): TimedValue[] =>
    value === null ? [] : [{ at: series.start + index * series.stepMs, value }],
  );
  const trend = trendOf(sinceCleanUp(points, CLEAN_UP * totalBytes));
  return trend === null || trend.span < SHORTEST_MS ? null : trend;
}

/** When it is full if it goes on like this; null where it is not sure that it grows, or that is too far ahead to say. */
export function forecastOf(availableBytes: number, { slope, low, high, span }: Trend, now: number): Forecast | null {
  const within = Math.min(HORIZON_MS, REACH * span);
  if (!(low > 0) || !(availableBytes / slope <= within)) return null;
  return {
    fillsAt: now + availableBytes / slope,
    earliest: now + availableBytes / high,
    latest: availableBytes / low <= REACH * within ? now + availableBytes / low : null,
  };
}

function findingOf(node: string, disk: Disk, trend: Trend | null, forecast: Forecast | null, now: number): Finding | null {
  const { mount, usedBytes, availableBytes } = disk;
  const usable = usedBytes + availableBytes;
  const used = usable === 0 ? 0 : usedBytes / usable;
  if (forecast === null && used < NEARLY_FULL) return null;
  const month = forecast === null || trend === null ? 0 : trend.slope * HORIZON_MS;
  const wanted = Math.max(usedBytes - COMFORTABLE * usable, month - availableBytes, 0);
  // Nobody frees more than half of what lies there: then the growth itself has to stop.
  const toFree = Math.min(wanted, usedBytes / 2);
  const growth =
    trend === null || forecast === null
      ? []
      : [
          `Grows by ${sizeText(trend.slope * DAY_MS)} a day, between ${sizeText(trend.low * DAY_MS)} and ${sizeText(trend.high * DAY_MS)} (nine of ten), seen for ${spanText(trend.span)}.`,
          `Full in ${spanText(forecast.fillsAt - now)} if it goes on like this: at the earliest in ${spanText(forecast.earliest - now)}, ${
            forecast.latest === null ? "at the latest nobody can say" : `at the latest in ${spanText(forecast.latest - now)}`
          }.`,
        ];
  return {
    priority: priorityOf(used, forecast === null ? null : forecast.fillsAt - now),
    title:
      forecast === null ? `${mount} on ${node} is nearly full` : `${mount} on ${node} is full in about ${spanText(forecast.fillsAt - now)}`,
    evidence: [`${percentText(used)} used, ${sizeText(availableBytes)} free.`, ...growth],
    expected: {
      value: toFree,
      unit: "bytes free",
      text: gainText(toFree, wanted, trend, forecast),
    },
    operation: null,
    ...(forecast !== null && { forecast }),
  };
}

function gainText(toFree: number, wanted: number, trend: Trend | null, forecast: Forecast | null): string {
  const freeing = `Freeing ${sizeText(toFree)}`;
  if (forecast === null || trend === null) return `${freeing} brings it down to ${percentText(COMFORTABLE)}.`;
  if (toFree < wanted) return `${freeing} gains ${spanText(toFree / trend.slope)}; what grows has to be stopped.`;
  return `${freeing} is enough for ${spanText(HORIZON_MS)}.`;
}

function priorityOf(used: number, leftMs: number | null): Priority {
  if (used >= 0.98 || (leftMs !== null && leftMs < DAY_MS)) return "critical";
  if (used >= 0.95 || (leftMs !== null && leftMs < 3 * DAY_MS)) return "high";
  return used >= NEARLY_FULL || (leftMs !== null && leftMs < 14 * DAY_MS) ? "medium" : "low";
}
