/**
 * What logs cost: `node bench/logs.ts`. Fifty pretended containers write through Hydra's collector, thread and archive;
 * beside it the same lines go straight into SQLite with a full-text index, as one would without Hydra. One line a measurement.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { LogArchive } from "../src/features/watch/logs/archive/archive.ts";
import { collector } from "../src/features/watch/logs/collector.ts";
import { logs } from "../src/features/watch/logs/index.ts";
import { search, status, tail } from "../src/features/watch/logs/operations.ts";
import type { LogLine } from "../src/integrations/docker/facts.ts";
import { containerFacts, fakeDocker, fakeDockerIntegration, type FakeDocker } from "../src/integrations/docker/fake.ts";
import type { LogRequest } from "../src/integrations/docker/hosts.ts";
import { systemClock } from "../src/kernel/clock.ts";
import { openTestKernel, type TestKernel } from "../src/kernel/testing.ts";

const CONTAINERS = 50;
const HISTORY = 10_000;
const LIVE_LINES_PER_SECOND = 10_000;
const LIVE_SECONDS = 15;
const TICK_MS = 50;
/** Ordinary: a line every ten seconds from each container. */
const LINES_PER_DAY = CONTAINERS * 8_640;

function say(what: string, value: number, unit: string): void {
  process.stdout.write(`${what.padEnd(70)} ${value.toFixed(value < 10 ? 2 : 0).padStart(9)} ${unit}\n`);
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Bytes that this process, all threads, handed to write calls: WAL frames and checkpoints alike. */
function writtenBytes(): number {
  return Number(/^wchar: (\d+)$/m.exec(readFileSync("/proc/self/io", "utf8"))?.[1]);
}

const rssMiB = (): number => process.memoryUsage().rss / 1_048_576;

const WORDS =
  "GET POST /api/items connection accepted from request completed worker cache miss user session refreshed scheduler tick queue depth upstream timeout pool idle".split(
    " ",
  );
const LEVEL_WORDS = ["INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR"];

/** A line as programs write them: a level, an id, some words, numbers that differ. About 140 characters. */
function lineText(container: number, number: number): string {
  let state = Math.imul(container * 1_000_003 + number + 1, 2_654_435_761) >>> 0;
  const next = (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state % below;
  };
  const words = Array.from({ length: 9 }, () => WORDS[next(WORDS.length)]).join(" ");
  return `[${LEVEL_WORDS[next(6)]}] c${container} req=${next(4_294_967_295).toString(16)} ${words} status=${200 + next(5) * 100} duration=${next(900)}ms`;
}

/** An engine whose containers have a history, and write at a pace once they are told to. */
class LoudEngine {
  readonly docker: FakeDocker;
  linesPerSecond = 0;
  written = 0;

  constructor() {
    this.docker = fakeDocker();
    Object.assign(this.docker, { logs: (id: string, request: LogRequest) => this.#logs(id, request) });
    for (let index = 0; index < CONTAINERS; index += 1)
      this.docker.add(containerFacts({ id: index.toString(16).padStart(64, "0"), name: `c${index}` }));
  }

  async *#logs(id: string, { follow, signal }: LogRequest): AsyncGenerator<LogLine> {
    const container = Number.parseInt(id, 16);
    let number = 0;
    if (follow !== true) {
      const begin = systemClock.now() - HISTORY;
      for (; number < HISTORY; number += 1) yield { at: begin + number, stream: "stdout", text: lineText(container, number) };
      return;
    }
    number = HISTORY;
    let due = 0;
    let last = performance.now();
    while (signal?.aborted !== true) {
      await sleep(TICK_MS);
      const now = performance.now();
      due += (this.linesPerSecond / CONTAINERS) * ((now - last) / 1_000);
      last = now;
      for (; due >= 1; due -= 1) {
        this.written += 1;
        yield { at: systemClock.now(), stream: "stdout", text: lineText(container, number++) };
      }
    }
  }
}

async function throughHydra(): Promise<void> {
  const rssBefore = rssMiB();
  const engine = new LoudEngine();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const [startedMs, startedCpu, startedBytes] = [performance.now(), cpuMs(), writtenBytes()];
  delay.enable();
  await using test = await openTestKernel({ features: [logs], integrations: [fakeDockerIntegration(engine.docker)], clock: systemClock });
  const following = (): boolean =>
    test.kernel
      .hostOf("logs")
      .part(collector)
      .followers.every(({ state }) => state === "following");
  while (!following()) await sleep(20);
  const lines = CONTAINERS * HISTORY;
  const seconds = (performance.now() - startedMs) / 1_000;
  say(`history of ${CONTAINERS} containers, ${HISTORY} lines each: lines a second`, lines / seconds, "lines/s");
  say("  CPU of all threads", ((cpuMs() - startedCpu) * 1_000) / lines, "µs/line");
  say("  written to disk", (writtenBytes() - startedBytes) / (lines / 1_000), "bytes/1,000 lines");
  say("  event loop of the main thread held up, longest", delay.max / 1e6, "ms");
  say("  size of the file", statSync(join(test.home, "logs.db")).size / 1_048_576, "MiB");
  await reading(test);
  await live(test, engine, delay);
  const { heapBytes } = await test.kernel.hostOf("logs").part(collector).ask("measure", null);
  say("resident memory, grown since the start (peak included)", rssMiB() - rssBefore, "MiB");
  say("heap of the log thread", heapBytes / 1_048_576, "MiB");
  const ending = performance.now();
  await test.kernel.stop();
  say("stop", performance.now() - ending, "ms");
}

/** The median of five runs. */
async function timed(what: string, run: () => Promise<unknown>): Promise<void> {
  const runs: number[] = [];
  while (runs.length < 5) {
    const started = performance.now();
    await run();
    runs.push(performance.now() - started);
  }
  say(what, runs.toSorted((a, b) => a - b)[2] ?? 0, "ms");
}

async function reading({ kernel }: TestKernel): Promise<void> {
  await timed("search that finds nothing: reads all 500,000 lines", () => kernel.callAsOwner(search, { q: "nowhere-to-be-found" }));
  await timed("search for the newest 100 errors", () => kernel.callAsOwner(search, { level: "error", q: "timeout" }));
  await timed("tail of 200 lines", () => kernel.callAsOwner(tail, { container: "c7" }));
}

async function live({ kernel }: TestKernel, engine: LoudEngine, delay: ReturnType<typeof monitorEventLoopDelay>): Promise<void> {
  engine.linesPerSecond = LIVE_LINES_PER_SECOND;
  const [startedMs, startedCpu, startedBytes, startedLines] = [performance.now(), cpuMs(), writtenBytes(), engine.written];
  delay.reset();
  await sleep(LIVE_SECONDS * 1_000);
  const seconds = (performance.now() - startedMs) / 1_000;
  const lines = engine.written - startedLines;
  engine.linesPerSecond = 0;
  const { containers } = (await kernel.callAsOwner(status, {})) as { containers: { linesDropped: number }[] };
  say(`live for ${LIVE_SECONDS} s: lines a second`, lines / seconds, "lines/s");
  say(
    "  dropped",
    containers.reduce((sum, { linesDropped }) => sum + linesDropped, 0),
    "lines",
  );
  say("  CPU of all threads, writing the lines included", (cpuMs() - startedCpu) / seconds / 10, "% of a core");
  say("  written to disk", (writtenBytes() - startedBytes) / (lines / 1_000), "bytes/1,000 lines");
  say("  event loop of the main thread held up, p99", delay.percentile(99) / 1e6, "ms");
  say("  event loop of the main thread held up, longest", delay.max / 1e6, "ms");
}

/** A day of ordinary containers, as fast as it goes: the archive alone, its clock turned by hand. */
function ordinaryDay(home: string): void {
  const archive = new LogArchive({
    path: join(home, "day.db"),
    linesPerContainer: 10_000,
    sizeLimitBytes: 2 ** 29,
    keepRemovedMs: 2 ** 40,
  });
  const ids = Array.from(
    { length: CONTAINERS },
    (_, index) =>
      archive.attach({ key: `home//c${index}`, node: "home", project: null, service: null, name: `c${index}`, containerId: String(index) })
        .sourceId,
  );
  const [startedBytes, startedCpu] = [writtenBytes(), cpuMs()];
  for (let second = 0; second < 86_400; second += 10) {
    const texts = ids.map((_, index) => lineText(index, second));
    archive.append(
      { sourceIds: [...ids], ats: ids.map(() => second * 1_000), streams: "o".repeat(ids.length), texts, secrets: [] },
      second * 1_000,
    );
  }
  archive.close(86_400_000);
  say(`a day of ${LINES_PER_DAY} lines: written to disk`, (writtenBytes() - startedBytes) / 1e6, "MB");
  say("  CPU, making the lines included", ((cpuMs() - startedCpu) * 1_000) / LINES_PER_DAY, "µs/line");
}

/** The same lines in rows with a full-text index, without Hydra: 2,000 lines in a transaction. */
function bare(home: string, ending: string, index: string | null): void {
  const file = new Database(join(home, `bare-${ending}.db`));
  for (const pragma of ["journal_mode = WAL", "synchronous = NORMAL", "cache_size = -1024"]) file.pragma(pragma);
  file.exec(
    "CREATE TABLE lines (id INTEGER PRIMARY KEY, container INTEGER, at INTEGER, text TEXT); CREATE INDEX lines_of ON lines (container, id)",
  );
  if (index !== null) file.exec(`CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, ${index})`);
  const insert = file.prepare("INSERT INTO lines (container, at, text) VALUES (?, ?, ?)");
  const insertWords = index === null ? null : file.prepare("INSERT INTO words (rowid, text) VALUES (?, ?)");
  const lines = 200_000;
  const [startedMs, startedCpu, startedBytes] = [performance.now(), cpuMs(), writtenBytes()];
  for (let first = 0; first < lines; first += 2_000) {
    file.transaction(() => {
      for (let number = first; number < first + 2_000; number += 1) {
        const text = lineText(number % CONTAINERS, number);
        const { lastInsertRowid } = insert.run(number % CONTAINERS, systemClock.now(), text);
        insertWords?.run(lastInsertRowid, text);
      }
    })();
  }
  file.pragma("wal_checkpoint(TRUNCATE)");
  say(`bare SQLite, ${ending}: lines a second`, lines / ((performance.now() - startedMs) / 1_000), "lines/s");
  say("  CPU", ((cpuMs() - startedCpu) * 1_000) / lines, "µs/line");
  say("  written to disk", (writtenBytes() - startedBytes) / (lines / 1_000), "bytes/1,000 lines");
  file.close();
}

const home = mkdtempSync(join(tmpdir(), "hydra-bench-logs-"));
try {
  await throughHydra();
  ordinaryDay(home);
  bare(home, "rows alone", null);
  bare(home, "full-text index of words", "detail = none");
  bare(home, "full-text index of trigrams", "detail = none, tokenize = 'trigram'");
} finally {
  rmSync(home, { recursive: true, force: true });
}
