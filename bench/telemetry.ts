/**
 * What telemetry costs: `node bench/telemetry.ts [containers]`. Always with pretended containers; with HYDRA_TEST_DOCKER
 * also with as many real ones (default 30), which it starts and removes. Prints one line a measurement.
 */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { BUSYBOX_IMAGE, peer } from "../tests/peers/peers.ts";
import { askEngine } from "../tests/peers/docker-api.ts";
import { telemetryBoard, type TelemetryBoard } from "../src/features/watch/telemetry/board.ts";
import { BUCKET_MS, rollUp } from "../src/features/watch/telemetry/history/rollups.ts";
import { telemetry } from "../src/features/watch/telemetry/index.ts";
import { series } from "../src/features/watch/telemetry/operations.ts";
import { containerFacts, fakeDocker, fakeDockerIntegration } from "../src/integrations/docker/fake.ts";
import { docker } from "../src/integrations/docker/index.ts";
import { machine } from "../src/integrations/machine/index.ts";
import { prometheus } from "../src/integrations/prometheus/index.ts";
import { ManualClock, systemClock } from "../src/kernel/clock.ts";
import { feature } from "../src/kernel/feature.ts";
import type { Integration } from "../src/kernel/integration.ts";
import { openTestKernel, type TestKernel } from "../src/kernel/testing.ts";

/** The feature without its own clockwork: rounds are timed here. */
const paced = feature({ ...telemetry, start: (host) => host.part(telemetryBoard).open() });
const never = new AbortController().signal;
const PRETENDED = 50;

function say(what: string, value: number, unit: string): void {
  process.stdout.write(`${what.padEnd(66)} ${value.toFixed(value < 10 ? 2 : 0).padStart(9)} ${unit}\n`);
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Bytes that this process handed to write calls: WAL frames and checkpoints alike. */
function writtenBytes(): number {
  return Number(/^wchar: (\d+)$/m.exec(readFileSync("/proc/self/io", "utf8"))?.[1]);
}

function boardOf({ kernel }: TestKernel): TelemetryBoard {
  return kernel.hostOf("telemetry").part(telemetryBoard);
}

/** Seven days with 50 containers, as fast as the machine can. */
async function pretended(): Promise<void> {
  const clock = new ManualClock();
  const engine = fakeDocker({ clock });
  for (let index = 0; index < PRETENDED; index += 1) engine.add(containerFacts({ name: `c${index}`, state: "running" }));
  await using test = await openTestKernel({
    features: [paced],
    integrations: [fakeDockerIntegration(engine), machine, prometheus] as Integration[],
    clock,
  });
  const board = boardOf(test);
  const rounds = async (count: number): Promise<void> => {
    for (let round = 0; round < count; round += 1) {
      clock.advance(10_000);
      await board.round(never);
    }
  };
  await rounds(360);
  say(`rings of the last hour, ${PRETENDED} containers and this machine`, board.rings.sizeBytes / 1_024, "KiB");
  const [cpu, written] = [cpuMs(), writtenBytes()];
  const measured = 2_160;
  await rounds(measured);
  say("CPU of a round without the engine", (cpuMs() - cpu) / measured, "ms");
  say("written to the store in a day", ((writtenBytes() - written) * 4) / 1_048_576, "MiB");
  // The rest of the week straight into the store: the last five minutes, again and again.
  const [bucket] = rollUp(board.rings, board.rings.head - 30, board.rings.head);
  if (bucket === undefined) throw new Error("nothing was rolled up");
  const week = Array.from({ length: 2_016 }, (_, index) => ({ ...bucket, at: bucket.at - (index + 80) * BUCKET_MS }));
  await board.store.saveBuckets(week);
  const request = { name: "c7", metric: "cpuPercent", from: new Date(clock.now() - 7 * 86_400_000).toISOString() };
  await test.kernel.callAsOwner(series, request);
  const began = performance.now();
  const { points } = (await test.kernel.callAsOwner(series, request)) as { points: unknown[] };
  say(`seven days of one metric (${points.length} points)`, performance.now() - began, "ms");
  const store = test.kernel.store.sizeBytes();
  say("size of the store after seven days", store / 1_048_576, "MiB");
  const saving = performance.now();
  await board.save();
  say("saving the rings on stop", performance.now() - saving, "ms");
}

/** The true cost of asking: Hydra's own CPU for a round over real containers, and how long a round takes. */
async function real(address: string, count: number): Promise<void> {
  const socketPath = address.replace(/^unix:\/\//, "");
  const names = Array.from({ length: count }, (_, index) => `hydra-bench-telemetry-${process.pid}-${index}`);
  try {
    for (const name of names) {
      const body = {
        Image: BUSYBOX_IMAGE,
        Cmd: ["sh", "-c", "trap exit TERM; while :; do sleep 1; done"],
        Labels: { "hydra.test": "bench" },
        HostConfig: { NetworkMode: "none" },
      };
      await askEngine(socketPath, "POST", `/v1.41/containers/create?name=${name}`, body);
      await askEngine(socketPath, "POST", `/v1.41/containers/${name}/start`);
    }
    await using test = await openTestKernel({
      features: [paced],
      integrations: [docker, machine, prometheus] as unknown as Integration[],
      settings: { docker: { hosts: [{ name: "bench", address }] } },
      clock: systemClock,
    });
    const board = boardOf(test);
    for (
      let wait = 0;
      wait < 100 && (test.kernel.hostOf("telemetry").integration("docker")?.get("bench")?.containers.size ?? 0) < count;
      wait += 1
    )
      await sleep(100);
    await board.round(never);
    const [cpu, began, rounds] = [cpuMs(), performance.now(), 10];
    for (let round = 0; round < rounds; round += 1) await board.round(never);
    const measured = board.presented.containers.containers.filter(({ cpuPercent }) => cpuPercent !== null).length;
    say(`CPU of a round over ${measured} real containers`, (cpuMs() - cpu) / rounds, "ms");
    say("the same, as a share of one core at one round in 10 s", (cpuMs() - cpu) / rounds / 100, "%");
    say("time of a round", (performance.now() - began) / rounds, "ms");
  } finally {
    for (const name of names) await askEngine(socketPath, "DELETE", `/v1.41/containers/${name}?force=true&v=true`);
  }
}

await pretended();
const address = peer("docker");
if (address === null) process.stdout.write("HYDRA_TEST_DOCKER is not set: no real containers\n");
else await real(address, Number(process.argv[2] ?? 30));
