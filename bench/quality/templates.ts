import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { withoutHeaders } from "../../src/features/care/diagnosis/mining/header.ts";
import { mine } from "../../src/features/watch/logs/mining/miner.ts";
import { bootstrap, meanOf } from "./interval.ts";
import { printQuality, type Figure } from "./table.ts";
import { readRows } from "./templates/csv.ts";
import { scoreOf, type Score } from "./templates/score.ts";

/**
 * How well log lines are put into templates: `npm run bench -- quality templates --data FOLDER`, FOLDER holding one folder
 * for each system with `truth.csv` (Content, EventTemplate) and the raw `*_2k.log`. `--misses SYSTEM` prints what differs.
 */

interface Line {
  content: string;
  template: string;
}

interface System {
  name: string;
  lines: Line[];
  raw: string[];
}

const METRICS = ["GA", "FGA", "PA", "FTA"] as const;
const TARGETS: Score = { GA: 0.9, FGA: 0.9, PA: 0.66, FTA: 0.6 };
/** Means over these seven systems, from the data's README. */
const PUBLISHED: Readonly<Record<string, Score>> = {
  Drain: { GA: 0.853, FGA: 0.677, PA: 0.4, FTA: 0.279 },
  "LogPPT (32 labelled lines)": { GA: 0.795, FGA: 0.827, PA: 0.766, FTA: 0.667 },
};
const LINES_PER_SECOND = 100_000;
const TIMED_ROUNDS = 20;

const { values } = parseArgs({ options: { data: { type: "string" }, misses: { type: "string" } } });
if (values.data === undefined) {
  process.stderr.write("Where are the logs? --data FOLDER, with one folder for each system in it.\n");
  process.exitCode = 2;
} else {
  const systems = await readSystems(values.data);
  if (values.misses === undefined) report(systems);
  else printMisses(systems.filter(({ name }) => name === values.misses));
}

async function readSystems(folder: string): Promise<System[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => {
        const rows = readRows(await readFile(join(folder, name, "truth.csv"), "utf8"));
        const raw = (await readFile(join(folder, name, `${name}_2k.log`), "utf8")).split(/\r?\n/);
        const lines = rows.map(({ Content: content = "", EventTemplate: template = "" }) => ({ content, template }));
        return { name, lines, raw: raw.slice(0, lines.length) };
      }),
  );
}

function templatesOf(lines: readonly string[]): { text: string; group: number }[] {
  const { templates, assignments } = mine(withoutHeaders(lines));
  return assignments.map((group) => ({ text: templates[group]?.template ?? "", group }));
}

function report(systems: readonly System[]): void {
  const scored = systems.map(({ name, lines, raw }) => {
    const truth = lines.map(({ template }) => template);
    const content = scoreOf(templatesOf(lines.map((line) => line.content)), truth);
    return { name, content, raw: scoreOf(templatesOf(raw), truth) };
  });
  const figures = METRICS.flatMap((metric): Figure[] => [
    {
      what: `${metric}, mean of systems`,
      measured: bootstrap(scored, (some) => meanOf(some.map(({ content }) => content[metric]))),
      atLeast: TARGETS[metric],
    },
    { what: `${metric}, from raw lines`, measured: meanOf(scored.map(({ raw }) => raw[metric])) },
    ...Object.entries(PUBLISHED).map(([who, score]) => ({ what: metric, measured: score[metric], source: who })),
  ]);
  const each = scored.flatMap(({ name, content }) =>
    METRICS.map((metric) => ({ what: `${name}: ${metric}`, measured: content[metric], source: "one system" })),
  );
  const speed = {
    what: "lines a second, one core, cold, 2,000 lines a call",
    measured: linesPerSecond(systems),
    atLeast: LINES_PER_SECOND,
  };
  printQuality("log templates", `${systems.length} seen systems; no part of the miner knows a system; interval: systems drawn anew`, [
    ...figures,
    ...each,
    speed,
  ]);
}

function linesPerSecond(systems: readonly System[]): number {
  const contents = systems.map(({ lines }) => lines.map(({ content }) => content));
  for (const lines of contents) mine(lines);
  const startedAt = performance.now();
  for (let round = 0; round < TIMED_ROUNDS; round += 1) for (const lines of contents) mine(lines);
  const count = contents.reduce((sum, lines) => sum + lines.length, 0) * TIMED_ROUNDS;
  return Math.round((count / (performance.now() - startedAt)) * 1_000);
}

function printMisses(systems: readonly System[]): void {
  for (const { lines } of systems) {
    const said = templatesOf(lines.map(({ content }) => content));
    const missed = Map.groupBy(
      lines.map(({ template }, at) => ({ template, said: said[at]?.text ?? "" })).filter((each) => each.template !== each.said),
      ({ template }) => template,
    );
    for (const [template, all] of [...missed].toSorted(([, a], [, b]) => b.length - a.length)) {
      process.stdout.write(`${all.length} of: ${template}\n`);
      for (const text of new Set(all.map((each) => each.said))) process.stdout.write(`   said: ${text}\n`);
    }
  }
}
