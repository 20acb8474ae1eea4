import { setTimeout as sleep } from "node:timers/promises";
import type { MachineReading } from "../../../integrations/machine/facts.ts";
import type { Host } from "../../../kernel/context.ts";
import { messageOf } from "../../../kernel/errors.ts";
import { part } from "../../../kernel/keys.ts";
import { EngineReader, type ContainerReading } from "./reading/engines.ts";
import { telemetryMeasured } from "./events.ts";
import { mergeNodes, unmeasuredNode, type NodeReading } from "./reading/nodes.ts";
import { present, type ContainerRow, type NodeRow, type Presented } from "./present.ts";
import { followUnits, type UnitReading } from "./reading/units.ts";
import { usedPercentBetween } from "./reading/rates.ts";
import { Rings, SLOT_MS } from "./history/rings.ts";
import { bucketOf, rollUp } from "./history/rollups.ts";
import { restoreRings, saveRings } from "./history/saved-rings.ts";
import { TelemetryStore } from "./store.ts";
import { containerSubject, diskSubject, gpuSubject, nodeSubject } from "./history/subjects.ts";

/** How long a round waits for slow engines before it publishes; what arrives later counts for the next round. */
const ROUND_LIMIT_MS = 8_000;
/** A value older than this is no longer shown as what is now. */
export const FRESH_MS = 30_000;
const HOUR_MS = 3_600_000;
/** How long a node that nobody measures any more stays visible as unknown. */
const REMEMBERED_MS = 86_400_000;

/** All measurements: the newest, the last hour, and the way to seven days. One round every ten seconds keeps it going. */
export class TelemetryBoard {
  readonly store: TelemetryStore;
  readonly #host: Host;
  readonly #engines = new Map<string, EngineReader>();
  #rings = new Rings();
  /** The last slot that is in the store as part of five minutes. */
  #rolledThrough = -1;
  #machine: { reading: MachineReading; usedPercent: number | null } | null = null;
  #machinePass: Promise<void> | null = null;
  readonly #lastMeasured = new Map<string, number>();
  #units: readonly UnitReading[] = [];
  #presented: Presented = present([], [], []);

  constructor(host: Host) {
    this.#host = host;
    this.store = new TelemetryStore(host);
  }

  get rings(): Rings {
    return this.#rings;
  }

  get rolledThrough(): number {
    return this.#rolledThrough;
  }

  /** What the operations answer: the same frozen objects until the next round. */
  get presented(): Presented {
    return this.#presented;
  }

