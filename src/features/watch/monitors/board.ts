import type { ContainerChange, DockerHost } from "../../../integrations/docker/hosts.ts";
import type { ContainerFacts } from "../../../integrations/docker/facts.ts";
import { hostInAddress, identityOf } from "../../../integrations/docker/identity.ts";
import type { Host } from "../../../kernel/context.ts";
import { HydraError, messageOf } from "../../../kernel/errors.ts";
import { part } from "../../../kernel/keys.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import type { Correction } from "./derive/correction.ts";
import { readListeners } from "./derive/listeners.ts";
import type { EngineView } from "./derive/network.ts";
import { monitorChanged } from "./events.ts";
import type { Attempt, Look } from "./monitor/judge.ts";
import { lookEverywhere, lookUntilAnswered } from "./probers/look.ts";
import { Monitor, monitorId } from "./monitor/monitor.ts";
import { BUCKET_MS, Rollup } from "./monitor/rollup.ts";
import { phaseOf } from "./monitor/schedule.ts";
import { monitorsSettings } from "./settings.ts";
import { loadCorrections, loadStates, saveMeasurements, uptimesSince, type KnownState, type Uptime } from "./store.ts";

const DAY_MS = 86_400_000;
/** The first looks at everything that is found together spread over this time. */
const FIRST_LOOKS_WITHIN_MS = 3_000;
/** A program that was just started gets a moment before it is asked. */
const AFTER_CHANGE_MS = 500;
const FORGOTTEN_AFTER_MS = 900_000;
/** Looks that are due this close together are begun together: fewer wake-ups of an idle machine. */
const GRAIN_MS = 25;

interface Engine {
  host: DockerHost;
  view: EngineView;
}

/** All monitors, and the rounds that keep them true. */
export class MonitorBoard {
  readonly #host: Host;
  readonly #settings;
  readonly #monitors = new Map<string, Monitor>();
  readonly #engines = new Map<string, Engine>();
  readonly #rollup = new Rollup();
  #corrections = new Map<string, Correction>();
  #remembered = new Map<string, KnownState>();
  #uptimes: { day: Map<string, Uptime>; week: Map<string, Uptime> } = { day: new Map(), week: new Map() };
  #underWay = 0;
  #wake: (() => void) | null = null;

  constructor(host: Host) {
    this.#host = host;
    this.#settings = host.settings(monitorsSettings);
  }

  /** Read what is kept, take in every container of the engines, and look at them until Hydra stops. */
  async start(engines: readonly DockerHost[]): Promise<void> {
    this.#corrections = await loadCorrections(this.#host);
    this.#remembered = await loadStates(this.#host);
    for (const engine of engines) this.#add(engine);
    this.#host.background("monitors.rounds", (signal) => this.#run(signal));
    this.#host.every("monitors.flush", BUCKET_MS, () => this.flush());
  }

