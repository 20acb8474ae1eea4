/** What can be asked of a service, where, and why there. */

export const PROBE_KINDS = ["http", "tcp", "postgres", "redis", "dns"] as const;
export type ProbeKind = (typeof PROBE_KINDS)[number];

/** Who said that the service answers there. */
export const MONITOR_SOURCES = ["label", "port", "image", "healthcheck", "socket", "person"] as const;
export type MonitorSource = (typeof MONITOR_SOURCES)[number];

export interface HttpQuestion {
  kind: "http";
  isTls: boolean;
  /** Path and query, beginning with a slash. */
  path: string;
  /** Sent as Host and in the TLS greeting; the connection goes to the target's own address all the same. */
  hostName: string | null;
  /** Text that the body must hold. */
  keyword: string | null;
  /** The only status that counts; null: everything below 500 does. */
  status: number | null;
}

export interface DnsQuestion {
  kind: "dns";
  /** `.` or a host name; its name servers are asked for. */
  name: string;
  transport: "udp" | "tcp";
}

export type Question =
  | HttpQuestion
  | DnsQuestion
  /** `mysql`: the server speaks first, and its login is seen through to the refusal. */
  | { kind: "tcp"; greeting: "mysql" | null }
  | { kind: "postgres" }
  | { kind: "redis" };

/** An address that was derived from the machines that Hydra was given, or that a person gave. */
export interface Place {
  host: string;
  port: number;
  /**
   * `published`: a port of the container's host that leads into it. `container`: its own address. `host`: it shares
   * the host's network. `given`: a person said so.
   */
  via: "published" | "container" | "host" | "given";
  /** The port inside the container that this leads to; null when a person gave the address. */
  containerPort: number | null;
}

export interface Target extends Place {
  ask: Question;
  source: MonitorSource;
  /** Somebody counts on it: silence there is a fault, and not merely a wrong guess of ours. */
  isPromised: boolean;
}

export function httpQuestion(said: Partial<Omit<HttpQuestion, "kind">> = {}): HttpQuestion {
  return { kind: "http", isTls: false, path: "/", hostName: null, keyword: null, status: null, ...said };
}

/** The target as a person reads it: `http://127.0.0.1:8080/health`. */
export function addressOf({ ask, host, port }: Target): string {
  const at = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (ask.kind === "http") {
    const named = ask.hostName === null ? "" : ` as ${ask.hostName}`;
    return `${ask.isTls ? "https" : "http"}://${at}${ask.path}${named}`;
  }
  if (ask.kind === "dns") return `dns://${at}/${ask.name === "." ? "" : ask.name}`;
  return `${ask.kind}://${at}`;
}
