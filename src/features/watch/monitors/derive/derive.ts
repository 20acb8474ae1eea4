import { isIP } from "node:net";
import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import { composeServiceOf } from "../../../../integrations/docker/identity.ts";
import { maskSecrets } from "../../../../kernel/masking.ts";
import { httpQuestion, type Place, type Question, type Target } from "../target.ts";
import { readHealthCommand } from "./health-command.ts";
import { knowledgeOf, questionForPort, TLS_PORTS } from "./image-knowledge.ts";
import { readLabels, type LabelHint } from "./labels.ts";
import type { Listener } from "./listeners.ts";
import { isLoopback, networkOf, placesOf, type EngineView, type NetworkView } from "./network.ts";

/** What can be asked of a container, best first. */
export interface Derivation {
  targets: Target[];
  /** Why there is nothing to ask; null when there is. */
  reason: string | null;
  /** What a person has to hear of their own `hydra.probe` that was not followed; null when there is nothing. */
  remark: string | null;
  /** Ports that its program opened for its own container only: nobody outside can reach them. */
  loopbackOnly: number[];
  /** Nothing in its network namespace waits for a connection; null when that cannot be seen. */
  isSilent: boolean | null;
}

/** More would make one look at a container with a hundred published ports last for minutes. */
const MOST_TARGETS = 12;

/**
 * Find out where a container answers, from what its labels, image, health check, ports and sockets say. Each address
 * is the container's own or one of the machine that it runs on, whatever a label names.
 *
 * @param listeners what listens in its network namespace, null when unknown or when others share the namespace
 */
export function derive(container: ContainerFacts, engine: EngineView, listeners: readonly Listener[] | null): Derivation {
  const open = listeners?.filter((listener) => !listener.isLoopback).map(({ port }) => port) ?? null;
  const loopbackOnly = [...new Set(listeners?.filter(({ port }) => open?.includes(port) === false).map(({ port }) => port))];
  const evidence = { loopbackOnly, isSilent: listeners === null ? null : listeners.length === 0 };
  const nothing = (reason: string, remark: string | null = null): Derivation => ({ targets: [], reason, remark, ...evidence });

  if (container.state !== "running") return nothing(`it is ${container.state}`);
  const labelled = readLabels(container.labels);
  if (labelled.isOff) return nothing("a label says not to ask");
  const network = networkOf(container, engine);
  if (network === null) return nothing("the container whose network it shares is not there");
  if (network.kind === "none") return nothing("it has no network");

  const targets = new TargetList(container, engine, network, open);
  const refused = labelled.hints.find((hint) => hint.label === OWN_LABEL && !targets.leadsHere(hint));
  const remark = remarkOf(refused === undefined ? labelled.unreadable : (container.labels[OWN_LABEL] ?? ""), refused !== undefined);
  for (const hint of labelled.hints) if (hint !== refused) targets.addLabelled(hint);
  targets.addImage();
  targets.addHealthCheck();
  targets.addPublished();
  targets.addSockets(open ?? []);
  targets.addExposed(open);
  if (targets.found.length > 0) return { targets: targets.found.slice(0, MOST_TARGETS), reason: null, remark, ...evidence };
  if (loopbackOnly.length > 0) return nothing(`it listens only for itself (127.0.0.1:${loopbackOnly.join(", ")})`, remark);
  if (network.kind !== "own") return nothing("it shares a network, and nothing says which port is its own", remark);
  return nothing(evidence.isSilent === true ? "it publishes no port, and nothing in it listens" : "no port of it is known", remark);
}

const OWN_LABEL = "hydra.probe";
const LONGEST_SHOWN = 200;

function remarkOf(said: string | null, isElsewhere: boolean): string | null {
  if (said === null) return null;
  const shown = maskSecrets(said.trim().slice(0, LONGEST_SHOWN));
  return `${OWN_LABEL} names ${shown}, which is ${isElsewhere ? "not this container" : "no address that Hydra can ask"}: not asked`;
}

/** The growing list of one derivation, without repetitions. */
class TargetList {
  readonly found: Target[] = [];
  readonly #container: ContainerFacts;
  readonly #engine: EngineView;
  readonly #network: NetworkView;
  readonly #open: readonly number[] | null;

  constructor(container: ContainerFacts, engine: EngineView, network: NetworkView, open: readonly number[] | null) {
    this.#open = open;
    this.#container = container;
    this.#engine = engine;
    this.#network = network;
  }

