import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../../../kernel/clock.ts";
import type { Host } from "../../../../kernel/context.ts";
import { MeasuredLimits } from "./limits.ts";
import type { MeasuredSignal } from "./signal.ts";
import { MeasuredWatch } from "./watch.ts";

const GIB = 1_073_741_824;
const SECOND = 1_000;
const MINUTE = 60_000;

let clock: ManualClock;
/** What Hydra's own reads answer, by operation. */
let answers: Record<string, unknown>;
let heard: MeasuredSignal[];
let watch: MeasuredWatch;

beforeEach(() => {
  clock = new ManualClock();
  heard = [];
  answers = {
    "containers.nodes": { nodes: [{ name: "home", status: "connected", reason: null }] },
    "telemetry.nodes": { nodes: [node(50)] },
    "monitors.list": { monitors: [certificate(60)] },
    "telemetry.targets": { targets: [target("up")], ageSeconds: 3, failure: null },
    "logs.errors": { containers: [] },
  };
  const host: Pick<Host, "clock" | "call" | "settings" | "integration"> = {
    clock,
    call: (operation) => Promise.resolve(answers[operation.name] as never),
    settings: () => MeasuredLimits.parse({}) as never,
    integration: () => ({}) as never,
  };
  watch = new MeasuredWatch(host as Host, (signal) => {
    heard.push(signal);
    return Promise.resolve();
  });
});

function node(usedGiB: number, state: "measured" | "unknown" = "measured") {
  const disk = { mount: "/", usedBytes: usedGiB * GIB, availableBytes: (100 - usedGiB) * GIB };
  return { name: "home", state, memory: { usedBytes: 10, totalBytes: 100 }, disks: state === "measured" ? [disk] : [] };
}

function certificate(days: number | null) {
  const certificateExpiresAt = days === null ? null : new Date(clock.now() + days * 86_400_000).toISOString();
  return { id: "m1", node: "home", project: null, service: "cloud", certificateExpiresAt };
}

function target(health: string) {
  return { job: "node", instance: "nas:9100", health, lastError: null };
}

/** Look every so often for so long, and say what was heard: `+` bad, `-` over. */
async function looks(name: string, forMs: number, everyMs = 5 * SECOND): Promise<string[]> {
  const plan = watch.plans.find((each) => each.name === name);
  if (plan === undefined) throw new Error(`no round ${name}`);
  const before = heard.length;
  for (let passed = 0; passed <= forMs; passed += everyMs) {
    await watch.look(plan);
    clock.advance(everyMs);
  }
  return heard.slice(before).map(({ isBad, subject }) => `${isBad ? "+" : "-"}${subject.key}`);
}

describe("a node", () => {
  test("that is away as long as its daemon restarts is no signal; longer, it is one", async () => {
    expect(await looks("nodes", 0)).toEqual(["-node/home"]);
    answers["containers.nodes"] = { nodes: [{ name: "home", status: "lost", reason: "ECONNREFUSED" }] };
    expect(await looks("nodes", 30 * SECOND)).toEqual([]);
    expect(await looks("nodes", 30 * SECOND)).toEqual(["+node/home"]);
    expect(heard.at(-1)).toMatchObject({ trouble: "node_lost", wasSoAtFirstSight: false, detail: expect.stringContaining("ECONNREFUSED") });
    answers["containers.nodes"] = { nodes: [{ name: "home", status: "connected", reason: null }] };
    expect(await looks("nodes", 0)).toEqual(["-node/home"]);
  });
});

describe("a disk", () => {
  test("is told of once while it is nearly full, and once when it is clearly better", async () => {
    expect(await looks("disks", 2 * MINUTE)).toEqual(["-disk/home//"]);
    answers["telemetry.nodes"] = { nodes: [node(95)] };
    expect(await looks("disks", 10 * MINUTE)).toEqual(["+disk/home//"]);
    answers["telemetry.nodes"] = { nodes: [node(88)] };
    expect(await looks("disks", 10 * MINUTE)).toEqual([]);
    answers["telemetry.nodes"] = { nodes: [node(60)] };
    expect(await looks("disks", 10 * MINUTE)).toEqual(["-disk/home//"]);
  });

  test("that was full at first sight is said to be so", async () => {
    answers["telemetry.nodes"] = { nodes: [node(95)] };
    await looks("disks", 2 * MINUTE);
    expect(heard).toMatchObject([{ isBad: true, wasSoAtFirstSight: true }]);
  });

  test("of a node that nobody measures is not over; one that was taken out is", async () => {
    answers["telemetry.nodes"] = { nodes: [node(95)] };
    await looks("disks", 2 * MINUTE);
    answers["telemetry.nodes"] = { nodes: [node(95, "unknown")] };
    expect(await looks("disks", 20 * MINUTE)).toEqual([]);
    answers["telemetry.nodes"] = { nodes: [{ ...node(95), disks: [] }] };
    expect(await looks("disks", 20 * MINUTE)).toEqual(["-disk/home//"]);
  });
});

