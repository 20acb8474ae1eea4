import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askEngine } from "./docker-api.ts";
import { BUSYBOX_IMAGE } from "./peers.ts";
import { findProgram, PeerFailed } from "./processes.ts";
import { runCommand } from "./run-command.ts";

const [REPOSITORY = "", TAG = ""] = BUSYBOX_IMAGE.split(":");

/**
 * See that the engine has BUSYBOX_IMAGE: made from this machine's static busybox, else a name for a busybox or alpine
 * image that the engine has already. Nothing is pulled.
 * @returns true when it was made here and is to be removed afterwards
 * @throws PeerFailed when there is nothing to make it from
 */
export async function provideBusyboxImage(socketPath: string): Promise<boolean> {
  if ((await askEngine(socketPath, "GET", `/images/${BUSYBOX_IMAGE}/json`)).status === 200) return false;
  const busybox = findProgram("busybox");
  if (busybox !== null && (await isStatic(busybox))) {
    await importRoot(socketPath, busybox);
    return true;
  }
  const images = JSON.parse((await askEngine(socketPath, "GET", "/images/json")).body) as { Id: string; RepoTags: string[] | null }[];
  const known = images.find((image) => image.RepoTags?.some((name) => /(?:^|\/)(?:busybox|alpine)(?::|$)/.test(name)));
  if (known === undefined) throw new PeerFailed("the engine has no busybox image, and there is no static busybox to make one from");
  await askEngine(socketPath, "POST", `/images/${known.Id}/tag?repo=${REPOSITORY}&tag=${TAG}`);
  return true;
}

export async function removeBusyboxImage(socketPath: string): Promise<void> {
  await askEngine(socketPath, "DELETE", `/images/${BUSYBOX_IMAGE}`);
}

async function importRoot(socketPath: string, busybox: string): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "hydra-busybox-"));
  try {
    for (const folder of ["bin", "dev", "etc", "proc", "sys", "tmp", "var"]) mkdirSync(join(root, folder));
    copyFileSync(busybox, join(root, "bin/busybox"));
    for (const applet of (await runCommand(busybox, "--list")).trim().split("\n")) {
      if (applet !== "busybox") symlinkSync("/bin/busybox", join(root, "bin", applet));
    }
    const tar = spawn("tar", ["-C", root, "-c", "."], { stdio: ["ignore", "pipe", "inherit"] });
    const setting = encodeURIComponent("ENV PATH=/bin");
    const path = `/images/create?fromSrc=-&repo=${REPOSITORY}&tag=${TAG}&changes=${setting}`;
    const answer = await askEngine(socketPath, "POST", path, tar.stdout);
    if (answer.status !== 200 || answer.body.includes('"error"'))
      throw new PeerFailed(`the engine refused the busybox image: ${answer.body}`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function isStatic(program: string): Promise<boolean> {
  try {
    return !(await runCommand("ldd", program)).includes("=>");
  } catch {
    // ldd refuses a static program with exit code 1.
    return true;
  }
}
