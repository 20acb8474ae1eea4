import { isIP } from "node:net";
import type { InstanceReading } from "../../../../integrations/prometheus/facts.ts";

/** A node that is known without Prometheus. */
export interface KnownNode {
  name: string;
  /** The host in the engine's address, which may be what Prometheus scrapes. */
  addressHost: string | null;
  /** What the machine calls itself, where Hydra runs on it. */
  hostname: string | null;
  isLocal: boolean;
}

/**
 * Which instance belongs to which node, in this order: what the person configured; the same host name or address; what the
 * machine calls itself; a loopback address of a Prometheus that runs here. Exporters of one host are one node.
 */
export function matchInstances(
  prometheus: { url: string; nodes: Readonly<Record<string, string>>; instances: readonly InstanceReading[] },
  known: readonly KnownNode[],
): Map<string, InstanceReading[]> {
  const configured = Object.entries(prometheus.nodes);
  const groups = Map.groupBy(prometheus.instances, ({ instance }) => {
    const host = hostPart(instance);
    const name = configured.find(([, meant]) => meant === instance || meant.toLowerCase() === host)?.[0];
    return name === undefined ? `host ${host}` : `node ${name}`;
  });
  const nodeNames = [...groups.values()].map((group) => nodeNameOf(group));
  const isHere = isLoopback(hostPart(prometheus.url.replace(/^https?:\/\//, "").replace(/\/.*$/, "")));
  const matched = new Map<string, InstanceReading[]>();
  for (const [key, group] of groups) {
    const nodeName = nodeNameOf(group);
    // Two hosts that call themselves the same ("nixos") are two machines: then the name tells nothing.
    const ownName = nodeName !== null && nodeNames.filter((name) => name === nodeName).length === 1 ? nodeName : null;
    const name = key.startsWith("node ") ? key.slice(5) : nameOf(key.slice(5), ownName, known, isHere);
    matched.set(name, [...(matched.get(name) ?? []), ...group]);
  }
  return matched;
}

function nameOf(host: string, ownName: string | null, known: readonly KnownNode[], isPrometheusHere: boolean): string {
  const firstLabel = isIP(host) === 0 ? host.split(".")[0] : host;
  const isSame = ({ name, addressHost, hostname }: KnownNode): boolean =>
    name.toLowerCase() === host ||
    name.toLowerCase() === firstLabel ||
    addressHost === host ||
    (ownName !== null && (name === ownName || hostname === ownName));
  // A loopback address means another machine in each Prometheus, so it is no name to go by.
  if (isLoopback(host)) {
    const local = known.find(({ isLocal }) => isLocal);
    const byName = ownName === null ? undefined : known.find(({ name, hostname }) => name === ownName || hostname === ownName);
    return byName?.name ?? (isPrometheusHere ? local?.name : undefined) ?? ownName ?? host;
  }
  return known.find(isSame)?.name ?? (isIP(host) !== 0 && ownName !== null ? ownName : host);
}

function nodeNameOf(group: readonly InstanceReading[]): string | null {
  return group.map(({ nodeName }) => nodeName).find((name) => name !== null) ?? null;
}

/** `hydra-ai:9100` → `hydra-ai`, `[fd00::1]:9100` → `fd00::1`; lower case. */
export function hostPart(instance: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(instance)?.[1];
  if (bracketed !== undefined) return bracketed.toLowerCase();
  // More than one colon without brackets is a bare IPv6 address.
  return (instance.split(":").length > 2 ? instance : instance.replace(/:\d*$/, "")).toLowerCase();
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
