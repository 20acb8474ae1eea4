import { createHash } from "node:crypto";
import { HydraError } from "../../../kernel/errors.ts";
import type { ContainerFacts } from "../facts.ts";
import { DRILL_LABEL, type DockerSandbox, type LocalImage, type SandboxContainer } from "../sandbox.ts";
import { containerFacts } from "../samples.ts";
import { networkModeOf } from "../writing/sandbox-spec.ts";
import type { Moved } from "./writes.ts";

const BUSYBOX = { id: `sha256:${createHash("sha256").update("busybox").digest("hex")}`, refs: ["busybox:latest"], hasShell: true };
const FATAL_SIGNALS: Readonly<Record<string, number>> = { SIGKILL: 9, KILL: 9, SIGTERM: 15, TERM: 15, SIGINT: 2, INT: 2 };

/** What a pretended sandbox can do to the pretended engine beside its writes. */
export interface Played extends Moved {
  addImage(imageId: string): unknown;
  setProcess(id: string, state: string): unknown;
  exit(id: string, exitCode: number): unknown;
}

/** The sandbox of the pretended engine: containers that run nothing. */
export class FakeSandbox implements DockerSandbox {
  readonly #engine: Played;
  readonly #refuseWhileAway: () => void;
  readonly #images: LocalImage[] = [BUSYBOX];
  readonly #ownImages = new Set<string>();
  readonly #networks = new Map<string, string>();
  readonly #volumes = new Map<string, string>();

  constructor(engine: Played, refuseWhileAway: () => void) {
    this.#engine = engine;
    this.#refuseWhileAway = refuseWhileAway;
  }

  async create(spec: SandboxContainer): Promise<string> {
    if (spec.sharesNetworkOf !== undefined) this.#own(spec.sharesNetworkOf);
    if (spec.network !== undefined) this.#ownNetwork(spec.network);
    for (const { name } of spec.volumes ?? []) this.#volumes.set(name, spec.drill);
    const image = this.#images.find(({ id, refs }) => id === spec.image || refs.includes(spec.image));
    if (image === undefined) throw new HydraError("upstream_failed", `There is no image ${spec.image}.`);
    const facts = containerFacts({
      name: spec.name,
      state: "created",
      image: spec.image,
      imageId: image.id,
      command: spec.command ?? [],
      labels: { ...spec.labels, [DRILL_LABEL]: spec.drill },
      healthCheck: spec.healthCheck ?? null,
      restartPolicy: spec.restartPolicy ?? "no",
      networkMode: networkModeOf(spec),
      memoryLimitBytes: spec.memoryLimitBytes ?? null,
    });
    this.#engine.emit({ containerId: facts.id, action: "create", name: spec.name });
    this.#engine.add(facts);
    return facts.id;
  }

  async start(id: string): Promise<void> {
    if (this.#own(id).state !== "running") this.#engine.start(id);
  }

  async stop(id: string): Promise<void> {
    if (this.#own(id).state === "running") this.#engine.stop(id, 143);
  }

  async kill(id: string, signal: string): Promise<void> {
    this.#own(id);
    const number = FATAL_SIGNALS[signal];
    this.#engine.emit({ containerId: id, action: "kill", signal: number ?? null });
    if (number !== undefined) this.#engine.exit(id, 128 + number);
    else this.#engine.setProcess(id, signal.endsWith("STOP") ? "T" : "S");
  }

  async pause(id: string): Promise<void> {
    this.#own(id);
    this.#engine.change(id, { state: "paused" }, { action: "pause" });
  }

  async unpause(id: string): Promise<void> {
    this.#own(id);
    this.#engine.change(id, { state: "running" }, { action: "unpause" });
  }

  async exec(id: string): Promise<{ exitCode: number | null; output: string }> {
    this.#own(id);
    return { exitCode: 0, output: "" };
  }

  async remove(id: string): Promise<void> {
    this.#refuseWhileAway();
    if (!this.#engine.containers.has(id)) return;
    if (this.#own(id).state === "running") this.#engine.exit(id, 137);
    this.#engine.remove(id);
  }

  async createNetwork(name: string, drill: string): Promise<string> {
    this.#refuseWhileAway();
    this.#networks.set(name, drill);
    return name;
  }

  async removeNetwork(idOrName: string): Promise<void> {
    this.#networks.delete(idOrName);
  }

  async removeVolume(name: string): Promise<void> {
    this.#volumes.delete(name);
  }

  async leftovers(drill?: string): ReturnType<DockerSandbox["leftovers"]> {
    const isWanted = (label: string | undefined): boolean => label !== undefined && (drill === undefined || label === drill);
    const named = (made: ReadonlyMap<string, string>): string[] => [...made].filter(([, of]) => isWanted(of)).map(([name]) => name);
    return {
      containers: [...this.#engine.containers.values()]
        .filter(({ labels }) => isWanted(labels[DRILL_LABEL]))
        .map(({ id, name }) => ({ id, name })),
      networks: named(this.#networks),
      volumes: named(this.#volumes),
      images: this.#images.filter(({ id }) => this.#ownImages.has(id)).flatMap(({ refs }) => refs),
    };
  }

  async images(): Promise<LocalImage[]> {
    this.#refuseWhileAway();
    return [...this.#images];
  }

  async commit(id: string, ref: string): Promise<string> {
    const imageId = `sha256:${createHash("sha256")
      .update(`${this.#own(id).id} ${ref}`)
      .digest("hex")}`;
    this.#images.push({ id: imageId, refs: [ref], hasShell: true });
    this.#ownImages.add(imageId);
    this.#engine.addImage(imageId);
    return imageId;
  }

  async tag(imageId: string, ref: string): Promise<void> {
    if (!this.#ownImages.has(imageId)) throw notOurs(`The image ${imageId}`);
    for (const image of this.#images) image.refs = image.refs.filter((each) => each !== ref);
    this.#images.find(({ id }) => id === imageId)?.refs.push(ref);
  }

  async removeImage(ref: string): Promise<void> {
    const at = this.#images.findIndex(({ id, refs }) => id === ref || refs.includes(ref));
    const image = this.#images[at];
    if (image === undefined) return;
    if (!this.#ownImages.has(image.id)) throw notOurs(`The image ${ref}`);
    this.#images.splice(at, 1);
  }

  async pull(ref: string): Promise<string> {
    this.#refuseWhileAway();
    const id = `sha256:${createHash("sha256").update(ref).digest("hex")}`;
    this.#images.push({ id, refs: [ref], hasShell: null });
    return id;
  }

  #own(id: string): ContainerFacts {
    this.#refuseWhileAway();
    const facts = this.#engine.containers.get(id);
    if (facts === undefined) throw new HydraError("upstream_failed", `There is no container ${id.slice(0, 64)}.`);
    if (facts.labels[DRILL_LABEL] === undefined) throw notOurs(`The container ${facts.name}`);
    return facts;
  }

  #ownNetwork(name: string): void {
    if (!this.#networks.has(name)) throw notOurs(`The network ${name}`);
  }
}

function notOurs(what: string): HydraError {
  return new HydraError("forbidden", `${what} does not carry the label ${DRILL_LABEL}: a drill touches only what it made itself.`);
}
