import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { KnowledgeThread } from "../../src/features/mind/knowledge/thread/knowledge-thread.ts";
import { randomOf } from "./interval.ts";
import { linesOf } from "./knowledge-shelf.ts";
import { printQuality } from "./table.ts";

/**
 * How long a search takes among 50,000 chunks of 600 to 800 characters, asked one after the other from the main thread, and
 * how fast chunks come in. Windows of the SciFact texts, and shuffled copies of them until there are enough: every word
 * stands in about five times as many chunks as in a natural text of this size, which is the harder case.
 */

const LEAST_CHARS = 600;
const MOST_CHARS = 800;
const BATCH = 1_000;

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
const thread = new KnowledgeThread({
  folder,
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

async function timesOf(mode: "lexical" | "hybrid"): Promise<number[]> {
  const times: number[] = [];
  for (const isWarm of [false, true]) {
    for (const { text: query } of queries) {
      const asked = performance.now();
      await thread.ask("search", { query, reader: null, limit: 10, mode, unit: "entry", now: Date.now(), ages: {} });
      if (isWarm) times.push(performance.now() - asked);
    }
  }
  return times.toSorted((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
const lexical = await timesOf("lexical");
const hybrid = await timesOf("hybrid");
loop.disable();
const { arrayMiB, heapMiB } = await thread.ask("measure", null);
printQuality(
  `Searching ${drafts.length} chunks of ${LEAST_CHARS} to ${MOST_CHARS} characters, ${queries.length} claims, warm, one asker`,
  "SciFact's texts and shuffled copies; milliseconds as the main thread sees them",
  [
    { what: "lexical: p50, ms", measured: at(lexical, 0.5) },
    { what: "lexical: p95, ms (at most 20)", measured: at(lexical, 0.95) },
    { what: "hybrid: p50, ms", measured: at(hybrid, 0.5) },
    { what: "hybrid: p95, ms (at most 45)", measured: at(hybrid, 0.95) },
    { what: "ingest, chunks a second", measured: drafts.length / ingestSeconds, atLeast: 500 },
    { what: "learning the latent space and placing everything, s", measured: learnSeconds },
    { what: "memory of the thread: arrays, MiB (at most 150 together)", measured: arrayMiB },
    { what: "memory of the thread: heap, MiB", measured: heapMiB },
    { what: "growth of the process, MiB", measured: process.memoryUsage().rss / 1_048_576 - baseMiB },
    { what: "longest stop of the main thread, ms", measured: loop.max / 1e6 },
    { what: "FTS5, OR without stop words: p95, ms", measured: 31.5, source: "measured on this kind of machine" },
    { what: "FTS5, OR of all words: p95, ms", measured: 102, source: "measured on this kind of machine" },
  ],
);
clearInterval(awake);
await thread.stop();
rmSync(folder, { recursive: true, force: true });
