import { readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import type { DockerHost } from "../../../../integrations/docker/hosts.ts";
import { hostInAddress, identityOf, isIgnoredByLabel, isOneOffRun } from "../../../../integrations/docker/identity.ts";
import { connectedPairs, type Pair, type Seen, type SeenEngine } from "./match.ts";
import { parseSockets, type Sockets } from "./sockets.ts";

/** Files that are read side by side: few, so that a look is not felt. */
const AT_ONCE = 8;

/**
 * Look once who is connected to whom, in the socket tables of containers on this machine.
 *
 * @param watchesOnly ids of containers that connect to others without needing them
 */
export async function lookAround(engines: readonly DockerHost[], watchesOnly: ReadonlySet<string>, root = "/proc"): Promise<Pair[]> {
  const seen: SeenEngine[] = [];
  for (const engine of engines) {
    const all = [...engine.containers.values()].filter(({ labels }) => !isIgnoredByLabel(labels));
    const containers: Seen[] = [];
    for (let from = 0; from < all.length; from += AT_ONCE) {
      const some = all.slice(from, from + AT_ONCE).map(async (facts) => ({
        key: identityOf(engine.name, facts).key,
        facts,
        sockets: engine.isLocal && hasOwnNetwork(facts) ? await readSockets(facts.pid, facts.id, root) : null,
        isClient: !isOneOffRun(facts) && !watchesOnly.has(facts.id),
      }));
      containers.push(...(await Promise.all(some)));
    }
    seen.push({ containers, hostAddresses: addressesOf(engine) });
  }
  return connectedPairs(seen);
}

function hasOwnNetwork({ state, networkMode }: ContainerFacts): boolean {
  return state === "running" && networkMode !== "host" && networkMode !== "none" && !networkMode.startsWith("container:");
}

/** Where the ports that an engine publishes are reached. */
function addressesOf(engine: DockerHost): string[] {
  if (!engine.isLocal) return [hostInAddress(engine.address)].filter((address) => address !== null);
  return Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));
}

/**
 * The sockets in the network namespace of a container's first process; null when they cannot be seen from here. The
 * process must bear the container's id: where Hydra itself runs in a container, the same number is another process.
 */
export async function readSockets(pid: number, containerId: string, root = "/proc"): Promise<Sockets | null> {
  if (pid <= 0) return null;
  const read = (name: string): Promise<string | null> => readFile(`${root}/${pid}/${name}`, "utf8").catch(() => null);
  const groups = await read("cgroup");
  if (groups?.includes(containerId) !== true) return null;
  const [tcp, tcp6] = await Promise.all([read("net/tcp"), read("net/tcp6")]);
  // Without IPv6 there is no second table.
  return tcp === null ? null : parseSockets(tcp, tcp6 ?? "");
}
