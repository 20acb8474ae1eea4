import type { PortMapping } from "./facts.ts";
import type { PortBindings } from "./wire.ts";

/**
 * Ports as published now, or, for a container that is down, as they will be: a container does not seem to lose its
 * ports by stopping. `80/tcp` without binding is exposed only.
 */
export function portsOf(exposed: readonly string[], live: PortBindings, wanted: PortBindings): PortMapping[] {
  const bindings = live ?? wanted ?? {};
  const ports = new Map<string, PortMapping>();
  for (const key of new Set([...exposed, ...Object.keys(bindings)])) {
    const port = parsePort(key);
    if (port === null) continue;
    const published = (bindings[key] ?? []).map(({ HostIp, HostPort }) => ({
      hostIp: HostIp || "0.0.0.0",
      hostPort: parseHostPort(HostPort),
    }));
    // The engine lists "every address" once for IPv4 and once for IPv6; a person published it once.
    const said = published.filter(
      ({ hostIp, hostPort }) => hostIp !== "::" || !published.some((other) => other.hostIp === "0.0.0.0" && other.hostPort === hostPort),
    );
    for (const { hostIp, hostPort } of said.length === 0 ? [{ hostIp: null, hostPort: null }] : said) {
      ports.set(`${key} ${hostIp} ${hostPort}`, { ...port, hostIp, hostPort });
    }
  }
  return [...ports.values()].toSorted(
    (a, b) =>
      a.containerPort - b.containerPort ||
      a.protocol.localeCompare(b.protocol) ||
      (a.hostPort ?? 0) - (b.hostPort ?? 0) ||
      (a.hostIp ?? "").localeCompare(b.hostIp ?? ""),
  );
}

function parsePort(key: string): Pick<PortMapping, "containerPort" | "protocol"> | null {
  const match = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/.exec(key);
  if (match === null) return null;
  return { containerPort: Number(match[1]), protocol: (match[2] ?? "tcp") as PortMapping["protocol"] };
}

/** Null when the engine is to choose one (`""`, `"0"`) or may choose from a range. */
function parseHostPort(text: string | null | undefined): number | null {
  return /^[1-9]\d{0,4}$/.test(text ?? "") ? Number(text) : null;
}
