import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { answersAsEngine, askEngine } from "./docker-api.ts";
import { findProgram, PeerFailed, startProgram, type PeerFolder } from "./processes.ts";
import { runCommand } from "./run-command.ts";

/** The socket of an engine that already runs: HYDRA_TEST_DOCKER, DOCKER_HOST or the default place; null when none answers. */
export async function findEngine(env: NodeJS.ProcessEnv): Promise<string | null> {
  for (const address of [env["HYDRA_TEST_DOCKER"], env["DOCKER_HOST"], "unix:///var/run/docker.sock"]) {
    if (address === undefined || !address.startsWith("unix://")) continue;
    const socketPath = address.slice("unix://".length);
    if (await answersAsEngine(socketPath)) return socketPath;
  }
  return null;
}

interface PrivateNetwork {
  bridge: string;
  /** First three numbers of the bridge's addresses. */
  bridgePrefix: string;
  /** First two numbers of the addresses of the networks that tests make. */
  poolBase: string;
}

/**
 * A Docker engine of our own: own data, own socket, own bridge and addresses, so that it runs beside another one.
 * It does not manage the firewall: a daemon clears Docker's chains when it starts, and so takes the rules of the other
 * one away. Ports published on loopback work without rules, by Docker's proxy; two rules of ours let containers of one
 * network speak where another Docker forbids forwarding; only the way out is missing.
 * @returns the path of its socket
 * @throws PeerFailed when this machine cannot run one
 */
export async function startEngine(folder: PeerFolder): Promise<string> {
  const dockerd = findProgram("dockerd");
  if (dockerd === null) throw new PeerFailed("dockerd is not installed");
  if (process.getuid?.() !== 0) throw new PeerFailed("starting a private dockerd needs root");
  const home = join(folder.path, "docker");
  mkdirSync(home);
  const network = freeNetwork();
  writeFileSync(join(home, "network.json"), JSON.stringify(network));
  await runCommand("ip", "link", "add", "name", network.bridge, "type", "bridge");
  await runCommand("ip", "address", "add", `${network.bridgePrefix}.1/24`, "dev", network.bridge);
  await runCommand("ip", "link", "set", network.bridge, "up");
  for (const rule of forwardingRules(network)) await runCommand("iptables", "-I", ...rule);
  const socketPath = join(home, "docker.sock");
  const args = ["--data-root", join(home, "data"), "--exec-root", join(home, "exec"), "--pidfile", join(home, "dockerd.pid")];
  args.push(
    "--host",
    `unix://${socketPath}`,
    "--bridge",
    network.bridge,
    "--default-address-pool",
    `base=${network.poolBase}.0.0/16,size=24`,
  );
  args.push("--storage-driver", "overlay2", "--iptables=false", "--ip-masq=false", "--ip-forward=false");
  await startProgram(folder, { name: "dockerd", command: dockerd, args, isReady: () => answersAsEngine(socketPath) });
  return socketPath;
}

function forwardingRules({ bridgePrefix, poolBase }: PrivateNetwork): string[][] {
  const addresses = [`${bridgePrefix}.0/24`, `${poolBase}.0.0/16`];
  return addresses.map((range) => ["FORWARD", "-s", range, "-d", range, "-j", "ACCEPT"]);
}

function freeNetwork(): PrivateNetwork {
  const taken = Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map((address) => address.address));
  const index = Array.from({ length: 40 }, (_, i) => i).find(
    (i) => !taken.some((address) => address.startsWith(`10.213.${i}.`) || address.startsWith(`10.${214 + i}.`)),
  );
  if (index === undefined) throw new PeerFailed("no free addresses for a private Docker network");
  return {
    bridge: `hydratest${index}`,
    bridgePrefix: `10.213.${index}`,
    poolBase: `10.${214 + index}`,
  };
}

/** Remove every container and network of our engine, so that its own end is quick and leaves no bridges. */
export async function emptyEngine(folder: PeerFolder): Promise<void> {
  const socketPath = join(folder.path, "docker/docker.sock");
  if (!(await answersAsEngine(socketPath))) return;
  const containers = JSON.parse((await askEngine(socketPath, "GET", "/containers/json?all=1")).body) as { Id: string }[];
  await Promise.all(containers.map(({ Id }) => askEngine(socketPath, "DELETE", `/containers/${Id}?force=1&v=1`)));
  await askEngine(socketPath, "POST", "/networks/prune");
}

/** After the daemon's end: mounts, bridge and rules. @returns problems, for a person */
export async function clearAfterEngine(folder: PeerFolder): Promise<string[]> {
  const home = join(folder.path, "docker");
  const file = join(home, "network.json");
  if (!existsSync(file)) return [];
  const network = JSON.parse(readFileSync(file, "utf8")) as PrivateNetwork;
  const problems: string[] = [];
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      problems.push(String(error));
    }
  };
  for (const mount of mountsBelow(home)) await attempt(() => runCommand("umount", "--lazy", mount));
  if (existsSync(`/sys/class/net/${network.bridge}`)) await attempt(() => runCommand("ip", "link", "delete", network.bridge));
  for (const rule of forwardingRules(network)) await attempt(() => runCommand("iptables", "-D", ...rule));
  rmSync(file);
  return problems;
}

/** Deepest first. */
function mountsBelow(path: string): string[] {
  const mounts = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "");
  return mounts.filter((mount) => mount.startsWith(`${path}/`)).toReversed();
}
