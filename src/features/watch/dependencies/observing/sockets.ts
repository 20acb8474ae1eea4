/** One side of the TCP sockets of a network namespace, as seen from inside. */
export interface Connection {
  localPort: number;
  remoteAddress: string;
  remotePort: number;
}

export interface Sockets {
  /** Ports on which something waits for others to connect; not those for the namespace alone. */
  listening: ReadonlySet<number>;
  /** Connections that are or just were established. */
  connections: readonly Connection[];
}

const LISTEN = "0A";
/** Established, or on the way to being closed after it was: a short request is seldom seen any other way. */
const WAS_CONNECTED = new Set(["01", "04", "05", "06", "08", "09"]);

/** Read tables as the kernel shows them in /proc/PID/net/tcp and tcp6. Lines that are not understood are left out. */
export function parseSockets(...tables: readonly string[]): Sockets {
  const listening = new Set<number>();
  const connections: Connection[] = [];
  for (const line of tables.flatMap((table) => table.split("\n"))) {
    const [, local = "", remote = "", state = ""] = line.trim().split(/\s+/);
    if (state !== LISTEN && !WAS_CONNECTED.has(state)) continue;
    const here = readEnd(local);
    if (here === null || here.port === 0) continue;
    if (state === LISTEN) {
      if (!isLoopback(here.address)) listening.add(here.port);
      continue;
    }
    const there = readEnd(remote);
    if (there === null || there.port === 0 || isLoopback(there.address)) continue;
    connections.push({ localPort: here.port, remoteAddress: there.address, remotePort: there.port });
  }
  return { listening, connections };
}

/** `0200007F:1F90`. IPv4 within IPv6 is told as IPv4. */
function readEnd(text: string): { address: string; port: number } | null {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/i.exec(text);
  if (match === null) return null;
  const bytes = Buffer.from(match[1] as string, "hex");
  // Each 32-bit word stands in the machine's byte order: little-endian on all that run Docker.
  for (let word = 0; word < bytes.length; word += 4) bytes.subarray(word, word + 4).reverse();
  return { address: addressOf(bytes), port: Number.parseInt(match[2] as string, 16) };
}

function addressOf(bytes: Buffer): string {
  if (bytes.length === 4) return [...bytes].join(".");
  const isMapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes.readUInt16BE(10) === 0xffff;
  if (isMapped) return [...bytes.subarray(12)].join(".");
  return Array.from({ length: 8 }, (_, group) => bytes.readUInt16BE(group * 2).toString(16)).join(":");
}

/** The address without abbreviation and IPv4 mapping, as the tables are told; as it is when it is none. */
export function plainAddress(text: string): string {
  const address = text
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/%.*$/, "");
  if (!address.includes(":")) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  if (mapped !== null) return mapped[1] as string;
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array.from<string>({ length: missing }).fill("0"), ...after]
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "0:0:0:0:0:0:0:1";
}
