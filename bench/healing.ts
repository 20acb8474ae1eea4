/**
 * How fast and how rightly Hydra heals: `node bench/healing.ts [--crashes 20] [--times 5] [--window 60]`, as root, on Docker
 * engines of its own. Crashes: from Docker's event until the incident is on disk, and from the kill until it is proven well.
 * The fixture: from Docker's `unhealthy` to `healthy` again, beside a loop that restarts every 5 s what is unhealthy.
 * Ten faults at once: what each of the two made of them. Times are those of Docker's own events.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { CareHome, type Incident } from "../tests/care/care-home.ts";
import { until } from "../tests/cluster/served-hydra.ts";
import { openAutoheal } from "./incidents/adapters/autoheal.ts";
import { onInterrupt } from "./surroundings/engine.ts";
import { ill, killed, tenFaults, type Fault } from "./surroundings/home-faults.ts";
import { wallClock } from "./surroundings/streams.ts";
import { percentile, printTable, type Row } from "./surroundings/table.ts";

const { values } = parseArgs({
  options: {
    crashes: { type: "string", default: "20" },
    times: { type: "string", default: "5" },
    window: { type: "string", default: "60" },
  },
});
const HEALTHY = "health_status: healthy";
const UNHEALTHY = "health_status: unhealthy";
/** More is done here in ten minutes than in a home; every other limit is as it is by default. */
const SETTINGS = { HYDRA_HEALING_PER_TEN_MINUTES: "200" };
const TOOLS = ["Hydra", "a poll every 5 s"] as const;
type Tool = (typeof TOOLS)[number];

const open = new Set<() => Promise<void>>();
onInterrupt(async () => {
  for (const end of open) await end();
});

/** A home in which one of the two heals. Where it is the loop, Hydra watches beside it, so that both have the same load. */
async function inHome<T>(tool: Tool, run: (home: CareHome) => Promise<T>): Promise<T> {
  const home = await CareHome.open(SETTINGS);
  const ends = [() => home.end()];
  const endAll = async (): Promise<void> => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  open.add(endAll);
  try {
    if (tool === "Hydra") await home.allow();
    else {
      const loop = await openAutoheal({ socketPath: home.engine.socket, label: "hydra.test=1", homes: [] });
      ends.push(() => loop.end());
    }
    return await run(home);
  } finally {
    await endAll();
    open.delete(endAll);
  }
}

async function crashes(count: number): Promise<Row[]> {
  return inHome("Hydra", async (home) => {
    const faults = Array.from({ length: count }, (_, index) => killed(`crash-${index}`));
    const proven: number[] = [];
    for (const fault of faults) await fault.prepare(home);
    for (const fault of faults) {
      const since = wallClock();
      await fault.happen(home);
      await until(`${fault.name} proven`, () => isProven(home, fault.name));
      proven.push(wallClock() - since);
    }
    const detected = (await home.incidents()).filter(({ subject }) => subject.name.startsWith("crash-")).map(timeToDetect);
    return [
      ...rows("Docker's event -> incident on disk", detected, 1_000, "ms"),
      ...rows("killed (policy no, check every 2 s) -> proven well", proven.map(toSeconds), 15, "s"),
    ];
  });
}

function isProven({ hydra }: CareHome, name: string): boolean {
  return hydra.told("attempt.noted").some(({ data }) => {
    const { subject, outcome } = data["attempt"] as { subject: string; outcome: string };
    return subject === name && outcome === "proven";
  });
}

function timeToDetect({ detectedMs }: Incident): number {
  return detectedMs;
}

async function fixtures(tool: Tool, count: number): Promise<Row[]> {
  return inHome(tool, async (home) => {
    const faults = Array.from({ length: count }, (_, index) => ill(`ill-${index}`));
    const healer: number[] = [];
    const whole: number[] = [];
    for (const fault of faults) {
      await fault.prepare(home);
      // Any moment between two checks.
      await sleep(Math.random() * 2_000);
      const since = wallClock();
      await fault.happen(home);
      const sick = await until(`${fault.name} unhealthy`, () => home.deeds.on(fault.name, UNHEALTHY)[0]);
      const well = await until(`${fault.name} healthy`, () => home.deeds.on(fault.name, HEALTHY).find(({ at }) => at > sick.at));
      healer.push(well.at - sick.at);
      whole.push(well.at - since);
    }
    const isOurs = tool === "Hydra";
    return [
      ...rows(`${tool}: unhealthy -> healthy again`, healer.map(toSeconds), isOurs ? 3 : null, "s"),
      ...rows(`${tool}:   fault -> healthy again`, whole.map(toSeconds), null, "s"),
    ];
  });
}

