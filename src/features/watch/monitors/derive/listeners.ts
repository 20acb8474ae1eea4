import { readFile } from "node:fs/promises";
import { isLoopback } from "./network.ts";

/** A socket that waits for connections inside a network namespace. */
export interface Listener {
  address: string;
  port: number;
  /** Nobody outside the namespace can reach it. */
  isLoopback: boolean;
}

const LISTEN = "0A";
/** Docker's own resolver, in every container on a network of its own. */
const EMBEDDED_DNS = "127.0.0.11";

/** Read a table as the kernel shows it in /proc/PID/net/tcp and tcp6. Lines that are not understood are left out. */
export function parseSocketTable(text: string): Listener[] {
  const listeners: Listener[] = [];
  for (const line of text.split("\n")) {
    const [, local = "", , state] = line.trim().split(/\s+/);
    if (state !== LISTEN) continue;
    const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/i.exec(local);
    if (match === null) continue;
    const address = readAddress(match[1] as string);
    const port = Number.parseInt(match[2] as string, 16);
    if (port === 0 || address === EMBEDDED_DNS) continue;
    listeners.push({ address, port, isLoopback: isLoopback(address) });
  }
  return listeners;
}

/** The kernel prints each 32-bit word of the address in the byte order of the machine: little-endian on all that run Docker. */
function readAddress(hex: string): string {
  const bytes = Buffer.from(hex, "hex");
  for (let word = 0; word < bytes.length; word += 4) bytes.subarray(word, word + 4).reverse();
  if (bytes.length === 4) return [...bytes].join(".");
  if (bytes.subarray(0, 10).every((byte) => byte === 0) && bytes.readUInt16BE(10) === 0xffff) {
    return `::ffff:${[...bytes.subarray(12)].join(".")}`;
  }
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  if (groups.every((group) => group === "0")) return "::";
  if (groups.slice(0, 7).every((group) => group === "0") && groups[7] === "1") return "::1";
  return groups.join(":");
}

/**
 * What listens in the network namespace of a container's first process; null when that cannot be seen from here. The
 * process must bear the container's id: where Hydra itself runs in a container, the same number is another process.
 */
export async function readListeners(pid: number, containerId: string, root = "/proc"): Promise<Listener[] | null> {
  if (pid <= 0) return null;
  const read = (name: string): Promise<string | null> => readFile(`${root}/${pid}/${name}`, "utf8").catch(() => null);
  const [groups, tcp, tcp6] = await Promise.all([read("cgroup"), read("net/tcp"), read("net/tcp6")]);
  if (groups?.includes(containerId) !== true || tcp === null) return null;
  // Without IPv6 there is no second table.
  return [...parseSocketTable(tcp), ...parseSocketTable(tcp6 ?? "")];
}
