import { isIP } from "node:net";
import { join } from "node:path";
import { HydraError } from "../../kernel/errors.ts";
import type { DockerEnvironment } from "./environment.ts";
import type { HostSetting } from "./settings.ts";

/** The way to one engine. */
export type Address =
  | { kind: "unix"; path: string }
  | { kind: "tcp"; host: string; port: number; isTls: boolean }
  | { kind: "ssh"; user: string | null; host: string; port: number | null };

const PLAIN_PORT = 2_375;
const TLS_PORT = 2_376;

/**
 * Read an address as Docker's own programs write it.
 * @throws HydraError invalid_input that says what an address looks like
 */
export function parseAddress(text: string, hasTlsFiles = false): Address {
  if (text.startsWith("/")) return { kind: "unix", path: text };
  if (text.startsWith("unix://")) {
    const path = text.slice("unix://".length);
    if (!path.startsWith("/")) throw wrong(text);
    return { kind: "unix", path };
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === "") throw wrong(text);
  const host = decodeURIComponent(url.hostname).replaceAll(/^\[|\]$/g, "");
  const port = url.port === "" ? null : Number(url.port);
  switch (url.protocol) {
    case "tcp:":
    case "http:":
    case "https:": {
      if (url.username !== "" || url.password !== "") throw wrong(text);
      const isTls = hasTlsFiles || url.protocol === "https:";
      return { kind: "tcp", host, port: port ?? (isTls ? TLS_PORT : PLAIN_PORT), isTls };
    }
    case "ssh:": {
      const user = url.username === "" ? null : decodeURIComponent(url.username);
      if (url.password !== "")
        throw new HydraError("invalid_input", "An ssh:// address takes no password: let Hydra's user log in there with a key.");
      // Either would be read by ssh as an option.
      if (host.startsWith("-") || user?.startsWith("-") === true) throw wrong(text);
      return { kind: "ssh", user, host, port };
    }
    default:
      throw wrong(text);
  }
}

function withoutLogin(text: string): string {
  return text.replace(/\/\/[^@/]*@/, "//…@");
}

function wrong(text: string): HydraError {
  return new HydraError(
    "invalid_input",
    `"${withoutLogin(text)}" is no address of a Docker engine: write unix:///var/run/docker.sock, tcp://host:2375 or ssh://user@host.`,
  );
}

/** For a person; there is nothing secret in it. */
export function showAddress(address: Address): string {
  switch (address.kind) {
    case "unix":
      return `unix://${address.path}`;
    case "tcp":
      return `tcp://${isIP(address.host) === 6 ? `[${address.host}]` : address.host}:${address.port}`;
    case "ssh":
      return `ssh://${address.user === null ? "" : `${address.user}@`}${address.host}${address.port === null ? "" : `:${address.port}`}`;
  }
}

/** The engines to watch when none is configured: the one that DOCKER_HOST names, else the sockets of this machine. */
export function discoverHosts(env: DockerEnvironment, userId: number, exists: (path: string) => boolean): HostSetting[] {
  if (env.dockerHost !== undefined) {
    const folder = env.certPath;
    const tls = folder === undefined || env.tlsVerify === undefined ? undefined : certificatesIn(folder);
    try {
      parseAddress(env.dockerHost);
    } catch {
      throw new HydraError(
        "invalid_input",
        `DOCKER_HOST is "${withoutLogin(env.dockerHost)}", which is no address: use unix://, tcp:// or ssh://.`,
      );
    }
    return [{ address: env.dockerHost, ...(tls === undefined ? {} : { tls }) }];
  }
  const rootless = join(env.runtimeDir ?? `/run/user/${userId}`, "docker.sock");
  return ["/var/run/docker.sock", rootless].filter((path) => exists(path)).map((path) => ({ address: `unix://${path}` }));
}

function certificatesIn(folder: string): HostSetting["tls"] {
  return { caFile: join(folder, "ca.pem"), certFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") };
}
