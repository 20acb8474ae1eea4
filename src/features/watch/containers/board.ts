import { hostname } from "node:os";
import type { ContainerEvent, ContainerFacts } from "../../../integrations/docker/facts.ts";
import type { ConnectionState, DockerHost } from "../../../integrations/docker/hosts.ts";
import { toIsoOrNull, toPastIso } from "../../../kernel/clock.ts";
import type { Host } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { part } from "../../../kernel/keys.ts";
import { closest } from "../../../kernel/suggest.ts";
import { identityOf, isIgnoredByLabel, nameBeforeAside, type Identity } from "../../../integrations/docker/identity.ts";
import { Ties } from "./linking/ties.ts";
import { roleOf, type Role } from "./protection/images.ts";
import { protectionOf } from "./protection/protection.ts";
import { StopWatch, type SeenEnd, type Stopper } from "./reading/stopped-by.ts";
import type { Verdict } from "../verdicts/events.ts";
import type { ListedContainer } from "./shapes.ts";

/** One container as Hydra knows it now. */
export interface Entry {
  host: DockerHost;
  facts: ContainerFacts;
  identity: Identity;
  stopWatch: StopWatch;
  verdict: Verdict;
}

/** A person's word; null where nothing was said. */
interface Said {
  isProtected: boolean | null;
  dependsOn: readonly string[] | null;
  url: string | null;
}

export interface NodePicture {
  name: string;
  address: string;
  connection: ConnectionState;
}

/** All containers of all engines, as they are known now. Listings are frozen and rebuilt only after a change. */
export class Board {
  readonly #host: Host;
  readonly #entries = new Map<string, Entry>();
  readonly #nodes = new Map<string, DockerHost>();
  readonly #watches = new Map<string, StopWatch>();
  /** What an earlier Hydra saw of the last ends, by container id, until the container is met. */
  readonly #recalled = new Map<string, SeenEnd>();
  readonly #seenSince = new Map<string, number>();
  readonly #corrections = new Map<string, Said>();
  /** Who needs whom. */
  readonly ties: Ties;
  #listing: { containers: readonly ListedContainer[] } | null = null;
  #listedAt = 0;