  /** Take up what a clean stop left. After more than an hour only its unfinished five minutes are worth anything. */
  async open(): Promise<void> {
    await this.store.load();
    const saved = await this.store.takeRings();
    const restored = saved === null ? null : restoreRings(saved.packed);
    if (saved !== null && restored === null) this.#host.log.warn("the last hour of measurements could not be read back; it starts anew");
    if (saved !== null && restored !== null) {
      this.#rings = restored.rings;
      this.#rolledThrough = restored.rolledThrough;
      const awayMs = Math.max(0, this.#host.clock.now() - saved.savedAt);
      await this.#rollUpFinished(bucketOf(this.#host.clock.now()));
      if (awayMs < HOUR_MS) this.#rings.skip(Math.max(0, Math.round(awayMs / SLOT_MS) - 1));
      else this.#startAnew();
    }
    this.#publish();
  }

  save(): Promise<void> {
    return this.store.saveRings(saveRings(this.#rings, this.#rolledThrough));
  }

  /** Measure everything once, publish, and store what five minutes have finished. */
  async round(signal: AbortSignal): Promise<void> {
    const { clock } = this.#host;
    this.#rings.advance(clock.monotonicMs(), clock.now());
    this.#followEngines();
    const passes = [
      this.#readMachine(signal),
      ...[...this.#engines.values()].map((engine) => engine.read((reading) => this.#note(reading), signal)),
    ];
    const limit = new AbortController();
    const late = sleep(ROUND_LIMIT_MS, undefined, { signal: AbortSignal.any([signal, limit.signal]) }).catch(() => undefined);
    await Promise.race([Promise.all(passes), late]);
    limit.abort();
    if (signal.aborted) return;
    this.#publish();
    await this.#host.emit(telemetryMeasured, this.#presented.measured);
    await this.#rollUpFinished(bucketOf(this.#rings.timeOf(this.#rings.head)));
  }

  /** Engines come and go with the configuration; a reader keeps the counters of its engine. */
  #followEngines(): void {
    const hosts = this.#host.integration("docker")?.hosts ?? [];
    for (const host of hosts) {
      if (this.#engines.get(host.name)?.host !== host)
        this.#engines.set(host.name, new EngineReader(host, this.#host.clock, this.#host.log));
    }
    for (const name of this.#engines.keys()) if (!hosts.some((host) => host.name === name)) this.#engines.delete(name);
  }

  #readMachine(signal: AbortSignal): Promise<void> {
    const machine = this.#host.integration("machine");
    if (machine === undefined) return Promise.resolve();
    const read = async (): Promise<void> => {
      const reading = await machine.measure(signal);
      const before = this.#machine?.reading;
      this.#machine = { reading, usedPercent: usedPercentBetween(before?.bootId === reading.bootId ? before?.cpu : null, reading.cpu) };
    };
    this.#machinePass ??= read()
      .catch((error: unknown) => this.#host.log.debug({ reason: messageOf(error) }, "the machine could not be measured"))
      .finally(() => {
        this.#machinePass = null;
      });
    return this.#machinePass;
  }

  #note({ subject, rates, memoryBytes, processes }: ContainerReading): void {
    this.#rings.record(subject, [
      rates.cpuPercent,
      memoryBytes,
      rates.networkReceivedBytesPerSecond,
      rates.networkSentBytesPerSecond,
      rates.blockReadBytesPerSecond,
      rates.blockWrittenBytesPerSecond,
      processes,
    ]);
  }

  #publish(): void {
    const nodes = this.#nodes();
    for (const node of nodes) {
      if (node.measuredAt === null) continue;
      this.#rings.record(nodeSubject(node.name), [
        node.cpu?.usedPercent ?? null,
        node.memory?.usedBytes ?? null,
        node.load?.one ?? null,
        node.swap?.usedBytes ?? null,
      ]);
      for (const disk of node.disks) this.#rings.record(diskSubject(node.name, disk.mount), [disk.usedBytes, disk.availableBytes]);
      for (const gpu of node.gpus)
        this.#rings.record(gpuSubject(node.name, gpu.uuid), [gpu.usedPercent, gpu.memoryUsedBytes, gpu.temperatureC, gpu.powerW]);
    }
    this.#units = followUnits(this.#units, nodes, this.#host.clock.now());
    this.#presented = present(this.#withRemembered(nodes), this.#containers(), this.#units);
  }

  #nodes(): NodeReading[] {
    const { clock } = this.#host;
    const machine = this.#host.integration("machine");
    const fresh = this.#machine !== null && clock.monotonicMs() - this.#machine.reading.monotonicMs <= FRESH_MS ? this.#machine : null;
    const prometheus = this.#host.integration("prometheus");
    const { picture = null, ageMs = null } = prometheus?.state() ?? {};
    return mergeNodes({
      machine:
        machine === undefined
          ? null
          : { hostname: machine.hostname, reading: fresh?.reading ?? null, usedPercent: fresh?.usedPercent ?? null },
      engines: [...this.#engines.values()].map(({ host: { name, address, isLocal } }) => ({ name, address, isLocal })),
      prometheus:
        prometheus === undefined
          ? null
          : {
              url: prometheus.url,
              nodes: prometheus.nodes,
              instances: (picture?.instances ?? []).filter(
                ({ scrapeIntervalMs }) => (ageMs ?? Infinity) <= Math.max(FRESH_MS, 2.5 * scrapeIntervalMs),
              ),
            },
    });
  }

  /** Each node with when it was measured last, and for a day also those that nobody tells of any more. */
  #withRemembered(nodes: readonly NodeReading[]): NodeRow[] {
    for (const node of nodes) if (node.measuredAt !== null) this.#lastMeasured.set(node.name, node.measuredAt);
    const now = this.#host.clock.now();
    for (const [name, at] of this.#lastMeasured) if (now - at > REMEMBERED_MS) this.#lastMeasured.delete(name);
    const silent = [...this.#lastMeasured.keys()].filter((name) => !nodes.some((node) => node.name === name));
    return [...nodes, ...silent.map((name) => unmeasuredNode(name))]
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((node) => ({
        node,
        lastMeasuredAt: this.#lastMeasured.get(node.name) ?? null,
        gpuSource: node.source.startsWith("machine") ? (this.#machine?.reading.gpuSource ?? null) : null,
      }));
  }

  #containers(): ContainerRow[] {
    const now = this.#host.clock.monotonicMs();
    return [...this.#engines.values()].flatMap((engine) =>
      engine.running.map((facts) => {
        const reading = engine.readings.get(facts.id) ?? null;
        const isFresh = reading !== null && now - reading.monotonicMs <= FRESH_MS;
        return { id: facts.id, subject: containerSubject(engine.host.name, facts), reading, isFresh };
      }),
    );
  }

  /** Store the five minutes that are over: all slots before that of `current`. What cannot be stored is tried again next round. */
  async #rollUpFinished(current: number): Promise<void> {
    const isOpen = (at: number): boolean => Number.isNaN(at) || bucketOf(at) === current;
    let through = this.#rings.head;
    while (through > this.#rolledThrough && isOpen(this.#rings.timeOf(through))) through -= 1;
    if (through <= this.#rolledThrough) return;
    await this.store.saveBuckets(rollUp(this.#rings, this.#rolledThrough, through));
    this.#rolledThrough = through;
    this.#rings.forgetSilent();
  }

  #startAnew(): void {
    this.#rings = new Rings();
    this.#rolledThrough = -1;
  }
}

export const telemetryBoard = part("telemetry.board", (host) => new TelemetryBoard(host));
