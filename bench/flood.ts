/**
 * Whether a flood of log lines drowns anything: `node bench/flood.ts [--seconds 20]`, as root. Ten containers write 10,000
 * lines a second together while five others start and are killed. Counted: events that the engine told a bare client and
 * that Hydra's readers never got, how long Hydra's main thread was held up, lines that were written and not kept.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ask, engineSocket, startFleet, Started } from "./surroundings/engine.ts";
import { launchHydra, type LaunchedHydra } from "./surroundings/launched.ts";
import { readFigures } from "./surroundings/process-figures.ts";
import { listenToDocker, listenToHydra } from "./surroundings/streams.ts";
import { printTable } from "./surroundings/table.ts";

const LOUD = 10;
const RESTLESS = 5;
const LINES_PER_SECOND = 10_000;
const BURSTS_PER_SECOND = 10;
/** A flood begins when Hydra has seen everything, and is on the way for a second already when counting begins. */
const QUIET_MS = 3_000;
const ARRIVE_WITHIN_MS = 15_000;

const { values } = parseArgs({ options: { seconds: { type: "string", default: "20" } } });
const seconds = Number(values.seconds);

/** Somewhat more than is asked for: they begin within a second, not at once. */
const perBurst = Math.ceil((LINES_PER_SECOND * 1.15) / LOUD / BURSTS_PER_SECOND);
/** Writes numbered lines of about 100 bytes, in bursts; on a busy machine it does not sleep until it has made up for time lost. */
const FLOOD = `BEGIN { began = systime(); bursts = 0
  while (1) {
    while (bursts < (systime() - began + 1) * ${BURSTS_PER_SECOND}) {
      for (i = 0; i < ${perBurst}; i++) printf "%d INFO GET /api/items served in 12 ms for client 10.0.0.7, cache miss, queue depth 3, worker 5\\n", ++n
      fflush(); bursts++
      if (bursts >= (systime() - began) * ${BURSTS_PER_SECOND}) system("usleep ${Math.floor(900_000 / BURSTS_PER_SECOND)}")
    }
    system("usleep 20000")
  } }`;

const socketPath = await engineSocket();
const folder = mkdtempSync(join(tmpdir(), "hydra-bench-flood-"));
const delaysFile = join(folder, "delays.json");
const started = new Started();
started.push(async () => rmSync(folder, { recursive: true, force: true }));

try {
  const fleet = await startFleet(socketPath, {
    count: LOUD + RESTLESS,
    command: (index) => (index < LOUD ? ["sh", "-c", `trap 'exec awk "$FLOOD"' USR1; while :; do sleep 1; done`] : ["sleep", "3600"]),
    env: [`FLOOD=${FLOOD}`],
  });
  started.push(fleet.remove);
  const ids = [...fleet.containers.values()];
  const loud = ids.slice(0, LOUD);
  const restless = ids.slice(LOUD);
  const hydra = await launchHydra(socketPath, {
    HYDRA_BENCH_DELAYS: delaysFile,
    NODE_OPTIONS: `--import=${join(import.meta.dirname, "surroundings/loop-delay.mjs")}`,
  });
  started.push(hydra.end);
  const told = new Map<string, number>();
  const shown = new Map<string, number>();
  const [docker, events] = await Promise.all([
    listenToDocker(socketPath, started.signal),
    listenToHydra(hydra.toolsPort, hydra.token, started.signal),
  ]);
  await sleep(QUIET_MS);
  docker.onItem = ({ Action, Actor }) => {
    if (restless.includes(Actor.ID)) count(told, `${Action} ${Actor.ID}`);
  };
  events.onItem = ({ type, data }) => {
    if (!restless.includes(data.id ?? "")) return;
    if (type === "container.exited") count(shown, `die ${data.id}`);
    if (type === "container.started") count(shown, `start ${data.id}`);
  };

  await Promise.all(loud.map((id) => ask(socketPath, "POST", `/containers/${id}/kill?signal=USR1`)));
  await sleep(1_000);
  process.kill(hydra.pid, "SIGUSR2");
  const before = readFigures(hydra.pid);
  const startedMs = performance.now();
  const isOver = (): boolean => performance.now() - startedMs > seconds * 1_000;
  await Promise.all(restless.map((id) => startAndDie(id, isOver)));
  const tookSeconds = (performance.now() - startedMs) / 1_000;
  const after = readFigures(hydra.pid);
  rmSync(delaysFile, { force: true });
  process.kill(hydra.pid, "SIGUSR2");
  await Promise.all(loud.map((id) => ask(socketPath, "POST", `/containers/${id}/kill?signal=KILL`)));

  const missing = (): number => [...told].reduce((sum, [key, times]) => sum + Math.max(0, times - (shown.get(key) ?? 0)), 0);
  for (const giveUp = performance.now() + ARRIVE_WITHIN_MS; missing() > 0 && performance.now() < giveUp;) await sleep(100);
  const written = (await Promise.all(loud.map((id) => linesOf(id)))).reduce((sum, lines) => sum + lines, 0);
  const dropped = await linesDropped(hydra, [...fleet.containers.keys()]);
  const delays = existsSync(delaysFile)
    ? (JSON.parse(readFileSync(delaysFile, "utf8")) as { p50: number; p99: number; max: number })
    : null;
  const happened = [...told.values()].reduce((sum, times) => sum + times, 0);
  printTable(`flood of ${written} lines, ${seconds} s`, [
    { what: "lines a second that the containers wrote", measured: written / (tookSeconds + 1), unit: "lines/s", atMost: null },
    { what: `container events that did not arrive, of ${happened}`, measured: missing(), unit: "", atMost: 0 },
    { what: "lines that Hydra counted as dropped", measured: dropped, unit: "lines", atMost: null },
    { what: "main thread held up, p50", measured: delays?.p50 ?? null, unit: "ms", atMost: null },
    { what: "main thread held up, p99", measured: delays?.p99 ?? null, unit: "ms", atMost: null },
    { what: "main thread held up, longest", measured: delays?.max ?? null, unit: "ms", atMost: null },
    { what: "CPU of a core", measured: ((after.cpuSeconds - before.cpuSeconds) / tookSeconds) * 100, unit: "%", atMost: null },
    { what: "RSS at the end of the flood", measured: after.rssMiB, unit: "MiB", atMost: null },
  ]);
} finally {
  await started.end();
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

async function startAndDie(id: string, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const { State } = JSON.parse(await ask(socketPath, "GET", `/containers/${id}/json`)) as { State: { Pid: number; Running: boolean } };
    if (State.Running) process.kill(State.Pid, "SIGKILL");
    await sleep(500 + Math.random() * 500);
    await ask(socketPath, "POST", `/containers/${id}/start`);
    await sleep(500 + Math.random() * 500);
  }
}

/** The number of its last line, as the engine has it. */
async function linesOf(id: string): Promise<number> {
  const text = await ask(socketPath, "GET", `/containers/${id}/logs?stdout=1&tail=1`);
  return Number(/(\d+) INFO/.exec(text)?.[1] ?? 0);
}

async function linesDropped({ toolsPort, token }: LaunchedHydra, names: readonly string[]): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${toolsPort}/logs/status`, { headers: { authorization: `Bearer ${token}` } });
  const { containers } = (await answer.json()) as { containers: { container: string; linesDropped: number }[] };
  return containers.filter(({ container }) => names.includes(container)).reduce((sum, { linesDropped }) => sum + linesDropped, 0);
}
