/**
 * What a reader costs: `node bench/list.ts`. `GET /containers/list` of 200 containers with the owner's token, through
 * Hydra's whole HTTP door, beside a bare Hono route that returns the same bytes. Both are processes of their own and take
 * turns in rounds, so that a busy machine slows both down; the CPU is what the kernel counted for each.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CONTAINERS, type Told, type Wish } from "./surroundings/list-server.ts";
import { median, printTable } from "./surroundings/table.ts";

const ROUNDS = 9;
const REQUESTS = 1_500;
const PARALLEL = 4;
/** As many as Hydra promises its owner without a limit. */
const REQUESTS_PER_SECOND = 1_000;

interface Server {
  child: ChildProcess;
  port: number;
  token: string;
}

async function tells(child: ChildProcess, wish: Wish): Promise<Told> {
  const told = once(child, "message") as Promise<[Told]>;
  child.send(wish);
  return (await told)[0];
}

async function start(wish: Wish): Promise<Server> {
  const child = fork(join(import.meta.dirname, "surroundings/list-server.ts"));
  return { child, ...((await tells(child, wish)) as { port: number; token: string }) };
}

async function cpuMs({ child }: Server): Promise<number> {
  return ((await tells(child, "cpu")) as { cpuMs: number }).cpuMs;
}

const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL });

function get({ port, token }: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: "127.0.0.1", port, path: "/containers/list", agent, headers: { authorization: `Bearer ${token}` } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const body = Buffer.concat(chunks).toString("utf8");
          if (response.statusCode === 200) resolve(body);
          else reject(new Error(`${response.statusCode}: ${body}`));
        });
      },
    );
    call.on("error", reject);
    call.end();
  });
}

/** @returns CPU of the server, microseconds a request */
async function round(server: Server): Promise<number> {
  const before = await cpuMs(server);
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (let sent = 0; sent < REQUESTS / PARALLEL; sent += 1) {
        await get(server);
        await sleep(Math.max(0, startedMs + (sent * PARALLEL * 1_000) / REQUESTS_PER_SECOND - performance.now()));
      }
    }),
  );
  return (((await cpuMs(server)) - before) * 1_000) / REQUESTS;
}

const servers: Server[] = [];
try {
  const hydra = await start({ serve: "hydra" });
  servers.push(hydra);
  const bytes = await get(hydra);
  const listed = (JSON.parse(bytes) as { containers: unknown[] }).containers.length;
  if (listed !== CONTAINERS) throw new Error(`Hydra lists ${listed} containers, not ${CONTAINERS}`);
  const bare = await start({ serve: "bare", bytes });
  servers.push(bare);
  for (const server of servers) await round(server);
  const figures: { hydra: number; bare: number }[] = [];
  for (let done = 0; done < ROUNDS; done += 1) figures.push({ hydra: await round(hydra), bare: await round(bare) });
  printTable(`list of ${CONTAINERS} containers, ${bytes.length} bytes, ${ROUNDS} rounds of ${REQUESTS}`, [
    {
      what: "CPU against bare Hono, median of the rounds",
      measured: median(figures.map(({ hydra, bare }) => hydra / bare)),
      unit: "times",
      atMost: 3,
    },
    { what: "  Hydra, authenticated, a request", measured: median(figures.map(({ hydra }) => hydra)), unit: "µs", atMost: null },
    { what: "  bare Hono, a request", measured: median(figures.map(({ bare }) => bare)), unit: "µs", atMost: null },
  ]);
} finally {
  agent.destroy();
  for (const { child } of servers) child.disconnect();
}
