import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";
import type { Place } from "../../src/features/mind/knowledge/embeddings/shapes.ts";
import { openKnowledgeThread } from "../../src/features/mind/knowledge/thread/knowledge-thread.ts";
import { randomOf } from "./interval.ts";
import { linesOf } from "./knowledge-shelf.ts";
import { printQuality, type Figure } from "./table.ts";

/**
 * How long a search takes among 50,000 chunks of 600 to 800 characters, asked one after the other from the main thread, and
 * how fast chunks come in. Windows of the SciFact texts, and shuffled copies of them until there are enough: every word
 * stands in about five times as many chunks as in a natural text of this size, which is the harder case.
 */

const LEAST_CHARS = 600;
const MOST_CHARS = 800;
const BATCH = 1_000;
/** As long as those of the usual models for one's own machine (bge-m3, mxbai). */
const ENDPOINT_DIMENSIONS = 1_024;
const ENDPOINT_SPACE = "endpoint:by-chance";

const { values } = parseArgs({
  options: { data: { type: "string" }, chunks: { type: "string", default: "50000" }, queries: { type: "string", default: "400" } },
});
if (values.data === undefined) throw new Error("--data FOLDER: the folder of SciFact");
const wanted = Number(values.chunks);
const random = randomOf(7);

function windowsOf(text: string): string[] {
  const words = text.split(/\s+/);
  const windows: string[] = [];
  let window = "";
  let most = LEAST_CHARS + random() * (MOST_CHARS - LEAST_CHARS);
  for (const word of words) {
    window += `${word} `;
    if (window.length < most) continue;
    windows.push(window.trim());
    window = "";
    most = LEAST_CHARS + random() * (MOST_CHARS - LEAST_CHARS);
  }
  return windows;
}

function shuffled(text: string): string {
  return text
    .split(" ")
    .map((word) => ({ word, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ word }) => word)
    .join(" ");
}

const texts = linesOf<{ text: string }>(values.data, "corpus_").flatMap(({ text }) => windowsOf(text));
const distinct = texts.length;
while (texts.length < wanted) texts.push(shuffled(texts[texts.length % distinct] as string));
const queries = linesOf<{ text: string }>(values.data, "queries_train").slice(0, Number(values.queries));

const folder = mkdtempSync(join(tmpdir(), "hydra-search-"));
const thread = openKnowledgeThread(folder, {
  onLost: (reason) => process.stderr.write(`the thread ended: ${reason}\n`),
  onRebuilt: () => undefined,
});
// The thread alone keeps no process alive.
const awake = setInterval(() => undefined, 60_000);
const loop = monitorEventLoopDelay({ resolution: 5 });

const drafts = texts.slice(0, wanted).map((content, index) => ({
  content,
  source: `text ${index}`,
  title: null,
  category: "reference",
  collection: "speed",
  owner: null,
  expiresAt: null,
  format: "text" as const,
  addedBy: "bench",
}));
const baseMiB = process.memoryUsage().rss / 1_048_576;
loop.enable();
const startedAt = performance.now();
for (let from = 0; from < drafts.length; from += BATCH)
  await thread.ask("add", { drafts: drafts.slice(from, from + BATCH), now: Date.now(), secrets: [] });
const ingestSeconds = (performance.now() - startedAt) / 1_000;
const learnedAt = performance.now();
await thread.ask("learn", null);
const learnSeconds = (performance.now() - learnedAt) / 1_000;

interface Times {
  /** As the main thread waits for it, milliseconds, ascending. */
  wall: number[];
  /** What both threads and the collector of the process worked meanwhile: what a busy machine does not change much. */
  processor: number[];
}

async function timesOf(mode: "lexical" | "hybrid", placeOf?: () => Place): Promise<Times> {
  const times: Times = { wall: [], processor: [] };
  for (const isWarm of [false, true]) {
    for (const { text: query } of queries) {
      const place = placeOf === undefined ? {} : { place: placeOf() };
      const [asked, worked] = [performance.now(), process.cpuUsage()];
      await thread.ask("search", { query, reader: null, limit: 10, mode, unit: "entry", now: Date.now(), ages: {}, ...place });
      const { user, system } = process.cpuUsage(worked);
      if (!isWarm) continue;
      times.wall.push(performance.now() - asked);
      times.processor.push((user + system) / 1_000);
    }
  }
  for (const each of [times.wall, times.processor]) each.sort((a, b) => a - b);
  return times;
}

/** A direction by chance: how long searching takes depends on how many vectors there are, not on where they point. */
function anyVector(): Float32Array {
  return Float32Array.from({ length: ENDPOINT_DIMENSIONS }, () => random() - 0.5);
}

async function giveVectors(): Promise<void> {
  for (let left = true; left;) {
    const { next, waiting } = await thread.ask("dueVectors", { space: ENDPOINT_SPACE, limit: BATCH });
    const vectors = next.map(({ id }) => ({ id, values: anyVector() }));
    if (vectors.length > 0) await thread.ask("keepVectors", { space: ENDPOINT_SPACE, dimensions: ENDPOINT_DIMENSIONS, vectors });
    left = waiting > vectors.length;
  }
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
const lexical = await timesOf("lexical");
const hybrid = await timesOf("hybrid");
loop.disable();
const { arrayMiB, heapMiB } = await thread.ask("measure", null);
const grownMiB = process.memoryUsage().rss / 1_048_576 - baseMiB;
await giveVectors();
const endpoint = await timesOf("hybrid", () => ({ space: ENDPOINT_SPACE, vector: anyVector() }));
const withVectors = await thread.ask("measure", null);
const figuresOf = (name: string, { wall, processor }: Times, most: number): Figure[] => [
  { what: `${name}: p50, ms`, measured: at(wall, 0.5), source: `${at(processor, 0.5).toFixed(1)} of processor time` },
  { what: `${name}: p95, ms (at most ${most})`, measured: at(wall, 0.95), source: `${at(processor, 0.95).toFixed(1)} of processor time` },
];
printQuality(
  `Searching ${drafts.length} chunks of ${LEAST_CHARS} to ${MOST_CHARS} characters, ${queries.length} claims, warm, one asker`,
  "SciFact's texts and shuffled copies; wall time as the main thread waits, processor time of the whole process beside it; the query of an endpoint is not embedded here",
  [
    ...figuresOf("lexical", lexical, 20),
    ...figuresOf("hybrid, embedded index", hybrid, 45),
    ...figuresOf(`hybrid, ${ENDPOINT_DIMENSIONS} coordinates of an endpoint`, endpoint, 45),
    { what: "ingest, chunks a second", measured: drafts.length / ingestSeconds, atLeast: 500 },
    { what: "learning the latent space and placing everything, s", measured: learnSeconds },
    { what: "memory of the thread: arrays, MiB (at most 150 together)", measured: arrayMiB },
    { what: "memory of the thread: heap, MiB", measured: heapMiB },
    { what: "growth of the process, MiB", measured: grownMiB },
    {
      what: "the same with an endpoint's vectors: arrays, MiB",
      measured: withVectors.arrayMiB,
      source: `heap ${withVectors.heapMiB.toFixed(0)} MiB`,
    },
    { what: "longest stop of the main thread, ms", measured: loop.max / 1e6 },
    { what: "FTS5, OR without stop words: p95, ms", measured: 31.5, source: "measured on this kind of machine" },
    { what: "FTS5, OR of all words: p95, ms", measured: 102, source: "measured on this kind of machine" },
  ],
);
clearInterval(awake);
await thread.stop();
rmSync(folder, { recursive: true, force: true });
