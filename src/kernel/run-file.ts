import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The one address that is listened on: loopback. Another one has to come with TLS or a named proxy. */
export const LISTEN_ADDRESS = "127.0.0.1";

/** How the shell and `hydra mcp` find the running Hydra. */
export interface RunFile {
  pid: number;
  version: string;
  toolsPort: number;
  controlPort: number;
}

export function readRunFile(home: string): RunFile | null {
  try {
    return JSON.parse(readFileSync(join(home, "run.json"), "utf8")) as RunFile;
  } catch {
    return null;
  }
}
