import { HydraError } from "../../kernel/errors.ts";
import { inUrl, LISTEN_ADDRESS } from "../../kernel/run-file.ts";

/** What a request came through, as its socket tells. */
export interface Way {
  remoteAddress?: string | undefined;
  localAddress?: string | undefined;
  encrypted?: boolean | undefined;
}

/** What of the settings a request is looked at with. */
interface Reachable {
  hosts: readonly string[];
  listen: readonly string[];
  trustedProxies: readonly string[];
}

/** How a request reached Hydra, whether itself or through a proxy that is trusted to tell. */
export interface Arrival {
  host: string | null;
  /** The browser speaks TLS, with Hydra or with the proxy. */
  isSecure: boolean;
}

/** Names and addresses under which a request is meant for this Hydra, besides loopback. */
export function ownNames({ hosts, listen }: Reachable): string[] {
  return [...hosts, ...listen.map(inUrl)];
}

/**
 * How a request arrived. The headers of a proxy count only where the connection comes from one that was named; where
 * Hydra listens without TLS for others, nobody else is answered.
 *
 * @throws HydraError forbidden
 */
export function arrivalOf(headers: Headers, way: Way, { trustedProxies }: Reachable): Arrival {
  const remote = plain(way.remoteAddress ?? "");
  const isProxy = trustedProxies.some((proxy) => plain(proxy) === remote);
  const isSecure = way.encrypted === true;
  const host = headers.get("host");
  if (isProxy)
    return {
      host: lastOf(headers.get("x-forwarded-host")) ?? host,
      isSecure: isSecure || lastOf(headers.get("x-forwarded-proto")) === "https",
    };
  if (!isSecure && way.localAddress !== undefined && plain(way.localAddress) !== LISTEN_ADDRESS)
    throw new HydraError("forbidden", "Here Hydra answers only the proxies that server.trustedProxies in hydra.yaml names.");
  return { host, isSecure };
}

/** The nearest proxy writes last; what stands before it came from whoever asked. */
function lastOf(header: string | null): string | null {
  const last = header?.split(",").at(-1)?.trim();
  return last === undefined || last === "" ? null : last.toLowerCase();
}

/** An IPv4 address as a socket of IPv6 has it. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "").toLowerCase();
}
