import type { NetworkInterfaceInfo } from "node:os";
import { expect, test } from "vitest";
import { addressesAtHome, findAddress, reachedUnder } from "./addresses.ts";

const run = { controlPort: 8600, addresses: [] as string[] };

function at(address: string, internal = false): NetworkInterfaceInfo[] {
  return [{ address, internal, family: "IPv4", netmask: "", mac: "", cidr: null }];
}

test("this machine always, others by what is set and served", () => {
  expect(reachedUnder({ hosts: [], listen: [] }, { controlPort: 8600 })).toEqual([{ url: "http://127.0.0.1:8600", way: "this-machine" }]);
  const own = { hosts: ["hydra.lan", "hydra.lan:9000"], listen: ["192.168.1.20"], tls: "own" as const };
  expect(reachedUnder(own, { ...run, addresses: ["https://192.168.1.20:8600"] }).slice(1)).toEqual([
    { url: "https://hydra.lan:8600", way: "own-certificate" },
    { url: "https://hydra.lan:9000", way: "own-certificate" },
    { url: "https://192.168.1.20:8600", way: "own-certificate" },
  ]);
  const proxied = { hosts: ["hydra.example.org"], listen: ["10.0.0.2"] };
  expect(reachedUnder(proxied, { ...run, addresses: ["http://10.0.0.2:8600"] }).slice(1)).toEqual([
    { url: "https://hydra.example.org", way: "proxy" },
  ]);
  expect(reachedUnder({ hosts: ["not a host"], listen: [] }, run)).toHaveLength(1);
});

test("an address is found however it is written, and only where Hydra is reached", () => {
  const known = reachedUnder({ hosts: ["hydra.lan"], listen: ["10.0.0.2"], tls: "own" }, { ...run, addresses: ["https://[fd00::2]:8600"] });
  const found = (wanted: string): string | undefined => findAddress(wanted, known)?.url;
  expect(found("hydra.lan")).toBe("https://hydra.lan:8600");
  expect(found("https://HYDRA.lan:8600/")).toBe("https://hydra.lan:8600");
  expect(found("fd00::2")).toBe("https://[fd00::2]:8600");
  expect(found("http://127.0.0.1:8600")).toBe("http://127.0.0.1:8600");
  for (const wanted of ["https://hydra.lan", "http://hydra.lan:8600", "evil.example", "https://hydra.lan:8600@evil.example", "", "a b"])
    expect([wanted, found(wanted)]).toEqual([wanted, undefined]);
});

test("addresses that a phone could reach, without those of containers", () => {
  expect(
    addressesAtHome({
      lo: at("127.0.0.1", true),
      eth0: at("192.168.1.20"),
      "br-1f2e": at("172.18.0.1"),
      docker0: at("172.17.0.1"),
      tailscale0: at("100.101.2.3"),
      wan: at("203.0.113.7"),
      empty: undefined,
    }),
  ).toEqual([
    { address: "192.168.1.20", interface: "eth0", isTailscale: false },
    { address: "100.101.2.3", interface: "tailscale0", isTailscale: true },
  ]);
});
