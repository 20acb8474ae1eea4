import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Edge } from "../../../src/features/care/diagnosis/root-cause/graph.ts";
import type { Series } from "../../../src/features/care/diagnosis/root-cause/series.ts";

/** One trouble that somebody made, and where. */
export interface Issue {
  scenario: string;
  series: Series[];
  target: { node: string; metric: string; time: number };
  rootCause: string;
}

export interface Scenario {
  name: string;
  edges: Edge[];
  normal: Series[] | undefined;
  issues: Issue[];
}

/** Read `<scenario>/graph.csv`, `<scenario>/noissue/metrics.csv` and `<scenario>/<part>/issue_n/{metrics.csv,target.json}`. */
export async function readScenarios(folder: string): Promise<Scenario[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "graph.csv"))).map(({ name }) => name);
  return Promise.all(names.toSorted().map((name) => readScenario(join(folder, name), name)));
}

async function readScenario(folder: string, name: string): Promise<Scenario> {
  const usual = join(folder, "noissue", "metrics.csv");
  const issues: Issue[] = [];
  for (const part of ["train", "test"]) {
    const numbered = existsSync(join(folder, part)) ? await readdir(join(folder, part)) : [];
    for (const issue of numbered.toSorted()) issues.push(await readIssue(join(folder, part, issue), name));
  }
  return {
    name,
    edges: edgesOf(await readCells(join(folder, "graph.csv"))),
    normal: existsSync(usual) ? seriesOf(await readCells(usual)) : undefined,
    issues,
  };
}

interface Told {
  target: { node: string; metric: string; timestamp: number };
  root_cause: { node: string };
}

async function readIssue(folder: string, scenario: string): Promise<Issue> {
  const { target, root_cause: cause } = JSON.parse(await readFile(join(folder, "target.json"), "utf8")) as Told;
  return {
    scenario,
    series: seriesOf(await readCells(join(folder, "metrics.csv"))),
    target: { node: target.node, metric: target.metric, time: target.timestamp },
    rootCause: cause.node,
  };
}

/** No cell of these tables is quoted. */
async function readCells(path: string): Promise<string[][]> {
  return (await readFile(path, "utf8"))
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
}

/** A square of callers and callees, 1 where one calls the other. */
function edgesOf([header = [], ...rows]: string[][]): Edge[] {
  return rows.flatMap(([caller = "", ...cells]) =>
    cells.flatMap((cell, at): Edge[] => (Number(cell) === 0 ? [] : [[caller, header[at + 1] ?? ""]])),
  );
}

/** Three header rows: component, metric, statistic. */
function seriesOf([nodes = [], metrics = [], statistics = [], ...rows]: string[][]): Series[] {
  const measured = rows.filter(([time]) => !Number.isNaN(Number(time)));
  const times = measured.map(([time]) => Number(time));
  return nodes.slice(1).map((node, at) => ({
    node,
    metric: metrics[at + 1] ?? "",
    statistic: statistics[at + 1] ?? "",
    times,
    values: measured.map((cells) => (cells[at + 1] === undefined || cells[at + 1] === "" ? null : Number(cells[at + 1]))),
  }));
}
