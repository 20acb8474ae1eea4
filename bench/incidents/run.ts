/**
 * Home incidents over real containers: `npm run bench -- incidents [--tool hydra|autoheal|none] [--only id,id] [--quick]
 * [--parallel n] [--socket /path/docker.sock] [--image name:tag]`. Needs root: it kills and freezes processes of containers
 * from outside. Without --socket it starts a Docker engine of its own. README.md beside this file says more.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { OwnEngine } from "../../tests/cluster/own-engine.ts";
import { BUSYBOX_IMAGE } from "../../tests/peers/peers.ts";
import { onInterrupt } from "../surroundings/engine.ts";
import type { OpenTool } from "./adapters/adapter.ts";
import { readCases } from "./case.ts";
import { runCases } from "./runner.ts";
import { linesOf, tableOf } from "./score/report.ts";
import { summarize } from "./score/score.ts";
import { clear } from "./stage/clearing.ts";
import { problemOf, shortened } from "./validity.ts";

const TOOLS: Readonly<Record<string, () => Promise<OpenTool>>> = {
  hydra: async () => (await import("./adapters/hydra.ts")).openHydra,
  autoheal: async () => (await import("./adapters/autoheal.ts")).openAutoheal,
  none: async () => (await import("./adapters/none.ts")).openNone,
};

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    tool: { type: "string", default: "hydra" },
    only: { type: "string", default: "" },
    quick: { type: "boolean", default: false },
    parallel: { type: "string", default: "6" },
    socket: { type: "string" },
    image: { type: "string", default: BUSYBOX_IMAGE },
  },
});

const load = Object.hasOwn(TOOLS, values.tool) ? TOOLS[values.tool] : undefined;
if (load === undefined) throw new Error(`Which tool? ${Object.keys(TOOLS).join(", ")}`);
const chosen = readCases(values.only.split(",").filter((id) => id !== "")).filter(({ quick }) => quick || !values.quick);
// With nobody to heal, a case is only shown to be what it says: that takes less time.
const isProof = values.tool === "none";
const cases = isProof ? chosen.map(shortened) : chosen;

const engine = values.socket === undefined ? await OwnEngine.open() : null;
const socketPath = engine?.socket ?? values.socket ?? "";
const runId = process.pid.toString(36);
const tidy = async (): Promise<void> => {
  if (engine === null) await clear(socketPath, runId);
  else await engine.end();
};
onInterrupt(tidy);
try {
  const openTool = await load();
  const played = await runCases(cases, {
    socketPath,
    runId,
    image: values.image,
    openTool,
    parallel: Number(values.parallel),
    onPlayed: (each) => process.stderr.write(`${each.problem ?? (isProof ? each.theCase.id : linesOf(each.score).join("\n"))}\n`),
  });
  const scores = played.flatMap((each) => (each.problem === null ? [each.score] : []));
  const problems = played.flatMap((each) => {
    if (each.problem !== null) return [each.problem];
    const problem = isProof ? problemOf(each.theCase, each.outcome) : null;
    return problem === null ? [] : [problem];
  });
  const summary = summarize(scores);
  if (!isProof) process.stdout.write(tableOf(values.tool, scores, summary));
  process.stdout.write(
    problems.length === 0
      ? `${played.length} cases are what they say.\n`
      : `${problems.length} of ${played.length} could not be judged:\n${problems.map((problem) => `  ${problem}\n`).join("")}`,
  );
  if (problems.length > 0) process.exitCode = 1;
  const results = join(import.meta.dirname, "results");
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${values.tool}.json`), `${JSON.stringify({ summary, scores, problems }, null, 2)}\n`);
} finally {
  await tidy();
}