interface Played {
  fault: Fault;
  restarts: number;
  /** From the fault until it was healthy again; null: not within the time. */
  backMs: number | null;
  proven: number;
}

/** All ten at once, and then the same time for both. */
async function playTen(tool: Tool, windowMs: number): Promise<Played[]> {
  return inHome(tool, async (home) => {
    const faults = tenFaults();
    for (const fault of faults) await fault.prepare(home);
    const startsBefore = new Map(faults.map(({ name }) => [name, Math.max(1, home.deeds.count(name, "start"))]));
    const since = wallClock();
    await Promise.all(faults.map((fault) => fault.happen(home)));
    await sleep(windowMs);
    const { incidents } = await home.hydra.get<{ incidents: { id: string }[] }>("/incidents?limit=1000");
    const stories = await Promise.all(
      incidents.map(({ id }) => home.hydra.get<{ attempts: { subject: string; outcome: string }[] }>(`/incidents/${id}`)),
    );
    const attempts = stories.flatMap((story) => story.attempts);
    return faults.map((fault) => {
      const { name } = fault;
      const sick = home.deeds.on(name, UNHEALTHY, "die").find(({ at }) => at > since);
      const lastSick = home.deeds.on(name, UNHEALTHY, "die").at(-1);
      const back = home.deeds.on(name, HEALTHY).find(({ at }) => sick !== undefined && at > sick.at);
      const isBack = back !== undefined && (home.deeds.on(name, HEALTHY).at(-1)?.at ?? 0) > (lastSick?.at ?? 0);
      return {
        fault,
        restarts: home.deeds.count(name, "start") - (startsBefore.get(name) ?? 0),
        backMs: isBack ? back.at - since : null,
        proven: attempts.filter(({ subject, outcome }) => subject === name && outcome === "proven").length,
      };
    });
  });
}

function wrongOf({ fault, restarts }: Played): number {
  return fault.isToBeRestarted ? Math.max(0, restarts - 1) : restarts;
}

function sum(all: readonly Played[], count: (each: Played) => number): number {
  return all.reduce((total, each) => total + count(each), 0);
}

function summary(tool: Tool, all: readonly Played[]): Row[] {
  const missed = all.filter(({ fault, backMs }) => fault.isToBeWell && backMs === null).length;
  const back = all.flatMap(({ fault, backMs }) => (fault.isToBeWell && backMs !== null ? [backMs] : []));
  const isOurs = tool === "Hydra";
  const count = (what: string, measured: number): Row => ({ what: `${tool}: ${what}`, measured, unit: "", atMost: isOurs ? 0 : null });
  return [
    count("wrong restarts", sum(all, wrongOf)),
    count(
      "restarts that nobody proved",
      sum(all, ({ restarts, proven }) => Math.max(0, restarts - proven)),
    ),
    count("not well again in the time", missed),
    ...rows(`${tool}: fault -> healthy again, of those`, back.map(toSeconds), null, "s"),
  ];
}

function printPlayed(played: ReadonlyMap<Tool, readonly Played[]>): void {
  const cell = ({ restarts, backMs }: Played): string =>
    `${restarts} restarts, ${backMs === null ? "-" : `${toSeconds(backMs).toFixed(1)} s`}`.padEnd(24);
  for (const [index, { name, what }] of tenFaults().entries()) {
    const cells = TOOLS.map((tool) => played.get(tool)?.[index]).flatMap((each) => (each === undefined ? [] : [cell(each)]));
    process.stdout.write(`${`${name}: ${what}`.padEnd(64)} ${cells.join(" ")}\n`);
  }
}

function toSeconds(ms: number): number {
  return ms / 1_000;
}

function rows(what: string, measured: readonly number[], atMost: number | null, unit: string): Row[] {
  return [
    { what: `${what}, p50 of ${measured.length}`, measured: percentile(measured, 0.5), unit, atMost: null },
    { what: `${what}, p95`, measured: percentile(measured, 0.95), unit, atMost },
  ];
}

printTable("healing, crashes", await crashes(Number(values.crashes)));
const byFixture: Row[] = [];
for (const tool of TOOLS) byFixture.push(...(await fixtures(tool, Number(values.times))));
printTable("healing, the fixture", byFixture);
const played = new Map<Tool, Played[]>();
for (const tool of TOOLS) played.set(tool, await playTen(tool, Number(values.window) * 1_000));
printTable(
  `healing, ten faults at once, ${values.window} s`,
  TOOLS.flatMap((tool) => summary(tool, played.get(tool) ?? [])),
);
printPlayed(played);
