import { median } from "../patterns/statistics.ts";
import { DAY_MS, HOUR_MS, type Assessment, type ContainerFacts, type Exit, type World } from "./assessment.ts";
import { numberText, spanText, timesText } from "./wording.ts";

const A_DAY = 3;
const A_WEEK = 7;
/** So often within the hour it does nothing but start. */
const LOOP = 5;
/** So many times the usual pause without an end: it is over. */
const RESTED = 5;

/**
 * Containers that end by themselves and are started again, over and over. What was seen for less than a day is told as it
 * was seen; only the measure that an effect is compared by goes on at that pace, of an hour at least.
 */
export function assessRestarts(world: World): Assessment[] {
  return world.containers.map((container) => assess(container, world));
}

function assess(container: ContainerFacts, world: World): Assessment {
  const { key, name, node, isProtected, exits } = container;
  const id = `restarts/${key}`;
  const appliedAt = world.appliedAt(id);
  const from = Math.max(world.now - 7 * DAY_MS, world.exitsSince, appliedAt ?? -Infinity);
  const counted = exits.filter(({ at }) => at >= from && at <= world.now);
  const within = (ms: number): number => counted.filter(({ at }) => at > world.now - ms).length;
  const [hour, day, week] = [within(HOUR_MS), within(DAY_MS), counted.length];
  const spanMs = Math.max(0, world.now - from);
  const hasEnded = isOver(counted, world.now);
  const isLoop = hour >= LOOP;
  const perDay = hasEnded ? 0 : Math.max(isLoop ? (hour * DAY_MS) / HOUR_MS : day, (week * DAY_MS) / Math.max(HOUR_MS, spanMs));
  const assessed: Assessment = {
    id,
    node,
    resource: "restarts",
    subject: name,
    measure: { value: perDay, unit: "restarts a day" },
    setting: null,
    finding: null,
  };
  // What dies for want of memory alone is said by the rule about its limit.
  const isMemory = container.memoryLimitBytes !== null && counted.length > 0 && counted.every(({ isKill }) => isKill);
  if (hasEnded || isMemory || (day < A_DAY && week < A_WEEK && hour < LOOP)) return assessed;
  const windows = [
    { count: week, text: spanText(spanMs), isMeasured: true },
    { count: day, text: "the last day", isMeasured: spanMs > DAY_MS },
    { count: hour, text: "the last hour", isMeasured: spanMs > HOUR_MS },
  ].filter(({ isMeasured }) => isMeasured);
  return {
    ...assessed,
    finding: {
      priority: isLoop ? "critical" : day >= 12 ? "high" : day >= A_DAY ? "medium" : "low",
      title: `${name} restarts ${isLoop ? "again and again" : "too often"}`,
      evidence: [`Ended by itself ${windows.map(({ count, text }) => `${timesText(count)} in ${text}`).join(", ")}.`, ...endings(counted)],
      expected: {
        value: -perDay,
        unit: "restarts a day",
        text: isLoop
          ? `Stopping it until its cause is found spares starts like these: ${hour} in ${spanText(Math.min(HOUR_MS, spanMs))}.`
          : spanMs < DAY_MS
            ? `With its cause removed, starts like these are spared: ${week} in ${spanText(spanMs)}.`
            : `With its cause removed, ${numberText(perDay)} starts a day fewer.`,
      },
      operation: isLoop && !isProtected ? { name: "containers.stop", input: { name, node } } : null,
    },
  };
}

/** It rested for much longer than it ever did between two ends, and for two hours at least. */
function isOver(exits: readonly Exit[], now: number): boolean {
  const times = exits.map(({ at }) => at).toSorted((a, b) => a - b);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  const last = times.at(-1);
  return last === undefined || (gaps.length > 0 && now - last > Math.max(2 * HOUR_MS, RESTED * median(gaps)));
}

function endings(exits: readonly Exit[]): string[] {
  const kills = exits.filter(({ isKill }) => isKill).length;
  const codes = Map.groupBy(
    exits.filter(({ exitCode, isKill }) => exitCode !== null && !isKill),
    ({ exitCode }) => exitCode,
  );
  const said = [...codes].toSorted(([, a], [, b]) => b.length - a.length).map(([code, list]) => `code ${code} ${timesText(list.length)}`);
  if (kills > 0) said.unshift(`killed for want of memory ${timesText(kills)}`);
  return said.length === 0 ? [] : [`How it ended: ${said.slice(0, 3).join(", ")}.`];
}
