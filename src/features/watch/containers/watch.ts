import type { ContainerEvent, ContainerFacts } from "../../../integrations/docker/facts.ts";
import type { ConnectionState, ContainerChange, DockerHost } from "../../../integrations/docker/hosts.ts";
import type { Host } from "../../../kernel/context.ts";
import { messageOf } from "../../../kernel/errors.ts";
import { acts, type Acts } from "./acting/acts.ts";
import { board, stoppedBy, type Board, type Entry } from "./board.ts";
import {
  containerAppeared,
  containerChanged,
  containerExited,
  containerHealthChanged,
  containerRemoved,
  containerStarted,
  nodeFound,
  nodeLost,
} from "./events.ts";
import { Lives, type Stand, type Turn } from "./reading/lives.ts";
import { forgetEnd, keepEnd } from "./seen-ends.ts";
import { recordTransition, rememberIdentity } from "./store.ts";

/** Keep the board in step with the engines, and tell what happens. */
export function watchEngines(host: Host): void {
  const docker = host.integration("docker");
  if (docker === undefined) return;
  const picture = host.part(board);
  for (const engine of docker.hosts) {
    picture.addNode(engine);
    const teller = new Teller(host, picture, engine);
    const unsubscribe = engine.listen({
      onEvent: (event) => teller.hear(event),
      onChange: (change) => teller.tell(change),
      onConnection: (state) => teller.tellConnection(state),
    });
    host.stopping.addEventListener("abort", unsubscribe, { once: true });
    // The engine may have been quicker than this feature: what it already knows is told like any first sight.
    for (const facts of engine.containers.values()) teller.tell({ before: null, after: facts, event: null });
    teller.tellConnection(engine.connection);
  }
}

/** A look may be ahead of the events; after this time with nothing heard they are not coming. */
const EVENTS_LATE_MS = 2_000;
/** A look follows each event; when it found nothing new or does not end, what was heard is told without it. */
const LOOK_LATE_MS = 10_000;

/** Turns the changes of one engine into events and history, in order. */
class Teller {
  readonly #host: Host;
  readonly #board: Board;
  readonly #engine: DockerHost;
  readonly #acts: Acts;
  /** Through whom a container was created or removed, until that is told. */
  readonly #actors = new Map<string, string>();
  #isWhole = false;
  #status: ConnectionState["status"] = "connecting";
  /** By container id. */
  readonly #lives = new Map<string, Lives>();
  /** By container id: when to look after what is not told yet. */
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(host: Host, picture: Board, engine: DockerHost) {
    this.#host = host;
    this.#board = picture;
    this.#engine = engine;
    this.#acts = host.part(acts);
    host.stopping.addEventListener("abort", () => this.#timers.forEach((timer) => clearTimeout(timer)), { once: true });
  }

  hear(event: ContainerEvent): void {
    const actor = this.#acts.hear(this.#engine.name, event);
    if (actor !== null && (event.action === "create" || event.action === "destroy")) this.#actors.set(event.containerId, actor);
    this.#board.seeEvent(this.#engine.name, event, actor);
    if (event.action === "die" || event.action === "stop") this.#keepEnd(event.containerId);
    const entry = this.#board.entryOf(event.containerId);
    if (event.action === "destroy" && entry === undefined) this.#forget(event.containerId);
    else {
      const lives = this.#livesOf(event.containerId);
      lives.hear(event, this.#board.lastStopperOf(event.containerId), actor, this.#host.clock.now());
      if (!lives.hasNews || entry === undefined) return;
      // A look that was ahead of the events has shown all there is to see: no change will come to tell it with.
      if (lives.isAsHeard(standOf(entry.facts))) this.#tellTurns(entry, lives.take());
      else this.#later(event.containerId, LOOK_LATE_MS, () => this.#tellHeard(event.containerId));
    }
  }

  tellConnection(state: ConnectionState): void {
    if (state.status === "connected" && state.reconciledAt !== null) {
      this.#isWhole = true;
      for (const { host, facts } of this.#board.entries) if (host === this.#engine) this.#compareLater(facts);
    }
    if (state.status === this.#status) return;
    this.#status = state.status;
    this.#board.refresh();
    if (state.status === "connected") {
      this.#board.watchedSince(this.#engine.name, this.#host.clock.now());
      this.#emit(nodeFound, { node: this.#engine.name, engineVersion: state.engine?.engineVersion ?? "unknown" });
    } else if (state.status === "lost") {
      this.#emit(nodeLost, { node: this.#engine.name, reason: state.reason ?? "unknown" });
    }
  }

  tell({ before, after, event }: ContainerChange): void {
    if (after === null) {
      if (before !== null) this.#tellGone(before, event);
      return;
    }
    const entry = this.#board.put(this.#engine, after);
    const lives = this.#livesOf(after.id);
    if (before === null) lives.see(standOf(after), this.#isWhole);
    const turns = lives.take();
    const actedBy = this.#acts.actorOn(this.#engine.name, after.id, after.name) ?? turns.at(-1)?.actor ?? null;
    const about = aboutOf(entry, event?.at ?? this.#host.clock.now(), actedBy);
    if (before === null) {
      this.#keep(rememberIdentity(this.#host, entry));
      this.#emit(containerAppeared, { ...about, actedBy: this.#takeActor(after.id) ?? actedBy, wasThereBefore: !this.#isWhole });
    }
    this.#tellTurns(entry, turns);
    if (event === null) this.#compareLater(after);
    if (before !== null && before.health !== after.health) this.#emit(containerHealthChanged, { ...about, healthBefore: before.health });
    if (
      before !== null &&
      (isOtherwiseChanged(before, after) || (before.state !== after.state && isRunning(before) === isRunning(after) && turns.length === 0))
    )
      this.#emit(containerChanged, about);
    if (before === null || before.state !== after.state || before.health !== after.health || before.startedAt !== after.startedAt) {
      this.#keep(recordTransition(this.#host, entry, about.happenedAt));
    }
  }

  #tellTurns(entry: Entry, turns: readonly Turn[]): void {
    const lastEnd = turns.findLast(({ what }) => what === "end");
    const { id, name } = entry.facts;
    for (const turn of turns) {
      const actor = turn.at === null ? this.#acts.actorOn(this.#engine.name, id, name) : turn.actor;
      const about = aboutOf(entry, turn.at ?? this.#host.clock.now(), actor);
      if (turn.what === "start") this.#emit(containerStarted, about);
      else this.#emit(containerExited, { ...about, ...endOf(turn, entry, turn === lastEnd) });
    }
  }

  /** The look may be ahead of the events: only what they do not tell in time is found by comparing. */
  #compareLater(facts: ContainerFacts): void {
    const { id } = facts;
    if (this.#lives.get(id)?.isBehind(standOf(facts)) !== true) return;
    this.#later(id, EVENTS_LATE_MS, () => {
      const entry = this.#board.entryOf(id);
      // While the engine is out of sight the events may still come: the next reconcile comes back to it.
      if (entry !== undefined && this.#engine.connection.status === "connected") this.#livesOf(id).catchUp(standOf(entry.facts));
      this.#tellHeard(id);
    });
  }

  #tellHeard(id: string): void {
    const entry = this.#board.entryOf(id);
    if (entry !== undefined) this.#tellTurns(entry, this.#livesOf(id).take());
  }

  /** The first that is waited for counts. */
  #later(id: string, afterMs: number, run: () => void): void {
    if (this.#timers.has(id) || this.#host.stopping.aborted) return;
    const timer = setTimeout(() => {
      this.#timers.delete(id);
      run();
    }, afterMs);
    this.#timers.set(id, timer.unref());
  }

  #keepEnd(id: string): void {
    const end = this.#board.seenEndOf(id);
    if (end !== null) this.#keep(keepEnd(this.#host, id, end));
  }

  #forget(id: string): void {
    this.#lives.delete(id);
    this.#keep(forgetEnd(this.#host, id));
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  #livesOf(id: string): Lives {
    const lives = this.#lives.get(id) ?? new Lives();
    this.#lives.set(id, lives);
    return lives;
  }

  #tellGone(before: ContainerFacts, event: ContainerEvent | null): void {
    this.#tellHeard(before.id);
    this.#forget(before.id);
    const entry = this.#board.entryOf(before.id);
    this.#board.remove(before.id);
    const actedBy = this.#takeActor(before.id) ?? this.#acts.actorOn(this.#engine.name, before.id, before.name);
    if (entry !== undefined) this.#emit(containerRemoved, aboutOf(entry, event?.at ?? this.#host.clock.now(), actedBy));
  }

  #takeActor(id: string): string | null {
    const actor = this.#actors.get(id) ?? null;
    this.#actors.delete(id);
    return actor;
  }

