import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { runCommand } from "../peers/run-command.ts";

/**
 * A network namespace whose only way out is the engine's own bridge, with a count of every packet that wants elsewhere.
 * What runs inside reaches the engine's containers and its unix socket, and nothing else.
 */
export interface WalledOff {
  /** Run a program inside and wait for its output. */
  run(command: string, ...args: string[]): Promise<string>;
  start(command: string, args: string[], env: Record<string, string>): ChildProcess;
  /** Packets that left for anywhere but loopback and the bridge. */
  packetsElsewhere(): Promise<number>;
  remove(): Promise<void>;
}

export function canWallOff(): boolean {
  return process.getuid?.() === 0 && ["/sbin/ip", "/usr/sbin/ip", "/bin/ip", "/usr/bin/ip"].some((path) => existsSync(path));
}

/** @param bridge name and address (`172.17.0.1/16`) of the bridge that the containers are on */
export async function wallOff(
  name: string,
  bridge: { name: string; subnet: string; address: string; gateway: string },
): Promise<WalledOff> {
  const inside = ["netns", "exec", name];
  const outer = `${name.slice(0, 10)}-o`;
  const inner = `${name.slice(0, 10)}-i`;
  await runCommand("ip", "netns", "add", name);
  await runCommand("ip", "link", "add", outer, "type", "veth", "peer", "name", inner, "netns", name);
  await runCommand("ip", "link", "set", outer, "master", bridge.name, "up");
  await runCommand("ip", ...inside, "ip", "link", "set", "lo", "up");
  await runCommand("ip", ...inside, "ip", "address", "add", bridge.address, "dev", inner);
  await runCommand("ip", ...inside, "ip", "link", "set", inner, "up");
  // A way out exists, so that somebody who tries is counted rather than told "no route" before a packet is made.
  await runCommand("ip", ...inside, "ip", "route", "add", "default", "via", bridge.gateway);
  const rule = (...words: string[]): Promise<string> => runCommand("ip", ...inside, "iptables", "-A", "OUTPUT", ...words);
  await rule("-o", "lo", "-j", "ACCEPT");
  await rule("-d", bridge.subnet, "-j", "ACCEPT");
  await rule("-j", "DROP");
  return {
    run: (command, ...args) => runCommand("ip", ...inside, command, ...args),
    start: (command, args, env) =>
      spawn("ip", [...inside, command, ...args], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] }),
    packetsElsewhere: async () => {
      const listing = await runCommand("ip", ...inside, "iptables", "-L", "OUTPUT", "-v", "-n", "-x");
      const dropped = listing.split("\n").find((line) => /\bDROP\b/.test(line) && !line.startsWith("Chain"));
      return Number(dropped?.trim().split(/\s+/)[0] ?? Number.NaN);
    },
    remove: async () => {
      await runCommand("ip", "netns", "delete", name);
    },
  };
}

/** End a program and wait until it is gone. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill(signal);
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}
