import { isIP } from "node:net";
import type { ContainerFacts, PortMapping } from "../../../../integrations/docker/facts.ts";
import type { Place } from "../target.ts";

/** The machine that an engine runs on, seen from here. */
export interface EngineView {
  /** The engine runs on this machine: container addresses and /proc are within reach. */
  isLocal: boolean;
  /** Where the machine is reached; null when its address tells no host (then only a local one can be asked). */
  hostAddress: string | null;
  /** A container of the same engine by id or name: the owner of a shared network. */
  find(idOrName: string): ContainerFacts | undefined;
}

/** How a container hangs on the network, with shared namespaces followed to their owner. */
export interface NetworkView {
  kind: "own" | "host" | "shared" | "none";
  /** Whose ports and addresses count: the container's own, or those of the network's owner. */
  ports: readonly PortMapping[];
  addresses: readonly string[];
}

const MOST_OWNERS = 5;

/** Null when the network's owner is not to be found. */
export function networkOf(container: ContainerFacts, engine: EngineView): NetworkView | null {
  let owner = container;
  for (let hops = 0; owner.networkMode.startsWith("container:"); hops += 1) {
    const next = engine.find(owner.networkMode.slice("container:".length));
    if (next === undefined || hops === MOST_OWNERS) return null;
    owner = next;
  }
  const kind = owner.networkMode === "host" || owner.networkMode === "none" ? owner.networkMode : owner === container ? "own" : "shared";
  const addresses = owner.networks.map(({ ipAddress }) => ipAddress).filter((address) => address !== null && isIP(address) !== 0);
  return { kind, ports: owner.ports, addresses: addresses as string[] };
}

/** All ways from here to a port of the container, the one that its users take first. */
export function placesOf(containerPort: number, transport: "tcp" | "udp", network: NetworkView, engine: EngineView): Place[] {
  const home = engine.isLocal ? "127.0.0.1" : engine.hostAddress;
  if (network.kind === "none") return [];
  if (network.kind === "host") return home === null ? [] : [{ host: home, port: containerPort, via: "host", containerPort }];
  const places: Place[] = [];
  for (const mapping of network.ports) {
    if (mapping.containerPort !== containerPort || mapping.protocol !== transport || mapping.hostPort === null) continue;
    const host = publishedAddress(mapping.hostIp, engine.isLocal, home);
    if (host !== null) places.push({ host, port: mapping.hostPort, via: "published", containerPort });
  }
  if (engine.isLocal) for (const host of network.addresses) places.push({ host, port: containerPort, via: "container", containerPort });
  return places.filter((place, index) => places.findIndex(({ host, port }) => host === place.host && port === place.port) === index);
}

function publishedAddress(hostIp: string | null, isLocal: boolean, home: string | null): string | null {
  if (hostIp === null || hostIp === "" || hostIp === "0.0.0.0" || hostIp === "::") return home;
  if (isIP(hostIp) === 0) return null;
  return isLoopback(hostIp) && !isLocal ? null : hostIp;
}

export function isLoopback(address: string): boolean {
  return /^(::ffff:)?127\./.test(address) || address === "::1";
}
