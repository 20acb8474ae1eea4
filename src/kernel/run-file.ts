import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The address that is always listened on: loopback. Another one comes with TLS or a named proxy (`server.listen`). */
export const LISTEN_ADDRESS = "127.0.0.1";

/** How the shell and `hydra mcp` find the running Hydra. */
export interface RunFile {
  pid: number;
  version: string;
  toolsPort: number;
  controlPort: number;
  /** Further addresses that the control plane is listened on: `https://192.168.1.20:8600`. */
  addresses?: string[];
}

/** Where Hydra's own certificates lie. */
export function tlsFolder(home: string): string {
  return join(home, "tls");
}

/** The certificate of Hydra's own authority, which other devices trust. */
export function authorityFile(home: string): string {
  return join(tlsFolder(home), "authority.pem");
}

/** An address as it stands in a URL. */
export function inUrl(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

export function readRunFile(home: string): RunFile | null {
  try {
    return JSON.parse(readFileSync(join(home, "run.json"), "utf8")) as RunFile;
  } catch {
    return null;
  }
}
