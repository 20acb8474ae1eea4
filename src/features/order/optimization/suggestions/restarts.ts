import { median } from "../patterns/statistics.ts";
import { DAY_MS, HOUR_MS, type Assessment, type ContainerFacts, type Exit, type World } from "./assessment.ts";
import { numberText, spanText, timesText } from "./wording.ts";

const A_DAY = 3;
const A_WEEK = 7;
/** So often within the hour it does nothing but start. */
const LOOP = 5;
/** So many times the usual pause without an end: it is over. */
const RESTED = 5;

/** Containers that end by themselves and are started again, over and over. */
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
  const perDay = hasEnded ? 0 : Math.max(day, (week * DAY_MS) / Math.max(DAY_MS, spanMs));
  const assessed: Assessment = {
    id,
    node,
    resource: "cpu",
    subject: name,
    measure: { value: perDay, unit: "restarts a day" },
    setting: null,
    finding: null,
  };
  // What dies for want of memory alone is said by the rule about its limit.
  const isMemory = container.memoryLimitBytes !== null && counted.length > 0 && counted.every(({ isKill }) => isKill);
  if (hasEnded || isMemory || (day < A_DAY && week < A_WEEK && hour < LOOP)) return assessed;
  const isLoop = hour >= LOOP;
  return {
    ...assessed,
    finding: {
      priority: isLoop ? "critical" : day >= 12 ? "high" : day >= A_DAY ? "medium" : "low",
      title: `${name} restarts ${isLoop ? "again and again" : "too often"}`,
      evidence: [
        `Ended by itself ${timesText(week)} in ${spanText(spanMs)}, ${timesText(day)} in the last day, ${timesText(hour)} in the last hour.`,
        ...endings(counted),
      ],
      expected: {
        value: -perDay,
        unit: "restarts a day",
        text: isLoop
          ? `Stopping it until its cause is found spares ${numberText(perDay)} starts a day.`
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
