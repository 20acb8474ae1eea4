import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PeerFailed, type PeerFolder } from "./processes.ts";
import { runCommand } from "./run-command.ts";

const VERSION = "3.22.1";

/**
 * llama.cpp as npm brings it, for this platform alone and without running anything of it: with every platform's build it
 * would be 700 MB instead of 85, which is why it is no dependency. @returns the folder that it is installed in
 */
export async function installLlama(folder: PeerFolder, install: boolean): Promise<string> {
  if (!install) throw new PeerFailed("node-llama-cpp is installed for tests only with --install-peers, or name a folder that has it");
  const path = join(folder.path, "llama");
  mkdirSync(path);
  writeFileSync(join(path, "package.json"), JSON.stringify({ private: true }));
  const packages = [`node-llama-cpp@${VERSION}`, `@node-llama-cpp/${process.platform}-${process.arch}@${VERSION}`];
  const flags = ["--prefix", path, "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--silent"];
  await runCommand("npm", "install", ...flags, ...packages);
  return path;
}