  #add(engine: DockerHost): void {
    const find = (idOrName: string): ContainerFacts | undefined =>
      engine.containers.get(idOrName) ??
      [...engine.containers.values()].find(({ id, name }) => name === idOrName || id.startsWith(idOrName));
    const view: EngineView = { isLocal: engine.isLocal, hostAddress: hostInAddress(engine.address), find };
    this.#engines.set(engine.name, { host: engine, view });
    const unsubscribe = engine.listen({ onChange: (change) => this.#take(engine.name, view, change) });
    this.#host.stopping.addEventListener("abort", unsubscribe, { once: true });
    for (const after of engine.containers.values()) this.#take(engine.name, view, { before: null, after, event: null });
  }

  /** A container appeared, changed, or is gone. */
  #take(node: string, view: EngineView, { before, after }: ContainerChange): void {
    const nowMs = this.#host.clock.monotonicMs();
    if (after === null) {
      const monitor = before === null ? undefined : this.#monitors.get(monitorId(identityOf(node, before)));
      // A successor may have taken the name before its predecessor was removed.
      if (monitor !== undefined && monitor.container.id === before?.id) {
        monitor.goneAt = this.#host.clock.now();
        monitor.hurry(nowMs, 0);
      }
      return this.#wakeUp();
    }
    const id = monitorId(identityOf(node, after));
    let monitor = this.#monitors.get(id);
    if (monitor === undefined) {
      monitor = new Monitor(node, after, view, this.#host.clock.now(), this.#remembered.get(id) ?? null);
      monitor.correction = this.#corrections.get(id) ?? null;
      monitor.dueAtMs = nowMs + phaseOf(id) * FIRST_LOOKS_WITHIN_MS;
      this.#monitors.set(id, monitor);
    } else {
      if (
        monitor.container.id !== after.id &&
        monitor.container.state === "running" &&
        after.state !== "running" &&
        monitor.goneAt === null
      )
        return;
      monitor.meet(after);
      if (before === null || isWorthALook(before, after)) monitor.hurry(nowMs, AFTER_CHANGE_MS);
    }
    this.#wakeUp();
  }

  /** Begin what is due, as much at once as allowed, and sleep until the next. */
  async #run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.#wakeUp(), { once: true });
    while (!signal.aborted) {
      const nowMs = this.#host.clock.monotonicMs();
      let nextMs = Infinity;
      for (const monitor of this.#monitors.values()) {
        if (monitor.isUnderWay) continue;
        if (monitor.dueAtMs <= nowMs + GRAIN_MS && this.#underWay < this.#settings.atOnce) this.#begin(monitor, signal);
        else nextMs = Math.min(nextMs, monitor.dueAtMs);
      }
      await this.#sleep(this.#underWay >= this.#settings.atOnce ? Infinity : nextMs - nowMs);
    }
  }

  #begin(monitor: Monitor, signal: AbortSignal): void {
    this.#underWay += 1;
    this.#lookAt(monitor, signal, (targets, limits) => lookUntilAnswered(targets, limits))
      .catch((error: unknown) => this.#host.log.warn({ monitor: monitor.id, reason: messageOf(error) }, "a look failed; it is repeated"))
      .finally(() => {
        this.#underWay -= 1;
        this.#wakeUp();
      });
  }

  async #lookAt(
    monitor: Monitor,
    signal: AbortSignal,
    look: typeof lookEverywhere,
    isThorough = false,
  ): Promise<{ attempts: Attempt[]; look: Look | null }> {
    monitor.begin();
    const { clock } = this.#host;
    try {
      if (isThorough || monitor.needsDerivation) monitor.deriveWith(await listenersOf(monitor));
      const targets = isThorough ? monitor.targets : monitor.nextTargets;
      const attempts = await look(targets, { timeoutMs: this.#settings.timeoutSeconds * 1_000, signal });
      // A look that was broken off says nothing.
      if (signal.aborted) return { attempts, look: null };
      const at = clock.now();
      const noted = monitor.note(attempts, at, this.#settings);
      if (attempts.length > 0) this.#rollup.add(monitor.id, { at, outcome: noted.look.outcome, latencyMs: monitor.latencyMs });
      if (noted.transition !== null) await this.#tell(monitor, noted.transition);
      return { attempts, look: noted.look };
    } finally {
      monitor.plan(clock.monotonicMs(), this.#settings.intervalSeconds * 1_000);
      this.#wakeUp();
    }
  }

  async #tell(monitor: Monitor, { from, to }: { from: Monitor["state"]; to: Monitor["state"] }): Promise<void> {
    const { id, identity, container, detail, latencyMs, since } = monitor;
    const { node, project, service } = identity;
    const who = { id, node, project, service: service ?? container.name, container: container.name };
    await this.#host.emit(monitorChanged, { ...who, from, to, detail, latencyMs });
    await saveMeasurements(this.#host, [], [{ id, state: to, since }]);
  }

  /** Look everywhere at once, now. The engine is asked first how the container is, if it can be reached. */
  async probeNow(monitor: Monitor, signal: AbortSignal): Promise<{ attempts: Attempt[]; look: Look | null }> {
    const engine = this.#engines.get(monitor.identity.node)?.host;
    if (engine?.connection.status === "connected") {
      await engine
        .inspect(monitor.container.id)
        .catch((error: unknown) =>
          this.#host.log.debug({ node: engine.name, reason: messageOf(error) }, "looking with the last known facts"),
        );
    }
    return this.#lookAt(monitor, signal, lookEverywhere, true);
  }

  get monitors(): Monitor[] {
    return [...this.#monitors.values()].filter(({ goneAt }) => goneAt === null);
  }

  get(id: string): Monitor | undefined {
    return this.#monitors.get(id);
  }

  /**
   * A monitor by its id, or by the name or id of its container.
   *
   * @throws HydraError not_found, or conflict when several nodes have one of this name
   */
  find(name: string, node: string | undefined): Monitor {
    const known = this.monitors.filter((monitor) => node === undefined || monitor.identity.node === node);
    const found = known.filter(({ id, container }) => id === name || container.name === name || container.id === name);
    const [monitor, another] = found;
    if (monitor === undefined) {
      const names = known.map(({ container }) => container.name);
      throw new HydraError(
        "not_found",
        `There is no container or monitor "${name}"${node === undefined ? "" : ` on ${node}`}.${didYouMean(name, names)}`,
      );
    }
    if (another !== undefined)
      throw new HydraError(
        "conflict",
        `Several nodes have a container "${name}": say which (${found.map(({ identity }) => identity.node).join(", ")}).`,
      );
    return monitor;
  }

  correctionOf(id: string): Correction | null {
    return this.#corrections.get(id) ?? null;
  }

  /** A person said something else about a monitor, or took it back. */
  correct(id: string, correction: Correction | null): void {
    if (correction === null) this.#corrections.delete(id);
    else this.#corrections.set(id, correction);
    const monitor = this.#monitors.get(id);
    monitor?.correctBy(correction);
    monitor?.hurry(this.#host.clock.monotonicMs(), 0);
    this.#wakeUp();
  }

  /** Part of the time that it answered, 0 to 1; null where nothing was measured. */
  uptimeOf(id: string): { day: number | null; week: number | null } {
    let upParts = 0;
    let measured = 0;
    for (const { up, down } of this.#rollup.pending(id)) {
      if (up + down === 0) continue;
      upParts += up / (up + down);
      measured += 1;
    }
    const part = (known: Uptime = { upParts: 0, measured: 0 }): number | null =>
      known.measured + measured === 0 ? null : (known.upParts + upParts) / (known.measured + measured);
    return { day: part(this.#uptimes.day.get(id)), week: part(this.#uptimes.week.get(id)) };
  }

  /** Write down what was measured, and forget containers that are gone for good. */
  async flush(): Promise<void> {
    const now = this.#host.clock.now();
    const buckets = this.#rollup.take();
    try {
      const measured = this.monitors.filter(({ state }) => state !== "unknown");
      await saveMeasurements(
        this.#host,
        buckets,
        measured.map(({ id, state, since }) => ({ id, state, since })),
      );
    } catch (error) {
      this.#rollup.giveBack(buckets);
      throw error;
    }
    this.#uptimes = { day: await uptimesSince(this.#host, now - DAY_MS), week: await uptimesSince(this.#host, now - 7 * DAY_MS) };
    for (const [id, { goneAt }] of this.#monitors) if (goneAt !== null && now - goneAt > FORGOTTEN_AFTER_MS) this.#monitors.delete(id);
  }

  #wakeUp(): void {
    this.#wake?.();
  }

  async #sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = ms === Infinity ? undefined : setTimeout(resolve, Math.max(GRAIN_MS, ms));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#host.stopping.aborted) this.#wake();
    });
    this.#wake = null;
  }
}

/** Of its own network only: what shares one with others cannot be told from their sockets. */
async function listenersOf({ container, engine }: Monitor): ReturnType<typeof readListeners> {
  const isAlone = container.networkMode !== "host" && !container.networkMode.startsWith("container:");
  return engine.isLocal && isAlone && container.state === "running" ? readListeners(container.pid, container.id) : null;
}

function isWorthALook(before: ContainerFacts, after: ContainerFacts): boolean {
  return (
    before.id !== after.id ||
    before.state !== after.state ||
    before.startedAt !== after.startedAt ||
    before.health !== after.health ||
    (before.failingStreak === 0) !== (after.failingStreak === 0)
  );
}

export const board = part("monitors.board", (host) => new MonitorBoard(host));