  #emit: Host["emit"] = (type, payload) => {
    const emitted = this.#host.emit(type, payload);
    this.#keep(emitted);
    return emitted;
  };

  /** The picture stays right even when the store cannot keep up with it (a full disk): say so, go on. */
  #keep(writing: Promise<unknown>): void {
    writing.catch((error: unknown) =>
      this.#host.log.warn({ node: this.#engine.name, reason: messageOf(error) }, "what a container did could not be written down"),
    );
  }
}

/** The facts are those of the last end; of an earlier one only its event is left. */
function endOf({ exitCode, by }: Turn, entry: Entry, isLast: boolean) {
  const { facts, stopWatch } = entry;
  return {
    exitCode: exitCode ?? facts.exitCode,
    oomKilled: isLast && facts.oomKilled,
    stoppedBy: (isLast ? (stoppedBy(entry) ?? stopWatch.lastStoppedBy) : by) ?? "unknown",
    restarts: facts.restarts,
  };
}

function standOf(facts: ContainerFacts): Stand {
  return { isRunning: isRunning(facts), startedAt: facts.startedAt, finishedAt: facts.finishedAt };
}

function isRunning(facts: ContainerFacts): boolean {
  return facts.state === "running" || facts.state === "paused";
}

/** A change that has no event of its own: a new name, other limits or policy, one more restart, the OOM flag that came late. */
function isOtherwiseChanged(before: ContainerFacts, after: ContainerFacts): boolean {
  return (
    before.name !== after.name ||
    before.memoryLimitBytes !== after.memoryLimitBytes ||
    before.cpuLimit !== after.cpuLimit ||
    before.restartPolicy !== after.restartPolicy ||
    before.restarts !== after.restarts ||
    before.oomKilled !== after.oomKilled
  );
}

function aboutOf({ facts, identity }: Entry, happenedAt: number, actedBy: string | null) {
  const { key, node, name, project, service } = identity;
  return { id: facts.id, key, node, name, project, service, state: facts.state, health: facts.health, happenedAt, actedBy };
}
