import { expect, test } from "vitest";
import { isOnLinkOf } from "./on-link.ts";

const own = [
  { cidr: "127.0.0.1/8", internal: true },
  { cidr: "172.17.0.1/16", internal: false },
  { cidr: "192.168.7.9/24", internal: false },
  { cidr: "fe80::1/64", internal: false },
  { cidr: null, internal: false },
];

test.each([
  ["172.17.3.4", true],
  ["192.168.7.200", true],
  ["192.168.8.1", false],
  ["127.0.0.1", false],
  ["8.8.8.8", false],
  ["fe80::2", false],
  ["tower.lan", false],
])("%s is on a network of this machine: %s", (address, isNear) => {
  expect(isOnLinkOf(own, address)).toBe(isNear);
});
