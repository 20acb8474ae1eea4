/**
 * How long a start takes: `node bench/start.ts [--times 5]`. By the launcher, with a home of its own: cold without a
 * compile cache, as after an update; warm as every other start; until it says that it is up, and until the first answer
 * of /health. Beside it Node alone, which is what the machine needs for nothing.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { readRunFile } from "../src/kernel/run-file.ts";
import { engineSocket, onInterrupt } from "./surroundings/engine.ts";
import { endChild, ROOT, said } from "./surroundings/launched.ts";
import { median, printTable } from "./surroundings/table.ts";

const POLL_MS = 5;

const { values } = parseArgs({ options: { times: { type: "string", default: "5" } } });
const times = Number(values.times);
const socketPath = await engineSocket();
const folder = mkdtempSync(join(tmpdir(), "hydra-bench-start-"));
const tidy = (): Promise<void> => Promise.resolve(rmSync(folder, { recursive: true, force: true }));
onInterrupt(tidy);

/** Milliseconds since the launcher was called. */
interface Start {
  upMs: number;
  answersMs: number;
}

async function start(home: string): Promise<Start> {
  const startedMs = performance.now();
  rmSync(join(home, "run.json"), { force: true });
  const child = spawn(join(ROOT, "hydra"), ["up"], {
    env: { ...process.env, HYDRA_HOME: home, HYDRA_TOOLS_PORT: "0", HYDRA_CONTROL_PORT: "0", DOCKER_HOST: `unix://${socketPath}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const up = said(child, " is up.").then(() => performance.now() - startedMs);
  const [upMs, answersMs] = await Promise.all([up, untilAnswer(home)]);
  await endChild(child);
  return { upMs, answersMs: answersMs - startedMs };
}

async function untilAnswer(home: string): Promise<number> {
  for (;;) {
    const running = readRunFile(home);
    const isThere =
      running !== null &&
      (await fetch(`http://127.0.0.1:${running.toolsPort}/health`).then(
        (answer) => answer.ok,
        () => false,
      ));
    if (isThere) return performance.now();
    await sleep(POLL_MS);
  }
}

/** The launcher compiles everything ahead when the stamp of the cache is not the one it expects. */
function forgetCompiled(): void {
  for (const stamp of globSync(".runtime/compile-cache-*/filled-for", { cwd: ROOT })) rmSync(join(ROOT, stamp));
}

async function bareNode(): Promise<number> {
  const startedMs = performance.now();
  await once(spawn(process.execPath, ["-e", "0"]), "exit");
  return performance.now() - startedMs;
}

try {
  const home = join(folder, "home");
  forgetCompiled();
  const cold = await start(home);
  const warm: Start[] = [];
  const bare: number[] = [];
  for (let time = 0; time < times; time += 1) {
    warm.push(await start(home));
    bare.push(await bareNode());
  }
  printTable(`start, the median of ${times}`, [
    { what: "warm: ./hydra up -> it says that it is up", measured: median(warm.map(({ upMs }) => upMs)), unit: "ms", atMost: 1_500 },
    { what: "  -> first answer of /health", measured: median(warm.map(({ answersMs }) => answersMs)), unit: "ms", atMost: 1_500 },
    { what: "cold: nothing compiled -> it says that it is up", measured: cold.upMs, unit: "ms", atMost: null },
    { what: "  -> first answer of /health", measured: cold.answersMs, unit: "ms", atMost: null },
    { what: "bare node -e 0", measured: median(bare), unit: "ms", atMost: null },
  ]);
} finally {
  await tidy();
}
