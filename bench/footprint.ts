/**
 * What Hydra costs a home that has 50 containers with checks: `node bench/footprint.ts [--minutes 6] [--containers 50]
 * [--history 12000]`. Each container has written as many lines before Hydra comes, which reads the last 10,000 of each.
 * It starts them on a real engine, starts Hydra by its launcher, and reads the kernel's figures of its processes from
 * outside: memory, CPU, bytes written. Beside it, in the same time, runs a bare program with the same foundations.
 * `--minutes 60` measures the whole claim.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { countContainers, engineSocket, startFleet, Started } from "./surroundings/engine.ts";
import { endChild, launchHydra, said } from "./surroundings/launched.ts";
import { readFigures, type ProcessFigures } from "./surroundings/process-figures.ts";
import { median, printTable } from "./surroundings/table.ts";

const SAMPLE_MS = 5_000;
/** From here on growth is counted; before, caches fill and first sights are told. */
const SETTLED_MINUTE = 5;
const SECONDS_PER_DAY = 86_400;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "6" },
    containers: { type: "string", default: "50" },
    history: { type: "string", default: "12000" },
    "check-seconds": { type: "string", default: "10" },
  },
});
const minutes = Number(values.minutes);
const count = Number(values.containers);

/** A web server that a check asks, with a past, and that says a few words a minute. */
const CHATTER = `awk 'BEGIN { for (n = 1; n <= ${Number(values.history)}; n++) print "2026-01-01T00:00:00Z INFO request " n " served in 12 ms for client 10.0.0." n % 250 }'
mkdir -p /www; echo fine > /www/index.html; httpd -p 8080 -h /www; n=0
while :; do n=$((n+1)); echo "$(date -Iseconds) INFO request $n served in 12 ms for client 10.0.0.$((n % 250))"; sleep 15; done`;

interface Sample extends ProcessFigures {
  atMs: number;
}

const socketPath = await engineSocket();
const folder = mkdtempSync(join(tmpdir(), "hydra-bench-bare-"));
const fleet = await startFleet(socketPath, {
  count,
  command: () => ["sh", "-c", CHATTER],
  check: "wget -q -O /dev/null http://127.0.0.1:8080/",
  checkSeconds: Number(values["check-seconds"]),
});
const started = new Started();
started.push(async () => rmSync(folder, { recursive: true, force: true }));
started.push(fleet.remove);

try {
  const bare = spawn(process.execPath, [join(import.meta.dirname, "surroundings/bare-server.mjs"), join(folder, "bare.db")]);
  started.push(() => endChild(bare));
  await said(bare, "port");
  const hydra = await launchHydra(socketPath);
  started.push(hydra.end);
  const samples = await watch(hydra.pid);
  report(samples, readFigures(bare.pid ?? 0), await countContainers(socketPath));
} finally {
  await started.end();
}

async function watch(pid: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const startedMs = performance.now();
  for (let atMs = 0; atMs < minutes * 60_000;) {
    await sleep(SAMPLE_MS);
    atMs = performance.now() - startedMs;
    const figures = readFigures(pid);
    samples.push({ atMs, ...figures });
    if (process.stderr.isTTY) process.stderr.write(`\rminute ${(atMs / 60_000).toFixed(1)}: ${figures.rssMiB.toFixed(1)} MiB `);
  }
  if (process.stderr.isTTY) process.stderr.write("\n");
  return samples;
}

/** The minute that ends there: its median, which one garbage collection does not move. */
function rssAtMinute(samples: readonly Sample[], minute: number): number | null {
  return median(
    samples.filter(({ atMs }) => atMs > (minute - 1) * 60_000 && atMs <= minute * 60_000 + SAMPLE_MS).map(({ rssMiB }) => rssMiB),
  );
}

function report(samples: readonly Sample[], bareFigures: ProcessFigures, seen: number): void {
  const last = samples.at(-1);
  // The first minute reads fifty histories and judges everything once: what it costs a day is what comes after.
  const from = samples.find(({ atMs }) => atMs >= Math.min(60_000, (minutes * 60_000) / 2));
  if (last === undefined || from === undefined) throw new Error("Nothing was measured: --minutes is too short.");
  const seconds = (last.atMs - from.atMs) / 1_000;
  const settled = minutes > SETTLED_MINUTE ? rssAtMinute(samples, SETTLED_MINUTE) : null;
  const end = rssAtMinute(samples, minutes);
  const cpu = (a: Sample, b: Sample): number => ((b.cpuSeconds - a.cpuSeconds) / ((b.atMs - a.atMs) / 1_000)) * 100;
  printTable(`footprint, ${count} containers with checks (the engine runs ${seen}), ${minutes} minutes`, [
    { what: "RSS of all processes, median of the last minute", measured: end, unit: "MiB", atMost: 160 },
    { what: "  highest sample", measured: Math.max(...samples.map(({ rssMiB }) => rssMiB)), unit: "MiB", atMost: null },
    { what: "  bare Node with SQLite, HTTP and an event stream", measured: bareFigures.rssMiB, unit: "MiB", atMost: null },
    {
      what: `RSS of minute ${minutes} against minute ${SETTLED_MINUTE}`,
      measured: settled === null || end === null ? null : end / settled,
      unit: "times",
      atMost: 1.1,
    },
    { what: "CPU of one core, without the first minute", measured: cpu(from, last), unit: "%", atMost: 2 },
    { what: "  the first minute", measured: from.atMs < 5 ? null : cpu(samples[0] ?? from, from), unit: "%", atMost: null },
    {
      what: "written to disk in a day, at this pace",
      measured: ((last.writtenBytes - from.writtenBytes) / seconds) * (SECONDS_PER_DAY / 1e6),
      unit: "MB",
      atMost: 300,
    },
    { what: "  since the start", measured: last.writtenBytes / 1e6, unit: "MB", atMost: null },
    { what: "processes", measured: last.processes, unit: "", atMost: null },
  ]);
}
