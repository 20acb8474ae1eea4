/**
 * What watching costs: `node bench/monitors.ts [seconds]`. 100 and 500 HTTP monitors, each asked every 20 s, beside a bare
 * loop that sends the same requests and keeps nothing. Target, watcher and loop are processes of their own; each line
 * tells the watcher's CPU in percent of a core and milliseconds a check, the checks that the target counted, and RSS.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createServer, get, Agent } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { monitors } from "../src/features/watch/monitors/index.ts";
import type { list } from "../src/features/watch/monitors/operations.ts";
import { containerFacts, fakeDocker, fakeDockerIntegration } from "../src/integrations/docker/fake.ts";
import { systemClock } from "../src/kernel/clock.ts";
import type { Answered } from "../src/kernel/operation.ts";
import { openTestKernel } from "../src/kernel/testing.ts";

const INTERVAL_MS = 20_000;
const COUNTS = [100, 500];
const SETTLE_MS = 25_000;

interface Measured {
  checks: number;
  cpuMs: number;
  ms: number;
  rssBytes: number;
}

async function serve(): Promise<void> {
  let hits = 0;
  const server = createServer((request, response) => {
    if (request.url === "/hits") return void response.end(String(hits));
    hits += 1;
    response.end("well");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
}

async function hitsOf(port: number): Promise<number> {
  return Number(await (await fetch(`http://127.0.0.1:${port}/hits`)).text());
}

/** CPU and checks of this process over a while, after it has settled. */
async function measure(port: number, ms: number): Promise<void> {
  await sleep(SETTLE_MS);
  const [before, hitsBefore, startedAt] = [process.cpuUsage(), await hitsOf(port), performance.now()];
  await sleep(ms);
  const { user, system } = process.cpuUsage(before);
  const measured: Measured = {
    checks: (await hitsOf(port)) - hitsBefore,
    cpuMs: (user + system) / 1_000,
    ms: performance.now() - startedAt,
    rssBytes: process.memoryUsage.rss(),
  };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}

async function watch(count: number, port: number, ms: number): Promise<void> {
  const engine = fakeDocker();
  for (let index = 0; index < count; index += 1) {
    engine.add(
      containerFacts({
        name: `service-${index}`,
        networks: [],
        ports: [{ containerPort: 80, protocol: "tcp", hostIp: "127.0.0.1", hostPort: port }],
      }),
    );
  }
  await using test = await openTestKernel({
    features: [monitors],
    integrations: [fakeDockerIntegration(engine)],
    settings: { monitors: { intervalSeconds: INTERVAL_MS / 1_000 } },
    clock: systemClock,
  });
  await measure(port, ms);
  const listed = (await test.kernel.callAsOwner("monitors.list", {})) as Answered<(typeof list)["output"]>;
  const up = listed.monitors.filter(({ state }) => state === "up").length;
  if (up !== count) throw new Error(`only ${up} of ${count} monitors are up: the numbers mean nothing`);
}

/** The same requests on the same grid, and nothing else. */
async function loop(count: number, port: number, ms: number): Promise<void> {
  const agent = new Agent({ keepAlive: false });
  const ask = (): void => {
    get({ host: "127.0.0.1", port, path: "/", agent }, (response) => response.resume()).on("error", (error) => {
      throw error;
    });
  };
  const timers: NodeJS.Timeout[] = [];
  for (let index = 0; index < count; index += 1) {
    timers.push(setTimeout(() => timers.push(setInterval(ask, INTERVAL_MS)), (index / count) * INTERVAL_MS));
  }
  await measure(port, ms);
  for (const timer of timers) clearInterval(timer);
}

function child(...args: (string | number)[]): ChildProcess & { stdout: NonNullable<ChildProcess["stdout"]> } {
  return spawn(process.execPath, [fileURLToPath(import.meta.url), ...args.map(String)], { stdio: ["ignore", "pipe", "inherit"] }) as never;
}

async function firstLine(process: ReturnType<typeof child>): Promise<string> {
  for await (const piece of process.stdout) return String(piece).trim();
  throw new Error("the process ended without a word");
}

async function compare(seconds: number): Promise<void> {
  const server = child("serve");
  try {
    const port = Number(await firstLine(server));
    for (const count of COUNTS) {
      for (const [what, name] of [
        ["watch", "Hydra"],
        ["loop", "bare loop"],
      ] as const) {
        const { checks, cpuMs, ms, rssBytes } = JSON.parse(await firstLine(child(what, count, port, seconds * 1_000))) as Measured;
        const percent = ((100 * cpuMs) / ms).toFixed(2);
        const each = (cpuMs / checks).toFixed(2);
        process.stdout.write(
          `${String(count).padStart(4)} monitors  ${name.padEnd(10)} ${percent.padStart(6)} % CPU  ${each.padStart(6)} ms a check  ${String(checks).padStart(6)} checks  ${(rssBytes / 1_048_576).toFixed(0).padStart(4)} MiB\n`,
        );
      }
    }
  } finally {
    server.kill();
  }
}

const [what = "60", ...numbers] = process.argv.slice(2);
const [count = 0, port = 0, ms = 0] = numbers.map(Number);
if (what === "serve") await serve();
else if (what === "watch") await watch(count, port, ms);
else if (what === "loop") await loop(count, port, ms);
else await compare(Number(what));
