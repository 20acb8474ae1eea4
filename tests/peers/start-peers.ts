import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provideBusyboxImage, removeBusyboxImage } from "./busybox-image.ts";
import { installMissingPackages } from "./debian.ts";
import { clearAfterEngine, emptyEngine, findEngine, startEngine } from "./docker-engine.ts";
import { installLlama } from "./llama.ts";
import { PEERS, type Peer } from "./peers.ts";
import { endPrograms, isAlive, PeerFailed, type PeerFolder } from "./processes.ts";
import { findChromium, startPostgres, startPrometheus, startRedis, startSshd } from "./servers.ts";

/** What a run got: addresses by environment variable, and why a peer is missing. */
export interface StartedPeers {
  folder: PeerFolder;
  env: Record<string, string>;
  missing: ReadonlyMap<Peer, string>;
}

const PREFIX = "hydra-peers-";

/** A folder for one run, after clearing what runs that were killed left behind. */
export async function openPeerFolder(): Promise<PeerFolder> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const left = { path: join(tmpdir(), name) };
    const owner = join(left.path, "owner.pid");
    if (existsSync(owner) && !isAlive(Number(readFileSync(owner, "utf8")))) await endPeers(left);
  }
  const folder = { path: mkdtempSync(join(tmpdir(), PREFIX)) };
  // PostgreSQL runs as another user and must find its way in.
  chmodSync(folder.path, 0o711);
  writeFileSync(join(folder.path, "owner.pid"), String(process.pid));
  return folder;
}

/**
 * Find or start every peer. An address that is set in the environment already is taken as it is.
 * @param install install what is missing and start an engine of our own; otherwise only what is there is used
 */
export async function startPeers(folder: PeerFolder, install: boolean): Promise<StartedPeers> {
  const missing = new Map<Peer, string>();
  const env: Record<string, string> = {};
  if (install) {
    try {
      await installMissingPackages();
    } catch (error) {
      if (!(error instanceof PeerFailed)) throw error;
      // Each peer that is missing for it says so below.
      process.stdout.write(`${error.message}\n`);
    }
  }
  const starts: Record<Peer, () => Promise<string>> = {
    docker: () => dockerEngine(folder, install),
    prometheus: () => startPrometheus(folder),
    redis: () => startRedis(folder),
    postgres: () => startPostgres(folder),
    sshd: () => startSshd(folder),
    llama: () => installLlama(folder, install),
    chromium: findChromium,
  };
  for (const name of Object.keys(starts) as Peer[]) {
    const variable = PEERS[name];
    const given = process.env[variable];
    if (given !== undefined && given !== "") {
      env[variable] = given;
      continue;
    }
    try {
      env[variable] = await starts[name]();
    } catch (error) {
      missing.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  return { folder, env, missing };
}

async function dockerEngine(folder: PeerFolder, install: boolean): Promise<string> {
  let socketPath: string | null;
  if (install && process.getuid?.() === 0) socketPath = await startEngine(folder);
  else socketPath = await findEngine(process.env);
  if (socketPath === null) throw new PeerFailed("no Docker engine answers at DOCKER_HOST or the default socket");
  if (await provideBusyboxImage(socketPath)) writeFileSync(join(folder.path, "image-made-in"), socketPath);
  return `unix://${socketPath}`;
}

/** End everything that was started in the folder and delete it. Says on standard output what could not be ended. */
export async function endPeers(folder: PeerFolder): Promise<void> {
  const problems: string[] = [];
  const imageNote = join(folder.path, "image-made-in");
  try {
    await emptyEngine(folder);
    if (existsSync(imageNote)) await removeBusyboxImage(readFileSync(imageNote, "utf8"));
  } catch (error) {
    problems.push(String(error));
  }
  await endPrograms(folder);
  problems.push(...(await clearAfterEngine(folder)));
  rmSync(folder.path, { recursive: true, force: true });
  for (const problem of problems) process.stdout.write(`left behind: ${problem}\n`);
}
