import { createHash } from "node:crypto";
import { HydraError } from "../../../kernel/errors.ts";
import { asideNameOf, nameBeforeAside } from "../identity.ts";
import type { ContainerEvent, ContainerFacts } from "../facts.ts";
import type { DockerHost, DockerWrites, Recreated } from "../hosts.ts";

type Told = Partial<ContainerEvent> & Pick<ContainerEvent, "action">;

/** The pretended engine, as far as its writes move it. */
export interface Moved extends Pick<DockerHost, "name" | "containers" | "compareWithImage"> {
  add(...all: ContainerFacts[]): unknown;
  change(id: string, patch: Partial<ContainerFacts>, event?: Told): unknown;
  emit(event: Told & Pick<ContainerEvent, "containerId">): unknown;
  start(id: string): unknown;
  stop(id: string, exitCode?: number): unknown;
  remove(id: string): unknown;
}

/** What an engine does when it is told to change something, as events and facts of the pretended one. */
export class FakeEngine implements DockerWrites {
  readonly restarted: { id: string; stopTimeoutSeconds: number | undefined }[] = [];
  readonly #engine: Moved;
  readonly #refuseWhileAway: () => void;
  #nextFailure: string | null = null;
  #serial = 0;

  constructor(engine: Moved, refuseWhileAway: () => void) {
    this.#engine = engine;
    this.#refuseWhileAway = refuseWhileAway;
  }

  failNext(words: string): void {
    this.#nextFailure = words;
  }

  async restart(idOrName: string, stopTimeoutSeconds?: number): Promise<void> {
    const { id, state } = this.#find(idOrName);
    this.restarted.push({ id, stopTimeoutSeconds });
    if (state === "running") this.#engine.stop(id);
    this.#failIfWanted();
    this.#engine.start(id);
    this.#engine.emit({ containerId: id, action: "restart" });
  }

  async start(idOrName: string): Promise<void> {
    const { id, state } = this.#find(idOrName);
    this.#failIfWanted();
    if (state !== "running") this.#engine.start(id);
  }

  async stop(idOrName: string): Promise<void> {
    const { id, state } = this.#find(idOrName);
    this.#failIfWanted();
    if (state === "running") this.#engine.stop(id, 143);
  }

  async recreate(idOrName: string, imageId: string): Promise<Recreated> {
    const old = this.#find(idOrName);
    const { diff } = await this.#engine.compareWithImage(old.id, imageId);
    const sharers = this.#sharersOf(old.id);
    for (const each of [...sharers, old]) this.#putAside(each);
    try {
      this.#failIfWanted();
    } catch (error) {
      for (const each of [old, ...sharers]) this.#comeBack(each.id, each.name);
      throw error;
    }
    const id = this.#create(old, { imageId });
    const followers = sharers.map((each) => ({
      name: each.name,
      id: this.#create(each, { networkMode: `container:${id}` }),
      asideId: each.id,
    }));
    return { id, asideId: old.id, diff, followers };
  }

  async putBack(id: string, asideId: string): Promise<void> {
    const aside = this.#find(asideId);
    const name = nameBeforeAside(aside);
    if (name === null) throw new HydraError("conflict", `${aside.name} does not stand aside: there is nothing to put back.`);
    this.#failIfWanted();
    for (const each of [...this.#sharersOf(id), ...[this.#engine.containers.get(id) ?? []].flat()]) {
      if (each.state === "running") this.#engine.stop(each.id, 143);
      this.#engine.remove(each.id);
    }
    this.#comeBack(aside.id, name);
    for (const each of this.#sharersOf(aside.id)) this.#comeBack(each.id, nameBeforeAside(each) ?? each.name);
  }

  async dropAside(asideId: string): Promise<void> {
    const aside = this.#find(asideId);
    if (nameBeforeAside(aside) === null || aside.state === "running")
      throw new HydraError("conflict", `${aside.name} does not stand aside: it is not removed.`);
    this.#engine.remove(aside.id);
  }

  #putAside(facts: ContainerFacts): void {
    this.#engine.change(facts.id, { name: asideNameOf(facts) }, { action: "rename" });
    if (facts.state === "running") this.#engine.stop(facts.id, 143);
  }

  #comeBack(id: string, name: string): void {
    this.#engine.change(id, { name }, { action: "rename" });
    this.#engine.start(id);
  }

  #create(old: ContainerFacts, other: Partial<ContainerFacts>): string {
    this.#serial += 1;
    const id = createHash("sha256").update(`${old.id} ${this.#serial}`).digest("hex");
    const fresh = {
      state: "created",
      health: "unchecked",
      startedAt: null,
      finishedAt: null,
      exitCode: null,
      pid: 0,
      restarts: 0,
    } as const;
    this.#engine.emit({ containerId: id, action: "create", name: old.name });
    this.#engine.add({ ...old, ...fresh, ...other, id });
    this.#engine.start(id);
    return id;
  }

  #sharersOf(id: string): ContainerFacts[] {
    return [...this.#engine.containers.values()].filter(({ networkMode }) => networkMode === `container:${id}`);
  }

  #failIfWanted(): void {
    const words = this.#nextFailure;
    this.#nextFailure = null;
    if (words !== null) throw new HydraError("upstream_failed", words);
  }

  #find(idOrName: string): ContainerFacts {
    this.#refuseWhileAway();
    const { containers } = this.#engine;
    const facts = containers.get(idOrName) ?? [...containers.values()].find(({ name }) => name === idOrName);
    if (facts === undefined) throw new HydraError("upstream_failed", `${this.#engine.name} has no container ${idOrName}.`);
    return facts;
  }
}
