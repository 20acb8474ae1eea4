/**
 * What optimization costs, and how honest its forecasts are: `npm run bench -- optimization [--disks 300]`. A pretended home of
 * 50 containers over a week; then made-up disks, whose true future is known, of four kinds of noise.
 */
import { parseArgs } from "node:util";
import { forecastOf } from "../src/features/order/optimization/suggestions/disks.ts";
import { trendOf } from "../src/features/order/optimization/patterns/trend.ts";
import { Home, patternsOf, suggested } from "../src/features/order/optimization/testing/home.ts";
import { containerFacts } from "../src/integrations/docker/fake.ts";
import type { TestKernel } from "../src/kernel/testing.ts";

const CONTAINERS = 50;
const WEEK = 2_016;
const HOURS = 168;
const HOUR_MS = 3_600_000;

/** Numbers from 0 to 1, the same each run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Runs it and says how long it took, and for how long nobody else had a turn. */
async function timed(what: string, run: () => Promise<unknown>): Promise<void> {
  let [isOver, longestMs, lastMs] = [false, 0, performance.now()];
  const tick = (): void => {
    longestMs = Math.max(longestMs, performance.now() - lastMs);
    lastMs = performance.now();
    if (!isOver) setImmediate(tick);
  };
  setImmediate(tick);
  const began = performance.now();
  await run();
  const tookMs = performance.now() - began;
  isOver = true;
  process.stdout.write(`${what.padEnd(40)} ${tookMs.toFixed(0).padStart(6)} ms, longest without a turn ${longestMs.toFixed(0)} ms\n`);
}

async function cost(): Promise<void> {
  const home = new Home();
  for (let index = 0; index < CONTAINERS; index += 1) home.engine.add(containerFacts({ name: `c${index}`, state: "running" }));
  await using hydra: TestKernel = await home.open();
  await home.live(hydra, WEEK);
  for (let round = 0; round < 3; round += 1) {
    home.clock.advance(25_000);
    await timed("suggestions, a fresh look", () => suggested(hydra));
    await timed("suggestions, the same look", () => suggested(hydra));
    await timed("patterns of a day", () => patternsOf(hydra));
    await timed("patterns of a week", () => patternsOf(hydra, { hours: HOURS }));
  }
}

/** How one value of noise follows from the one before, in parts of an hour's growth; `at` is the hour. */
const NOISES: Readonly<Record<string, (before: number, random: () => number, at: number) => number>> = {
  "independent noise": (_, random) => 10 * (random() - 0.5),
  "noise like the hour before": (before, random) => 0.7 * before + 10 * (random() - 0.5),
  "a backup each night": (_, random, at) => (at % 24 < 3 ? 20 : 0) + 4 * random(),
  "a random walk": (before, random) => before + 4 * (random() - 0.5),
};

/** How often the true moment lies between earliest and latest, of disks that grow by 1 an hour and have 200 free. */
function honesty(disks: number): void {
  for (const [name, noise] of Object.entries(NOISES)) {
    const random = dice(5);
    let [told, held] = [0, 0];
    for (let disk = 0; disk < disks; disk += 1) {
      let rest = 0;
      const points = Array.from({ length: HOURS }, (_, at) => {
        rest = noise(rest, random, at);
        return { at: at * HOUR_MS, value: at + rest };
      });
      const trend = trendOf(points);
      const forecast = trend === null ? null : forecastOf(200, trend, 0);
      if (forecast === null) continue;
      told += 1;
      if (forecast.earliest <= 200 * HOUR_MS && 200 * HOUR_MS <= (forecast.latest ?? Infinity)) held += 1;
    }
    const share = told === 0 ? "no date told" : `${((100 * held) / told).toFixed(0)} % within`;
    process.stdout.write(`${`${name}: ${told} of ${disks} told`.padEnd(52)} ${share}\n`);
  }
}

const { values } = parseArgs({ options: { disks: { type: "string", default: "300" } } });
honesty(Number(values.disks));
await cost();
