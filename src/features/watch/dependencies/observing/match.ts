import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import { plainAddress, type Connection, type Sockets } from "./sockets.ts";

/** A container as the search for connections sees it. */
export interface Seen {
  key: string;
  facts: Pick<ContainerFacts, "id" | "name" | "state" | "networkMode" | "networks" | "ports">;
  /** What its network namespace shows; null when that was not looked at. */
  sockets: Sockets | null;
  /** It would need what it connects to: no errand, nothing that only watches or passes on. */
  isClient: boolean;
}

/** An engine with its containers, and the addresses under which its machine is reached. */
export interface SeenEngine {
  containers: readonly Seen[];
  hostAddresses: readonly string[];
}

export interface Pair {
  from: string;
  to: string;
}

/**
 * Who is connected to whose listening port, straight or by a port that is published on a machine. In a shared network
 * namespace nobody can tell whose connection it is: those are left out; a port there belongs to whoever declares it,
 * else to the owner.
 */
export function connectedPairs(engines: readonly SeenEngine[]): Pair[] {
  const published = new Map<string, string>();
  for (const { containers, hostAddresses } of engines) {
    for (const { key, facts } of containers) {
      for (const { hostIp, hostPort, protocol } of facts.ports) {
        if (hostPort === null || protocol !== "tcp" || facts.state !== "running") continue;
        const isEverywhere = hostIp === null || ["", "0.0.0.0", "::"].includes(hostIp);
        for (const address of isEverywhere ? hostAddresses : [hostIp]) published.set(`${plainAddress(address)} ${hostPort}`, key);
      }
    }
  }
  const pairs = new Map<string, Pair>();
  for (const { containers } of engines) {
    const namespaces = namespacesOf(containers);
    const byAddress = new Map(
      namespaces.flatMap((each) =>
        each.owner.facts.networks.flatMap(({ ipAddress }) => (ipAddress === null ? [] : [[plainAddress(ipAddress), each] as const])),
      ),
    );
    for (const namespace of namespaces) {
      for (const connection of namespace.owner.sockets?.connections ?? []) {
        const pair = pairOf(connection, namespace, byAddress.get(connection.remoteAddress), published);
        if (pair !== null && pair.from !== pair.to) pairs.set(`${pair.from} ${pair.to}`, pair);
      }
    }
  }
  return [...pairs.values()];
}

/** Either side may hold what is left of a short connection, so each is told from both. */
function pairOf(
  { localPort, remoteAddress, remotePort }: Connection,
  here: Namespace,
  there: Namespace | undefined,
  published: ReadonlyMap<string, string>,
): Pair | null {
  const isServer = here.owner.sockets?.listening.has(localPort) === true;
  const from = clientOf(isServer ? there : here);
  const to = isServer
    ? listenerIn(here, localPort)
    : there === undefined
      ? published.get(`${remoteAddress} ${remotePort}`)
      : listenerIn(there, remotePort);
  return from === undefined || to === undefined ? null : { from, to };
}

/** Who it is that connects, where it is known and would need what it connects to. */
function clientOf(namespace: Namespace | undefined): string | undefined {
  if (namespace === undefined || namespace.sharers.length > 0 || !namespace.owner.isClient) return undefined;
  return namespace.owner.key;
}

interface Namespace {
  owner: Seen;
  sharers: readonly Seen[];
}

/** Networks of containers. Those that use the machine's network cannot be told from it, and stand for themselves nowhere. */
function namespacesOf(containers: readonly Seen[]): Namespace[] {
  const sharers = Map.groupBy(containers, ({ facts }) => /^container:(.+)$/.exec(facts.networkMode)?.[1]);
  return (sharers.get(undefined) ?? [])
    .filter(({ facts }) => facts.networkMode !== "host" && facts.networkMode !== "none")
    .map((owner) => ({ owner, sharers: [...(sharers.get(owner.facts.id) ?? []), ...(sharers.get(owner.facts.name) ?? [])] }));
}

function listenerIn({ owner, sharers }: Namespace, port: number): string | undefined {
  if (owner.sockets !== null && !owner.sockets.listening.has(port)) return undefined;
  return (sharers.find(({ facts }) => facts.ports.some(({ containerPort }) => containerPort === port)) ?? owner).key;
}
