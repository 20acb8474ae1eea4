/**
 * What the gateway costs: `npm run bench -- quality gateway [--calls 1000] [--streams 200] [--many 1000] [--no-rival]`.
 * A server that answers at once is asked directly, through Hydra and through Portkey's gateway, one call after the other
 * in one run, all over kept connections; Hydra is the whole program as a person starts it. Then many streams at once.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { endChild, launchHydra } from "../surroundings/launched.ts";
import { readFigures } from "../surroundings/process-figures.ts";
import { percentile, printTable, type Row } from "../surroundings/table.ts";
import { ask, closeConnections, type Timing, type Way } from "./gateway/client.ts";
import type { Opened } from "./gateway/upstream.ts";
import { startRival } from "./gateway/rival.ts";

const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "1000" },
    streams: { type: "string", default: "200" },
    many: { type: "string", default: "1000" },
    "no-rival": { type: "boolean", default: false },
    rival: { type: "string" },
    data: { type: "string" },
  },
});

const running: (() => Promise<void>)[] = [];
const tidy = async (): Promise<void> => {
  closeConnections();
  for (const end of running.splice(0).toReversed()) await end();
};
process.once("SIGINT", () => void tidy().then(() => process.exit(130)));

/** A conversation as a chat page sends it, about a kilobyte; each differs, so that none looks like a repetition. */
function body(model: string, isStreamed: boolean, number: number): string {
  const messages = [
    { role: "system", content: "You are a helpful assistant of a household. Answer shortly, and say when you do not know." },
    { role: "user", content: "What is the difference between a reverse proxy and a load balancer, and do I need both at home?" },
    {
      role: "assistant",
      content: "A reverse proxy stands before your services and hands requests on; a load balancer spreads them. ".repeat(4),
    },
    { role: "user", content: `And which of them ends TLS for service number ${number}?` },
  ];
  return JSON.stringify({ model, messages, temperature: 0.7, ...(isStreamed && { stream: true }) });
}

/** The same calls on every way in turn, so that whatever else the machine does meets all of them. */
async function interleave(ways: readonly Way[], rounds: number, model: string, isStreamed: boolean): Promise<Map<string, Timing[]>> {
  const timings = new Map<string, Timing[]>(ways.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? ways : ways.toReversed();
    for (const way of order) {
      const timing = await ask(way, body(model, isStreamed, round));
      if (timing.status !== 200 || !timing.isWhole) throw new Error(`${way.name} answered ${timing.status}`);
      timings.get(way.name)?.push(timing);
    }
  }
  return timings;
}

function added(timings: Map<string, Timing[]>, way: string, share: number, of: "totalMs" | "firstByteMs"): number | null {
  const at = (name: string): number | null =>
    percentile(
      (timings.get(name) ?? []).map((timing) => timing[of]),
      share,
    );
  const [through, direct] = [at(way), at("direct")];
  return through === null || direct === null ? null : through - direct;
}

function ms(what: string, measured: number | null, atMost: number | null = null): Row {
  return { what, measured, unit: "ms", atMost };
}

function ratio(part: number | null, whole: number | null): number | null {
  return part === null || whole === null ? null : part / Math.max(whole, 0.001);
}

const home = mkdtempSync(join(tmpdir(), "hydra-bench-gateway-"));
running.push(() => rm(home, { recursive: true, force: true }));
try {
  const upstream = fork(join(import.meta.dirname, "gateway/upstream.ts"));
  running.push(() => endChild(upstream));
  const [{ port }] = (await once(upstream, "message")) as [Opened];
  writeFileSync(join(home, "hydra.yaml"), `upstreams:\n  servers:\n    - { name: stub, url: "http://127.0.0.1:${port}" }\n`);
  const hydra = await launchHydra(join(home, "no-docker.sock"), { HYDRA_HOME: home });
  running.push(hydra.end);
  const ways: Way[] = [
    { name: "direct", port, headers: {} },
    { name: "hydra", port: hydra.toolsPort, headers: { authorization: `Bearer ${hydra.token}` } },
  ];
  if (!values["no-rival"]) {
    const folder = values.rival ?? mkdtempSync(join(tmpdir(), "hydra-bench-rival-"));
    if (values.rival === undefined) running.push(() => rm(folder, { recursive: true, force: true }));
    const rival = await startRival(folder);
    running.push(rival.end);
    const headers = {
      "x-portkey-provider": "openai",
      "x-portkey-custom-host": `http://127.0.0.1:${port}/v1`,
      authorization: "Bearer none",
    };
    ways.push({ name: "portkey", port: rival.port, headers });
  }
  // The models are asked for a moment after the start.
  await sleep(4_000);
  await interleave(ways, 200, "m", false);
  await interleave(ways, 20, "m-20-5", true);

  const before = readFigures(hydra.pid);
  const whole = await interleave(ways, Number(values.calls), "m", false);
  const cpuMs = ((readFigures(hydra.pid).cpuSeconds - before.cpuSeconds) * 1_000) / Number(values.calls);
  const streams = await interleave(ways, Number(values.streams), "m-20-5", true);

  // Many at once, three times: memory that grows with each would show.
  const hydraWay = ways[1] as Way;
  let errors = 0;
  const rssMiB: number[] = [];
  for (let batch = 0; batch < 3; batch += 1) {
    const calls = Array.from({ length: Number(values.many) }, (_, number) =>
      ask(hydraWay, body("m-20-100", true, number)).catch(() => null),
    );
    for (const timing of await Promise.all(calls)) if (timing === null || timing.status !== 200 || !timing.isWhole) errors += 1;
    await sleep(2_000);
    rssMiB.push(readFigures(hydra.pid).rssMiB);
  }

  const p50 = added(whole, "hydra", 0.5, "totalMs");
  const first = added(streams, "hydra", 0.5, "firstByteMs");
  const rivalP50 = added(whole, "portkey", 0.5, "totalMs");
  const rivalFirst = added(streams, "portkey", 0.5, "firstByteMs");
  printTable(`gateway, ${values.calls} calls and ${values.streams} streams each way in turn, one caller`, [
    ms(
      "direct: a call, p50",
      percentile(
        (whole.get("direct") ?? []).map(({ totalMs }) => totalMs),
        0.5,
      ),
    ),
    ms("Hydra adds to a call, p50", p50, 0.5),
    ms("Hydra adds to a call, p99", added(whole, "hydra", 0.99, "totalMs"), 3),
    ms("Hydra adds to the first byte of a stream, p50", first, 1.5),
    ms("Hydra adds to the first byte of a stream, p99", added(streams, "hydra", 0.99, "firstByteMs")),
    ms("Hydra: CPU of a call, all of it", cpuMs),
    ms("Portkey adds to a call, p50", rivalP50),
    ms("Portkey adds to a call, p99", added(whole, "portkey", 0.99, "totalMs")),
    ms("Portkey adds to the first byte of a stream, p50", rivalFirst),
    { what: "Hydra's share of what Portkey adds to a call, p50", measured: ratio(p50, rivalP50), unit: "x", atMost: 0.25 },
    { what: "Hydra's share of what Portkey adds to the first byte, p50", measured: ratio(first, rivalFirst), unit: "x", atMost: 0.25 },
    { what: `errors in 3 x ${values.many} streams at once`, measured: errors, unit: "", atMost: 0 },
    { what: "RSS after the first such batch", measured: rssMiB[0] ?? null, unit: "MiB", atMost: null },
    { what: "RSS after the third, of that", measured: ratio(rssMiB[2] ?? null, rssMiB[0] ?? null), unit: "x", atMost: 1.15 },
  ]);
} finally {
  await tidy();
}