test("a certificate is told again when it is worse, and over when it was renewed", async () => {
  await looks("certificates", 0);
  for (const days of [10, 9, 2, -1]) {
    answers["monitors.list"] = { monitors: [certificate(days)] };
    await looks("certificates", 0);
  }
  answers["monitors.list"] = { monitors: [certificate(null)] };
  await looks("certificates", 20 * MINUTE);
  expect(heard.map(({ isBad, severity }) => [isBad, severity])).toEqual([
    [false, "low"],
    [true, "low"],
    [true, "high"],
    [true, "critical"],
  ]);
  answers["monitors.list"] = { monitors: [certificate(90)] };
  expect(await looks("certificates", 0)).toEqual(["-certificate/m1"]);
});

describe("a target", () => {
  test("that was up and is gone is told; an old picture says nothing", async () => {
    await looks("targets", 0);
    answers["telemetry.targets"] = { targets: [target("gone")], ageSeconds: 900, failure: "no answer" };
    expect(await looks("targets", 5 * MINUTE)).toEqual([]);
    answers["telemetry.targets"] = { targets: [target("gone")], ageSeconds: 3, failure: null };
    expect(await looks("targets", 5 * MINUTE)).toEqual(["+target/node/nas:9100"]);
  });

  test("that never was up is nobody's loss", async () => {
    answers["telemetry.targets"] = { targets: [target("down")], ageSeconds: 3, failure: null };
    expect(await looks("targets", 5 * MINUTE)).toEqual([]);
  });
});

test("a burst stays one while it lasts, also when it has become what is usual", async () => {
  const burst = {
    container: "web",
    node: "home",
    project: null,
    key: "home//web",
    line: "ERROR token ***",
    minutes: [1, 2].map(() => ({ errors: 60, fresh: 60 })),
    run: null,
  };
  answers["logs.errors"] = { containers: [{ ...burst, usualPerMinute: 1 }] };
  expect(await looks("errors", 0)).toEqual(["+home//web"]);
  answers["logs.errors"] = { containers: [{ ...burst, usualPerMinute: 60 }] };
  expect(await looks("errors", 20 * MINUTE, MINUTE)).toEqual([]);
  answers["logs.errors"] = { containers: [{ ...burst, usualPerMinute: 1, minutes: [1, 2].map(() => ({ errors: 1, fresh: 0 })) }] };
  expect(await looks("errors", 5 * MINUTE, MINUTE)).toEqual(["-home//web"]);
});

test("a burst of what was just started is told within its first minute, and over when it is calm", async () => {
  const since = new Date(clock.now()).toISOString();
  const web = { container: "web", node: "home", project: null, key: "home//web", line: "ERROR upstream", usualPerMinute: null };
  const running = (seconds: number) => ({
    ...web,
    minutes: [],
    run: { since, until: new Date(Date.parse(since) + seconds * SECOND).toISOString(), lines: 10 * seconds, quietSeconds: 15 },
  });
  answers["logs.errors"] = { containers: [running(20)] };
  expect(await looks("errors", 0)).toEqual([]);
  answers["logs.errors"] = { containers: [running(50)] };
  expect(await looks("errors", 0)).toEqual(["+home//web"]);
  expect(heard.at(-1)).toMatchObject({ wasSoAtFirstSight: false, detail: expect.stringContaining("500 new error lines in 50 seconds") });
  answers["logs.errors"] = { containers: [{ ...web, minutes: [1, 2].map(() => ({ errors: 0, fresh: 0 })), run: null }] };
  expect(await looks("errors", 2 * MINUTE, MINUTE)).toEqual(["-home//web"]);
});
