import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";

export interface OwnAddress {
  /** `172.17.0.1/16`; null when the system does not say. */
  cidr: string | null;
  internal: boolean;
}

/** Is the address in a network that one of these addresses is in, so that no router lies between? Loopback counts as none. */
export function isOnLinkOf(own: readonly OwnAddress[], address: string): boolean {
  if (isIP(address) !== 4) return false;
  const networks = new BlockList();
  for (const { cidr, internal } of own) {
    const [network, bits] = cidr?.split("/") ?? [];
    if (internal || network === undefined || isIP(network) !== 4) continue;
    networks.addSubnet(network, Number(bits), "ipv4");
  }
  return networks.check(address, "ipv4");
}

/** The same, of this machine as it is now. */
export function isOnLink(address: string): boolean {
  return isOnLinkOf(
    Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []),
    address,
  );
}
