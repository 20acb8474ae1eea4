import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ManualClock, systemClock } from "../../kernel/clock.ts";
import { openTestKernel } from "../../kernel/testing.ts";
import { LocalMachine } from "./client.ts";
import { FakeMachine } from "./fake.ts";
import type { Machine, MachineReading } from "./facts.ts";
import { machine } from "./index.ts";

const scratch = mkdtempSync(join(tmpdir(), "hydra-machine-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const hereLinux = { proc: "/proc", root: "/", nvidiaSmi: "nvidia-smi" };

/** What every machine keeps, be it real or made up. */
function contract(open: () => Promise<Machine | null>): void {
  test("values are in the ranges that their words promise", async () => {
    const machine = await open();
    const reading = await machine?.measure();
    if (reading === undefined) throw new Error("the machine cannot be read");
    expect(reading.cpu?.busyTicks).toBeLessThanOrEqual(reading.cpu?.totalTicks ?? -1);
    expect(reading.cpu?.cores).toBeGreaterThan(0);
    expect(reading.memory?.usedBytes).toBeGreaterThan(0);
    expect(reading.memory?.usedBytes).toBeLessThanOrEqual(reading.memory?.totalBytes ?? -1);
    expect(reading.load?.one).toBeGreaterThanOrEqual(0);
    expect(new Set(reading.disks.map(({ device }) => device)).size).toBe(reading.disks.length);
    for (const disk of reading.disks) expect(disk.usedBytes + disk.availableBytes).toBeLessThanOrEqual(disk.totalBytes);
    expect(reading.gpuSource).not.toBe("");
    expect(reading.bootedAt).toBeGreaterThan(0);
    expect(reading.bootId).toMatch(/^[0-9a-f-]{36}$/);
    expect(reading.kernelVersion).toMatch(/^\d+\./);
  });

  test("counters only grow while the machine runs", async () => {
    const machine = await open();
    const before = await machine?.measure();
    const after = await machine?.measure();
    expect(after?.cpu?.totalTicks).toBeGreaterThanOrEqual(before?.cpu?.totalTicks ?? Infinity);
    expect(after?.monotonicMs).toBeGreaterThanOrEqual(before?.monotonicMs ?? Infinity);
    expect(after?.bootId).toBe(before?.bootId);
  });
}

/** A machine whose nvidia-smi is this script. */
async function withProgram(script: string): Promise<MachineReading | undefined> {
  const program = join(scratch, `nvidia-smi-${crypto.randomUUID()}`);
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o700);
  return (await LocalMachine.open({ ...hereLinux, nvidiaSmi: program }, systemClock))?.measure();
}

describe("the fake machine", () => {
  contract(async () => new FakeMachine("attic", new ManualClock()));
});

describe.skipIf(process.platform !== "linux")("this machine", () => {
  contract(() => LocalMachine.open(hereLinux, systemClock));

  test("a folder without a procfs is no machine", async () => {
    expect(await LocalMachine.open({ ...hereLinux, proc: scratch }, systemClock)).toBeNull();
  });

  test("the host's folders, as a container sees them, tell of the host", async () => {
    const proc = join(scratch, "proc");
    const root = join(scratch, "root");
    mkdirSync(join(proc, "1"), { recursive: true });
    mkdirSync(join(root, "etc"), { recursive: true });
    mkdirSync(join(root, "data"));
    writeFileSync(join(root, "etc/hostname"), "attic\n");
    writeFileSync(join(proc, "stat"), "cpu  1 0 0 9 0 0 0 0 0 0\ncpu0 1 0 0 9 0 0 0 0 0 0\n");
    writeFileSync(
      join(proc, "1/mounts"),
      "/dev/sda1 /data ext4 rw 0 0\n/dev/sdb1 /elsewhere ext4 rw 0 0\n/dev/sdc1 /etc/hostname ext4 rw 0 0\n",
    );
    const attic = await LocalMachine.open({ ...hereLinux, proc, root }, systemClock);
    const reading = await attic?.measure();
    expect(attic?.hostname).toBe("attic");
    expect(reading?.cpu).toEqual({ busyTicks: 1, totalTicks: 10, cores: 1 });
    expect(reading?.memory).toBeNull();
    expect(reading?.disks.map(({ mount }) => mount)).toEqual(["/data"]);
  });

  test("GPUs come from the program, asked with its fields", async () => {
    const reading = await withProgram(
      'case "$1" in --query-gpu=index,uuid,*) echo "0, GPU-1, 5, 100, 200, 40, 30.5, 70, Card";; *) exit 2;; esac',
    );
    expect(reading?.gpus).toMatchObject([{ name: "Card", usedPercent: 5, memoryUsedBytes: 104_857_600 }]);
  });

  test("two readers at once share one look", async () => {
    const counter = join(scratch, "looks");
    const program = join(scratch, "counting-smi");
    writeFileSync(program, `#!/bin/sh\necho x >> ${counter}\nsleep 0.3\necho "0, GPU-1, 5, 1, 2, 3, 4, 5, Card"\n`, { mode: 0o700 });
    const machine = await LocalMachine.open({ ...hereLinux, nvidiaSmi: program }, systemClock);
    const readings = await Promise.all([machine?.measure(), machine?.measure()]);
    expect(readings.map((reading) => reading?.gpus.length)).toEqual([1, 1]);
    expect(readFileSync(counter, "utf8")).toBe("x\n");
  });

  test("without the program, or with a broken driver, there are no GPUs and the source says why", async () => {
    const absent = await (await LocalMachine.open({ ...hereLinux, nvidiaSmi: join(scratch, "none") }, systemClock))?.measure();
    expect(absent?.gpus).toEqual([]);
    expect(absent?.gpuSource).toMatch(/is not installed$/);
    const broken = await withProgram("echo NVIDIA-SMI has failed to reach the driver; exit 9");
    expect(broken?.gpus).toEqual([]);
    expect(broken?.gpuSource).toMatch(/failed: NVIDIA-SMI has failed to reach the driver$/);
  });

  test("it connects without any setting, and doctor hears that it is well", async () => {
    await using test = await openTestKernel({ integrations: [machine] });
    expect(await test.kernel.services.integrationStates()).toMatchObject([
      { name: "machine", isConfigured: true, probe: { status: "well" } },
    ]);
  });
});
