import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import type { DockerHost } from "../../../../integrations/docker/hosts.ts";
import type { Clock } from "../../../../kernel/clock.ts";
import { messageOf } from "../../../../kernel/errors.ts";
import type { Log } from "../../../../kernel/log.ts";
import { ratesBetween, type ContainerRates, type Counted } from "./rates.ts";
import { containerSubject, type Subject } from "../history/subjects.ts";

/** The last measurement of one container. */
export interface ContainerReading {
  id: string;
  subject: Subject;
  measuredAt: number;
  monotonicMs: number;
  memoryBytes: number;
  memoryLimitBytes: number | null;
  processes: number | null;
  rates: ContainerRates;
}

/** An engine answers each stats call at its next own tick, up to a second later: they must be asked side by side. */
const AT_ONCE = 64;
/** After this long an engine is not waited for any longer. */
const PASS_LIMIT_MS = 30_000;

/** Reads the usage of the containers of one engine. A pass that takes long is not started a second time. */
export class EngineReader {
  readonly host: DockerHost;
  /** By container id; only of those that run. */
  readonly readings = new Map<string, ContainerReading>();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #counted = new Map<string, Counted & { startedAt: number | null }>();
  #pass: Promise<void> | null = null;
  #isFailing = false;

  constructor(host: DockerHost, clock: Clock, log: Log) {
    this.host = host;
    this.#clock = clock;
    this.#log = log;
  }

  /** The containers that use anything now. */
  get running(): ContainerFacts[] {
    return [...this.host.containers.values()].filter(isRunning);
  }

  /** Begin a pass, or join the one that is under way. `note` hears of each reading as it arrives. Never rejects. */
  read(note: (reading: ContainerReading) => void, stopping: AbortSignal): Promise<void> {
    this.#pass ??= this.#readAll(note, stopping).finally(() => {
      this.#pass = null;
    });
    return this.#pass;
  }

  async #readAll(note: (reading: ContainerReading) => void, stopping: AbortSignal): Promise<void> {
    this.#forgetStopped();
    if (this.host.connection.status !== "connected") return;
    const queue = this.running;
    const asked = queue.length;
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(PASS_LIMIT_MS)]);
    const failures: string[] = [];
    const worker = async (): Promise<void> => {
      for (let facts = queue.pop(); facts !== undefined && !signal.aborted; facts = queue.pop()) {
        try {
          note(await this.#readOne(facts, signal));
        } catch (error) {
          // It may have stopped or vanished between the list and the question: that is no failure.
          const now = this.host.containers.get(facts.id);
          if (now !== undefined && isRunning(now)) failures.push(messageOf(error));
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, asked) }, worker));
    if (!stopping.aborted) this.#report(failures, asked);
  }

  async #readOne(facts: ContainerFacts, signal: AbortSignal): Promise<ContainerReading> {
    const usage = await this.host.usage(facts.id, signal);
    const counted = { monotonicMs: this.#clock.monotonicMs(), usage, startedAt: facts.startedAt };
    const before = this.#counted.get(facts.id);
    this.#counted.set(facts.id, counted);
    const reading: ContainerReading = {
      id: facts.id,
      subject: containerSubject(this.host.name, facts),
      measuredAt: this.#clock.now(),
      monotonicMs: counted.monotonicMs,
      memoryBytes: usage.memoryBytes,
      memoryLimitBytes: usage.memoryLimitBytes,
      processes: usage.processes,
      // After a restart under the same id the counters began anew, even where they have outgrown the old ones.
      rates: ratesBetween(before?.startedAt === facts.startedAt ? before : undefined, counted),
    };
    this.readings.set(facts.id, reading);
    return reading;
  }

  #forgetStopped(): void {
    const running = new Set(this.running.map(({ id }) => id));
    for (const id of this.readings.keys()) if (!running.has(id)) this.readings.delete(id);
    for (const id of this.#counted.keys()) if (!running.has(id)) this.#counted.delete(id);
  }

  /** Said once when it begins and once when it ends, not every ten seconds. */
  #report(failures: readonly string[], asked: number): void {
    const isFailing = failures.length > 0;
    if (isFailing && !this.#isFailing)
      this.#log.warn(
        { node: this.host.name, failed: failures.length, asked, reason: failures[0] },
        "some containers could not be measured",
      );
    if (!isFailing && this.#isFailing) this.#log.info({ node: this.host.name }, "all containers are measured again");
    this.#isFailing = isFailing;
  }
}

function isRunning({ state }: ContainerFacts): boolean {
  return state === "running" || state === "paused";
}
