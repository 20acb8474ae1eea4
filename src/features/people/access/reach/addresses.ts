import type { NetworkInterfaceInfo } from "node:os";
import { inUrl, LISTEN_ADDRESS, type RunFile } from "../../../../kernel/run-file.ts";

export interface Reached {
  url: string;
  way: "this-machine" | "own-certificate" | "certificate" | "proxy";
}

interface Settings {
  hosts: readonly string[];
  listen: readonly string[];
  tls?: "own" | { certificate: string; key: string } | undefined;
}

/** Under which addresses the page is reached, this machine's own first. Pure. */
export function reachedUnder({ hosts, listen, tls }: Settings, run: Pick<RunFile, "controlPort" | "addresses">): Reached[] {
  const { controlPort: port, addresses = [] } = run;
  const way = tls === undefined ? "proxy" : tls === "own" ? "own-certificate" : "certificate";
  const isDirect = tls !== undefined && listen.length > 0;
  const all: Reached[] = [
    { url: `http://${LISTEN_ADDRESS}:${port}`, way: "this-machine" },
    ...hosts.map((host): Reached =>
      isDirect ? { url: `https://${withPort(host, port)}`, way } : { url: `https://${host}`, way: "proxy" },
    ),
    // Without TLS only the proxy is answered there: nobody opens it in a browser.
    ...addresses.filter((url) => url.startsWith("https:")).map((url): Reached => ({ url, way })),
  ];
  return all.filter(({ url }, index) => URL.canParse(url) && all.findIndex((other) => other.url === url) === index);
}

function withPort(host: string, port: number): string {
  return /:\d{1,5}$/.test(host) ? host : `${host}:${port}`;
}

export interface OwnAddress {
  address: string;
  interface: string;
  isTailscale: boolean;
}

/** Interfaces that container engines and hypervisors make for their own. */
const INNER = /^(docker|br-|veth|virbr|vmnet|cni|flannel|podman|lxc|lxdbr)/;

/** Addresses of this machine that a phone at home could reach, so that nobody has to look them up. Pure. */
export function addressesAtHome(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): OwnAddress[] {
  return Object.entries(interfaces).flatMap(([name, found = []]) =>
    INNER.test(name)
      ? []
      : found
          .filter(({ family, internal, address }) => family === "IPv4" && !internal && isPrivate(address))
          .map(({ address }) => ({ address, interface: name, isTailscale: isShared(address) })),
  );
}

/** 10/8, 172.16/12, 192.168/16, and what Tailscale gives out. */
function isPrivate(address: string): boolean {
  const [a = 0, b = 0] = address.split(".").map(Number);
  return a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || isShared(address);
}

/** 100.64/10 */
function isShared(address: string): boolean {
  const [a = 0, b = 0] = address.split(".").map(Number);
  return a === 100 && b >= 64 && b < 128;
}

/** The address that was asked for, whatever way it was written; null when Hydra is not reached there. */
export function findAddress(wanted: string, known: readonly Reached[]): Reached | null {
  const written = /^https?:\/\//.test(wanted) ? wanted : `https://${wanted.includes("]") || !/:.*:/.test(wanted) ? wanted : inUrl(wanted)}`;
  if (!URL.canParse(written)) return null;
  const { origin, hostname } = new URL(written);
  return (
    known.find(({ url }) => new URL(url).origin === origin) ??
    (/^https?:\/\//.test(wanted) ? null : (known.find(({ url }) => new URL(url).hostname === hostname) ?? null))
  );
}
