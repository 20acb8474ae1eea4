import type { Clock } from "../../kernel/clock.ts";
import { HydraError } from "../../kernel/errors.ts";
import type { Machine, MachineReading } from "./facts.ts";

const GIB = 1_073_741_824;

/** A machine in memory: its CPU runs at `busyShare` of its cores, and the rest is what a test says. */
export class FakeMachine implements Machine {
  readonly hostname: string;
  readonly #clock: Clock;
  /** 0 to 1. */
  busyShare = 0.25;
  isUnreadable = false;
  facts: Omit<MachineReading, "measuredAt" | "monotonicMs" | "cpu"> & { cores: number } = {
    cores: 8,
    memory: { usedBytes: 12 * GIB, totalBytes: 64 * GIB },
    load: { one: 1.5, five: 1.25, fifteen: 1 },
    disks: [
      {
        mount: "/",
        device: "/dev/nvme0n1p2",
        fileSystem: "ext4",
        usedBytes: 200 * GIB,
        availableBytes: 750 * GIB,
        totalBytes: 1_000 * GIB,
      },
    ],
    gpus: [],
    gpuSource: "nvidia-smi is not installed",
    bootedAt: Date.UTC(2026, 0, 1),
    bootId: "00000000-0000-4000-8000-000000000001",
    kernelVersion: "6.12.0",
    limit: null,
  };
  #busyTicks = 0;
  #totalTicks = 0;
  #lastMs = 0;

  constructor(hostname: string, clock: Clock) {
    this.hostname = hostname;
    this.#clock = clock;
  }

  async measure(): Promise<MachineReading> {
    if (this.isUnreadable) throw new HydraError("upstream_failed", "Neither stat nor meminfo can be read in /proc.");
    const { cores, ...facts } = this.facts;
    const monotonicMs = this.#clock.monotonicMs();
    const ticks = ((monotonicMs - this.#lastMs) / 10) * cores;
    this.#lastMs = monotonicMs;
    this.#totalTicks += ticks;
    this.#busyTicks += ticks * this.busyShare;
    return {
      ...facts,
      measuredAt: this.#clock.now(),
      monotonicMs,
      cpu: { busyTicks: this.#busyTicks, totalTicks: this.#totalTicks, cores },
    };
  }

  /** The machine was started again: counters begin at zero. */
  reboot(): void {
    this.#busyTicks = 0;
    this.#totalTicks = 0;
    this.facts = { ...this.facts, bootedAt: this.#clock.now(), bootId: crypto.randomUUID() };
  }
}
