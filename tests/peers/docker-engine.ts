import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { answersAsEngine, askEngine } from "./docker-api.ts";
import { endLeftBehind, endProgram, findProgram, PeerFailed, signalProgram, startProgram, type PeerFolder } from "./processes.ts";
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
  if (findProgram("dockerd") === null) throw new PeerFailed("dockerd is not installed");
  if (process.getuid?.() !== 0) throw new PeerFailed("starting a private dockerd needs root");
  mkdirSync(homeOf(folder));
  const network = await takeNetwork();
  writeFileSync(networkFile(folder), JSON.stringify(network));
  await runCommand("ip", "address", "add", `${network.bridgePrefix}.1/24`, "dev", network.bridge);
  await runCommand("ip", "link", "set", network.bridge, "up");
  for (const rule of forwardingRules(network)) await runCommand("iptables", "-I", ...rule);
  await startDaemon(folder);
  return socketOf(folder);
}

/** End the daemon alone, as `systemctl stop docker` does; what it keeps stays, and `startDaemon` brings it back. */
export async function stopDaemon(folder: PeerFolder): Promise<void> {
  await endProgram(folder, "dockerd");
}

/** Start the daemon of an engine, also after `stopDaemon`. */
export async function startDaemon(folder: PeerFolder): Promise<void> {
  const { bridge, poolBase } = JSON.parse(readFileSync(networkFile(folder), "utf8")) as PrivateNetwork;
  const home = homeOf(folder);
  const args = ["--data-root", join(home, "data"), "--exec-root", join(home, "exec"), "--pidfile", join(home, "dockerd.pid")];
  args.push("--host", `unix://${socketOf(folder)}`, "--bridge", bridge);
  // A daemon that has address pools and finds a "bridge" network of an earlier run removes the interface docker0, whosever
  // it is: the pools are given on the first start alone, and the networks made from them stay.
  if (!existsSync(join(home, "data/network/files/local-kv.db"))) args.push("--default-address-pool", `base=${poolBase}.0.0/16,size=24`);
  args.push("--storage-driver", "overlay2", "--iptables=false", "--ip-masq=false", "--ip-forward=false");
  const command = findProgram("dockerd");
  if (command === null) throw new PeerFailed("dockerd is not installed");
  const isReady = (): Promise<boolean> => answersAsEngine(socketOf(folder));
  for (let attempt = 1; ; attempt += 1) {
    try {
      await startProgram(folder, { name: "dockerd", command, args, isReady });
      return;
    } catch (error) {
      // After a kill the old containerd may still hold its socket for a while, longest on a loaded machine.
      if (attempt === START_ATTEMPTS || !(error instanceof PeerFailed)) throw error;
    }
  }
}

const START_ATTEMPTS = 4;

/** SIGSTOP: it hangs, its connections stay open and nothing is answered. SIGCONT: it goes on. */
export function signalDaemon(folder: PeerFolder, signal: "SIGSTOP" | "SIGCONT" | "SIGKILL"): void {
  signalProgram(folder, "dockerd", signal);
}

function homeOf(folder: PeerFolder): string {
  return join(folder.path, "docker");
}

function socketOf(folder: PeerFolder): string {
  return join(homeOf(folder), "docker.sock");
}

function networkFile(folder: PeerFolder): string {
  return join(homeOf(folder), "network.json");
}

function forwardingRules({ bridgePrefix, poolBase }: PrivateNetwork): string[][] {
  const addresses = [`${bridgePrefix}.0/24`, `${poolBase}.0.0/16`];
  return addresses.map((range) => ["FORWARD", "-s", range, "-d", range, "-j", "ACCEPT"]);
}

/** Addresses that nobody has. Making the bridge is what takes them: of two that try at once, one is refused and tries the next. */
async function takeNetwork(): Promise<PrivateNetwork> {
  const taken = Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map((address) => address.address));
  let refusal: unknown;
  for (let index = 0; index < 40; index += 1) {
    const network = { bridge: `hydratest${index}`, bridgePrefix: `10.213.${index}`, poolBase: `10.${214 + index}` };
    // A bridge without containers has no carrier, and interfaces without one are not listed above.
    if (existsSync(`/sys/class/net/${network.bridge}`)) continue;
    if (taken.some((address) => address.startsWith(`${network.bridgePrefix}.`) || address.startsWith(`${network.poolBase}.`))) continue;
    try {
      await runCommand("ip", "link", "add", "name", network.bridge, "type", "bridge");
      return network;
    } catch (error) {
      refusal = error;
    }
  }
  throw new PeerFailed(`no free addresses for a private Docker network${refusal === undefined ? "" : `: ${String(refusal)}`}`);
}

/** Remove every container and network of our engine, so that its own end is quick and leaves no bridges. */
export async function emptyEngine(folder: PeerFolder): Promise<void> {
  const socketPath = socketOf(folder);
  if (!(await answersAsEngine(socketPath))) return;
  const containers = JSON.parse((await askEngine(socketPath, "GET", "/containers/json?all=1")).body) as { Id: string }[];
  await Promise.all(containers.map(({ Id }) => askEngine(socketPath, "DELETE", `/containers/${Id}?force=1&v=1`)));
  await askEngine(socketPath, "POST", "/networks/prune");
}

/** After the daemon's end: mounts, bridge and rules. @returns problems, for a person */
export async function clearAfterEngine(folder: PeerFolder): Promise<string[]> {
  const home = homeOf(folder);
  const file = networkFile(folder);
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
  endLeftBehind(folder);
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
