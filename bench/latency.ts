/**
 * How soon Hydra shows what happens: `node bench/latency.ts [--times 40]`, as root. Containers are killed from outside by
 * their pid and started again, one at a time; measured is from the engine's own time of the event until a reader of
 * `GET /events` has it. Beside it, in the same run, a bare client reads the engine's events itself: what is quicker than
 * that cannot be had.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ask, engineSocket, startFleet, Started } from "./surroundings/engine.ts";
import { launchHydra } from "./surroundings/launched.ts";
import { listenToDocker, listenToHydra, wallClock } from "./surroundings/streams.ts";
import { percentile, printTable, type Row } from "./surroundings/table.ts";

const CONTAINERS = 10;
const NS_PER_MS = 1e6;

const { values } = parseArgs({ options: { times: { type: "string", default: "40" } } });
const times = Number(values.times);

/** All in ms. */
interface Delays {
  /** From the engine's time of the event. */
  hydra: number[];
  bare: number[];
  /** From the deed itself. */
  deed: number[];
}

const socketPath = await engineSocket();
const fleet = await startFleet(socketPath, { count: CONTAINERS, command: () => ["sleep", "3600"] });
const started = new Started();
started.push(fleet.remove);

try {
  const hydra = await launchHydra(socketPath);
  started.push(hydra.end);
  const [docker, shown] = await Promise.all([
    listenToDocker(socketPath, started.signal),
    listenToHydra(hydra.toolsPort, hydra.token, started.signal),
  ]);
  // The first sight is over when nothing new was told for a while.
  for (let before = -1; before !== shown.count;) {
    before = shown.count;
    await sleep(3_000);
  }

  const happen = async (id: string, action: string, type: string, deed: () => Promise<unknown>, delays: Delays): Promise<void> => {
    const told = docker.next((event) => event.Action === action && event.Actor.ID === id);
    const seen = shown.next((event) => event.type === type && event.data.id === id);
    const didAt = wallClock();
    const [, bare, hydra] = await Promise.all([deed(), told, seen]);
    const happenedAt = bare.item.timeNano / NS_PER_MS;
    delays.bare.push(bare.at - happenedAt);
    delays.hydra.push(hydra.at - happenedAt);
    delays.deed.push(hydra.at - didAt);
  };
  const deaths: Delays = { hydra: [], bare: [], deed: [] };
  const starts: Delays = { hydra: [], bare: [], deed: [] };
  const ids = [...fleet.containers.values()];
  for (let time = 0; time < times; time += 1) {
    const id = ids[time % ids.length] ?? "";
    const { State } = JSON.parse(await ask(socketPath, "GET", `/containers/${id}/json`)) as { State: { Pid: number } };
    const kill = (): Promise<boolean> => Promise.resolve(process.kill(State.Pid, "SIGKILL"));
    await happen(id, "die", "container.exited", kill, deaths);
    await happen(id, "start", "container.started", () => ask(socketPath, "POST", `/containers/${id}/start`), starts);
  }
  printTable(`latency, ${times} deaths and ${times} starts`, [
    ...rows("event of the engine -> visible on SSE", [...deaths.hydra, ...starts.hydra], 500),
    ...rows("  a bare client of the engine's events", [...deaths.bare, ...starts.bare], null),
    ...rows("  deaths only", deaths.hydra, null),
    ...rows("  starts only", starts.hydra, null),
    ...rows("  kill -9 -> visible on SSE", deaths.deed, null),
  ]);
} finally {
  await started.end();
}

function rows(what: string, delays: readonly number[], atMost: number | null): Row[] {
  return [
    { what: `${what}, p50`, measured: percentile(delays, 0.5), unit: "ms", atMost: null },
    { what: `${what}, p95`, measured: percentile(delays, 0.95), unit: "ms", atMost },
  ];
}