  /**
   * An address in numbers that is neither the container's nor its machine's is somebody else's; a name may be its public
   * one. A machine has more addresses than are known here: with a port that is published, it may be one of those.
   */
  leadsHere({ hostName, port }: LabelHint): boolean {
    if (hostName === null || isIP(hostName) === 0 || this.#isItself(hostName)) return true;
    return !hostName.startsWith("169.254.") && this.#network.ports.some(({ hostPort }) => hostPort !== null && hostPort === port);
  }

  addLabelled(hint: LabelHint): void {
    for (const port of this.#portsOf(hint)) {
      // A port that stands in for the one of a reverse proxy need not speak TLS as the proxy does.
      const isTls = port.isMeant ? hint.isTls : TLS_PORTS.has(port.number);
      const ask = questionOf({ ...hint, isTls, hostName: this.#isItself(hint.hostName) ? null : hint.hostName });
      this.#add(ask, port.number, { source: "label", isPromised: port.isMeant && this.#isBorneOut(hint, port.number) });
    }
  }

  addImage(): void {
    for (const { ask, port } of knowledgeOf(this.#container.image)) {
      // The same image also runs workers and one-off commands. That this one serves, a check of it or its publication says.
      const isPromised = this.#isPublished(port) || (this.#container.healthCheck !== null && this.#isExposed(port));
      this.#add(ask, port, { source: "image", isPromised });
    }
  }

  addHealthCheck(): void {
    for (const { ask, port } of readHealthCommand(this.#container.healthCheck?.test ?? [])) {
      this.#add(ask, port, { source: "healthcheck", isPromised: false });
      if (ask.kind === "http" && ask.path !== "/") this.#add({ ...ask, path: "/" }, port, { source: "healthcheck", isPromised: false });
    }
  }

  addPublished(): void {
    if (this.#network.kind !== "own") return;
    for (const { containerPort, protocol, hostPort } of this.#container.ports) {
      if (hostPort === null) continue;
      if (protocol === "tcp") this.#addPort(containerPort, { source: "port", isPromised: true });
      else if (protocol === "udp" && containerPort === 53)
        this.#add({ kind: "dns", name: ".", transport: "udp" }, 53, { source: "port", isPromised: true });
    }
  }

  addSockets(open: readonly number[]): void {
    for (const port of open) this.#addPort(port, { source: "socket", isPromised: false });
  }

  /** Ports that the image merely mentions; left out when it can be seen that nothing listens there. */
  addExposed(open: readonly number[] | null): void {
    for (const { containerPort, protocol, hostPort } of this.#container.ports) {
      if (protocol !== "tcp" || hostPort !== null || open?.includes(containerPort) === false) continue;
      this.#addPort(containerPort, { source: "port", isPromised: false });
    }
  }

  /** By what usually speaks there; an unknown port is asked for HTTP, and if that is not its language, whether it takes connections. */
  #addPort(port: number, why: Pick<Target, "source" | "isPromised">): void {
    const usual = questionForPort(port);
    if (usual === null) this.#add(httpQuestion({ isTls: TLS_PORTS.has(port) }), port, why);
    this.#add(usual ?? { kind: "tcp", greeting: null }, port, why);
  }

  #add(ask: Question, port: number, why: Pick<Target, "source" | "isPromised">): void {
    const transport = ask.kind === "dns" ? ask.transport : "tcp";
    for (const place of placesOf(port, transport, this.#network, this.#engine)) {
      const target: Target = { ask, ...place, ...why };
      const known = this.found.find((other) => isSame(other, target));
      if (known === undefined) this.found.push(target);
      // That the container's own check asks the same is worth more than that its image is known to answer it.
      else if (why.source === "healthcheck" && known.source !== "label") known.source = "healthcheck";
    }
  }

  /** The container's ports that a label can mean. `isMeant` is false when the label's own port is somebody else's: a reverse proxy's. */
  #portsOf(hint: LabelHint): { number: number; isMeant: boolean }[] {
    const { ports } = this.#network;
    if (hint.port !== null) {
      if (hint.portSide === "container") return [{ number: hint.port, isMeant: true }];
      const published = ports.find(({ hostPort, protocol }) => hostPort === hint.port && protocol !== "sctp");
      const isInside = ports.some(({ containerPort }) => containerPort === hint.port);
      // `localhost` in a label was written from the container's own point of view or from its host's: published wins.
      if (published !== undefined) return [{ number: published.containerPort, isMeant: true }];
      // On the host's own network 80 and 443 are more likely a reverse proxy's than this container's.
      const isOnHost = this.#network.kind === "host" && hint.port !== 80 && hint.port !== 443;
      if (isInside || isOnHost || this.#isItself(hint.hostName)) return [{ number: hint.port, isMeant: true }];
    }
    const published = ports.filter(({ hostPort, protocol }) => hostPort !== null && protocol === "tcp");
    const likely = [
      ...knowledgeOf(this.#container.image)
        .filter(({ ask }) => ask.kind === hint.kind)
        .map(({ port }) => port),
      ...(published.length > 0 ? published : ports).map(({ containerPort }) => containerPort),
    ];
    return likely.slice(0, 1).map((number) => ({ number, isMeant: false }));
  }

  /** Labels of other tools are copied and outlive changes: that a port is there, the container has to say too. */
  #isBorneOut({ label }: LabelHint, port: number): boolean {
    const isDeclared = this.#network.ports.some(({ containerPort }) => containerPort === port);
    return label === OWN_LABEL || isDeclared || this.#open?.includes(port) === true;
  }

  #isItself(hostName: string | null): boolean {
    if (hostName === null || hostName === "localhost" || hostName === "0.0.0.0" || isLoopback(hostName)) return true;
    const { name, labels, networks } = this.#container;
    const names = [name, composeServiceOf(labels), this.#engine.hostAddress, ...this.#network.addresses];
    return names.includes(hostName) || networks.some(({ aliases }) => aliases.includes(hostName));
  }

  #isPublished(port: number): boolean {
    return this.#container.ports.some(({ containerPort, hostPort }) => containerPort === port && hostPort !== null);
  }

  #isExposed(port: number): boolean {
    return this.#container.ports.some(({ containerPort }) => containerPort === port);
  }
}

function questionOf(hint: LabelHint): Question {
  switch (hint.kind) {
    case "http":
      return httpQuestion(hint);
    case "tcp":
      return { kind: "tcp", greeting: null };
    case "dns":
      return { kind: "dns", name: ".", transport: "udp" };
    case "postgres":
    case "redis":
      return { kind: hint.kind };
  }
}

function isSame(a: Target, b: Target): boolean {
  return samePlace(a, b) && JSON.stringify(a.ask) === JSON.stringify(b.ask);
}

function samePlace(a: Place, b: Place): boolean {
  return a.host === b.host && a.port === b.port;
}
