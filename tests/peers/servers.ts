import { chownSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { findProgram, freePort, PeerFailed, startProgram, type PeerFolder } from "./processes.ts";
import { runCommand, runCommandAs, type SystemUser } from "./run-command.ts";

/*
 * Small servers on loopback, each on a free port and in the run's own folder. Each function returns the address as
 * PEERS describes it, and throws PeerFailed when the program is not installed or does not start.
 */

export async function startRedis(folder: PeerFolder): Promise<string> {
  const port = await freePort();
  const args = ["--bind", "127.0.0.1", "--port", String(port), "--save", "", "--appendonly", "no", "--dir", folder.path];
  const isReady = (): Promise<boolean> => answers(port, "PING\r\n", "+PONG");
  await startProgram(folder, { name: "redis", command: installed("redis-server"), args, isReady });
  return `redis://127.0.0.1:${port}`;
}

export async function startPrometheus(folder: PeerFolder): Promise<string> {
  const command = installed("prometheus");
  const port = await freePort();
  const targets = [`127.0.0.1:${port}`];
  const exporter = findProgram("prometheus-node-exporter", "node_exporter");
  const jobs = [`{ job_name: prometheus, static_configs: [{ targets: ["${targets[0]}"] }] }`];
  if (exporter !== null) {
    const exporterPort = await freePort();
    const args = [`--web.listen-address=127.0.0.1:${exporterPort}`, `--collector.textfile.directory=${folder.path}`];
    await startProgram(folder, { name: "node-exporter", command: exporter, args, isReady: () => isHttpOk(exporterPort, "/metrics") });
    jobs.push(`{ job_name: node, static_configs: [{ targets: ["127.0.0.1:${exporterPort}"] }] }`);
  }
  const config = join(folder.path, "prometheus.yml");
  writeFileSync(
    config,
    `global: { scrape_interval: 1s, scrape_timeout: 900ms }\nscrape_configs:\n${jobs.map((job) => `  - ${job}\n`).join("")}`,
  );
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder.path, "prometheus")}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  await startProgram(folder, { name: "prometheus", command, args, isReady: () => isHttpOk(port, "/-/ready") });
  return `http://127.0.0.1:${port}`;
}

export async function startPostgres(folder: PeerFolder): Promise<string> {
  // Debian keeps the server beside its version, off the PATH; what stands on the PATH may be a link to nothing.
  const initdb = globSync("/usr/lib/postgresql/*/bin/initdb").toSorted().at(-1) ?? installed("initdb");
  const command = join(initdb, "../postgres");
  const data = join(folder.path, "postgres");
  mkdirSync(data, { mode: 0o700 });
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? systemUser("postgres") : undefined;
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  const port = await freePort();
  const begin = ["-D", data, "-A", "trust", "-N", "-U", "hydra"];
  await runCommandAs(user ?? null, initdb, ...begin);
  const args = ["-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", data, "-F"];
  // The answer to a request for TLS, one letter, needs no account.
  const isReady = (): Promise<boolean> => answers(port, Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]), "N");
  await startProgram(folder, { name: "postgres", command, args, isReady, ...(user && { user }) });
  return `postgres://hydra@127.0.0.1:${port}/postgres`;
}

export async function startSshd(folder: PeerFolder): Promise<string> {
  const sshd = installed("sshd");
  const home = join(folder.path, "sshd");
  mkdirSync(home, { mode: 0o700 });
  const port = await freePort();
  for (const key of ["host", "identity"]) {
    await runCommand(installed("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "hydra-test", "-f", join(home, key));
  }
  writeFileSync(join(home, "authorized_keys"), readFileSync(join(home, "identity.pub")));
  writeFileSync(join(home, "known_hosts"), `[127.0.0.1]:${port} ${readFileSync(join(home, "host.pub"), "utf8")}`);
  const config = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(home, "host")}`,
    `AuthorizedKeysFile ${join(home, "authorized_keys")}`,
    `PidFile ${join(home, "pid")}`,
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin prohibit-password",
    "StrictModes no",
    "UsePAM no",
  ];
  writeFileSync(join(home, "sshd_config"), `${config.join("\n")}\n`);
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
  const args = ["-D", "-e", "-f", join(home, "sshd_config")];
  await startProgram(folder, { name: "sshd", command: sshd, args, isReady: () => answers(port, "", "SSH-2.0") });
  const query = new URLSearchParams({ identity: join(home, "identity"), knownHosts: join(home, "known_hosts") });
  return `ssh://${userInfo().username}@127.0.0.1:${port}?${query.toString()}`;
}

/** Nothing is started: tests start their own browsers. */
export async function findChromium(): Promise<string> {
  return installed("chromium", "chromium-browser", "google-chrome");
}

function installed(...names: readonly string[]): string {
  const path = findProgram(...names);
  if (path === null) throw new PeerFailed(`${names[0]} is not installed`);
  return path;
}

function systemUser(name: string): SystemUser {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  if (line === undefined) throw new PeerFailed(`there is no user "${name}" to run as instead of root`);
  const [, , uid, gid] = line.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

async function isHttpOk(port: number, path: string): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}${path}`)).ok;
  } catch {
    return false;
  }
}

/** Does the server answer a greeting with this beginning? */
function answers(port: number, greeting: string | Buffer, beginning: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: 2_000 });
    const finish = (isReady: boolean): void => {
      socket.destroy();
      resolve(isReady);
    };
    socket.on("connect", () => {
      if (greeting.length > 0) socket.write(greeting);
    });
    socket.on("data", (data) => finish(data.toString("latin1").startsWith(beginning)));
    socket.on("timeout", () => finish(false));
    socket.on("error", () => finish(false));
  });
}
