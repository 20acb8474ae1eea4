import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import { plainAddress, type Sockets } from "./sockets.ts";

/** A container as the search for connections sees it. */
export interface Seen {
  key: string;
  facts: Pick<ContainerFacts, "id" | "name" | "networkMode" | "networks" | "ports">;
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
        if (hostPort === null || protocol !== "tcp") continue;
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
    for (const { owner, sharers } of namespaces) {
      if (owner.sockets === null || !owner.isClient || sharers.length > 0) continue;
      const { listening, connections } = owner.sockets;
      for (const { localPort, remoteAddress, remotePort } of connections) {
        // Somebody connected to it.
        if (listening.has(localPort)) continue;
        const target = byAddress.get(remoteAddress);
        const to = target === undefined ? published.get(`${remoteAddress} ${remotePort}`) : listenerIn(target, remotePort);
        if (to !== undefined && to !== owner.key) pairs.set(`${owner.key} ${to}`, { from: owner.key, to });
      }
    }
  }
  return [...pairs.values()];
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
