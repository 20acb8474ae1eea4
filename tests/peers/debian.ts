import { spawn } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { findProgram, PeerFailed } from "./processes.ts";

/** A program that tests need, and Debian's package that brings it. */
const PACKAGE_OF: Readonly<Record<string, string>> = {
  dockerd: "docker.io",
  // The engine gives each container its name server by rules inside the container.
  iptables: "iptables",
  ip: "iproute2",
  busybox: "busybox-static",
  "redis-server": "redis-server",
  postgres: "postgresql",
  prometheus: "prometheus",
  "prometheus-node-exporter": "prometheus-node-exporter",
  sshd: "openssh-server",
  ssh: "openssh-client",
  chromium: "chromium",
  dash: "dash",
  shellcheck: "shellcheck",
};

/** A program that answers 101 here keeps freshly installed packages from starting servers of their own. */
const POLICY = "/usr/sbin/policy-rc.d";

/** Install with apt what is missing. @throws PeerFailed where there is no apt, no right to use it, or it fails */
export async function installMissingPackages(): Promise<void> {
  const missing = Object.keys(PACKAGE_OF).filter((program) => findProgram(program) === null);
  if (missing.length === 0) return;
  if (findProgram("apt-get") === null)
    throw new PeerFailed(`missing here, and installed by themselves on Debian only: ${missing.join(", ")}`);
  if (process.getuid?.() !== 0) throw new PeerFailed(`installing ${missing.join(", ")} needs root`);
  const packages = missing.map((program) => PACKAGE_OF[program] ?? program);
  process.stdout.write(`installing with apt: ${packages.join(" ")}\n`);
  const hadPolicy = existsSync(POLICY);
  if (!hadPolicy) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await aptGet("update");
    await aptGet("install", "--yes", "--no-install-recommends", ...packages);
  } finally {
    if (!hadPolicy) rmSync(POLICY);
  }
}

/** Its output is shown only when it fails. */
function aptGet(...args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    // Another program may hold the lock for some minutes on a machine that has just started.
    const child = spawn("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=600", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    const output: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
    child.on("error", reject);
    child.on("exit", (code) => {
      const tail = Buffer.concat(output).toString("utf8").trim().split("\n").slice(-15).join("\n");
      if (code === 0) resolve();
      else reject(new PeerFailed(`apt-get ${args.join(" ")} ended with ${code}:\n${tail}`));
    });
  });
}