  constructor(host: Host) {
    this.#host = host;
    this.ties = new Ties({
      // What stands aside needs nobody: its successor does.
      entries: () => [...this.#entries.values()].filter(({ facts }) => nameBeforeAside(facts) === null),
      saidOf: (key) => this.#corrections.get(key)?.dependsOn ?? null,
    });
  }

  addNode(host: DockerHost): void {
    this.#nodes.set(host.name, host);
  }

  get nodes(): NodePicture[] {
    return [...this.#nodes.values()].map(({ name, address, connection }) => ({ name, address, connection }));
  }

  get entries(): IterableIterator<Entry> {
    return this.#entries.values();
  }

  entryOf(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  /** From now on every event of this node is seen; before, events may be missing. */
  watchedSince(node: string, epochMs: number): void {
    this.#seenSince.set(node, epochMs);
    for (const { host, stopWatch } of this.#entries.values()) if (host.name === node) stopWatch.loseSight();
  }

  /** @param actor the caller through whom Hydra itself did it, or null */
  seeEvent(node: string, event: ContainerEvent, actor: string | null): void {
    const watch = this.#watchOf(event.containerId);
    const stopTimeout = this.#entries.get(event.containerId)?.facts.stopTimeoutSeconds ?? 10;
    const heardAt = this.#host.clock.now();
    watch.see(event, stopTimeout, { since: this.#seenSince.get(node) ?? heardAt, heardAt, actor });
    if (event.action === "destroy") this.#watches.delete(event.containerId);
    this.#listing = null;
  }

  /** Who ended it the last time, as far as events tell. */
  lastStopperOf(id: string): Stopper | null {
    return this.#watches.get(id)?.lastStoppedBy ?? null;
  }

  /** What was seen of its last end, which the next Hydra has to know; null when none was. */
  seenEndOf(id: string): SeenEnd | null {
    return this.#watches.get(id)?.seenEnd ?? null;
  }

  /** What an earlier Hydra saw of the last end of a container. */
  recallEnd(id: string, end: SeenEnd): void {
    this.#recalled.set(id, end);
  }

  put(host: DockerHost, facts: ContainerFacts): Entry {
    const known = this.#entries.get(facts.id);
    const entry: Entry = {
      host,
      facts,
      identity: identityOf(host.name, facts),
      stopWatch: this.#watchOf(facts.id),
      verdict: known?.verdict ?? "unsure",
    };
    if (known === undefined) entry.stopWatch.confirm({ ...facts, isOver: isOver(facts) });
    this.#entries.set(facts.id, entry);
    // Whoever shares the network of one that was put aside means its successor: the identity from before is remembered.
    if (nameBeforeAside(facts) === null) this.ties.meet(entry, known);
    else this.ties.forget();
    this.#listing = null;
    return entry;
  }

  /** What stands beside the containers changed (a connection): the listing is made anew. */
  refresh(): void {
    this.#listing = null;
  }

  remove(id: string): void {
    this.#entries.delete(id);
    this.ties.forget();
    this.#watches.delete(id);
    this.#listing = null;
  }

  setVerdict(id: string, verdict: Verdict): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.verdict === verdict) return;
    entry.verdict = verdict;
    this.#listing = null;
  }

  /** The person's word on an identity: it stands in place of what was discovered. */
  correct(key: string, said: Said): void {
    this.#corrections.set(key, said);
    this.ties.forget();
    this.#listing = null;
  }

  /** One container was seen to be connected to another, or has not been for long. */
  observe(from: string, to: string, isKnown: boolean): void {
    this.ties.observe(from, to, isKnown);
    this.#listing = null;
  }

  /** What a person said about it, if anything. */
  saidOf({ identity }: Entry): Said | undefined {
    return this.#corrections.get(identity.key);
  }

  /** Why a container must not be touched without a person, as the rest of a sentence, or null. */
  protectionOf(entry: Entry): string | null {
    const { identity, facts, host } = entry;
    return protectionOf(facts, {
      said: this.#corrections.get(identity.key)?.isProtected ?? null,
      role: roleOfEntry(entry),
      dependents: this.ties.dependentsOf(identity.key),
      engineAddress: host.address,
      hostName: hostname(),
    });
  }

  /** Everything but what the owner told Hydra to ignore. */
  listing(): { containers: readonly ListedContainer[] } {
    // A clock that was put back makes the times in it wrong.
    const now = this.#host.clock.now();
    if (now < this.#listedAt) this.#listing = null;
    this.#listedAt = now;
    this.#listing ??= Object.freeze({
      containers: [...this.#entries.values()]
        .filter(({ facts }) => !isIgnoredByLabel(facts.labels))
        .map((entry) => this.#listed(entry))
        .toSorted((a, b) => (a.project ?? "~").localeCompare(b.project ?? "~") || a.name.localeCompare(b.name)),
    });
    return this.#listing;
  }

  /** The container of this name or id (or its beginning, 12 characters or more). @throws HydraError not_found, conflict */
  find(nameOrId: string, node?: string): Entry {
    const candidates = [...this.#entries.values()].filter(({ host }) => node === undefined || host.name === node);
    const found = candidates.filter(
      ({ facts }) => facts.name === nameOrId || facts.id === nameOrId || (nameOrId.length >= 12 && facts.id.startsWith(nameOrId)),
    );
    const [entry] = found;
    if (entry === undefined) {
      const near = closest(
        nameOrId,
        candidates.map(({ facts }) => facts.name),
      );
      throw new HydraError(
        "not_found",
        `There is no container "${nameOrId}"${node === undefined ? "" : ` on ${node}`}.${near === null ? "" : ` Did you mean "${near}"?`}`,
      );
    }
    if (isIgnoredByLabel(entry.facts.labels))
      throw new HydraError("not_found", `${entry.facts.name} carries the label hydra.ignore: Hydra leaves it alone.`);
    if (found.length > 1)
      throw new HydraError("conflict", `"${nameOrId}" exists on ${found.map(({ host }) => host.name).join(" and ")}: say which with node.`);
    return entry;
  }

  #watchOf(id: string): StopWatch {
    const watch = this.#watches.get(id) ?? new StopWatch(this.#recalled.get(id));
    this.#watches.set(id, watch);
    this.#recalled.delete(id);
    return watch;
  }

  #listed(entry: Entry): ListedContainer {
    const { facts, identity, host, verdict } = entry;
    const protectedBecause = this.protectionOf(entry);
    return Object.freeze({
      id: facts.id,
      key: identity.key,
      name: facts.name,
      node: host.name,
      image: facts.image,
      imageDigest: facts.imageDigest,
      imageId: facts.imageId,
      state: facts.state,
      health: facts.health,
      verdict,
      exitCode: facts.exitCode,
      oomKilled: facts.oomKilled,
      restarts: facts.restarts,
      startedAt: toIsoOrNull(facts.startedAt),
      stoppedBy: stoppedBy(entry),
      project: identity.project,
      service: identity.service,
      role: roleOfEntry(entry),
      protected: protectedBecause !== null,
      protectedBecause,
      ...(nameBeforeAside(facts) === null ? {} : { isAside: true as const }),
      ...(host.connection.status === "connected" ? {} : { lostSince: toPastIso(this.#host.clock, host.connection.since) }),
    });
  }
}

/** Null while it runs or was never started; unknown when its end was not watched. */
export function stoppedBy({ facts, stopWatch }: Pick<Entry, "facts" | "stopWatch">): Stopper | null {
  return isOver(facts) ? (stopWatch.stoppedBy ?? "unknown") : null;
}

function isOver({ state }: ContainerFacts): boolean {
  return state === "exited" || state === "dead";
}

function roleOfEntry({ facts }: Entry): Role | null {
  return roleOf(
    facts.image,
    facts.ports.flatMap(({ hostPort }) => hostPort ?? []),
  );
}

export const board = part("containers.board", (host) => new Board(host));
