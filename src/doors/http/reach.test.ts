import { describe, expect, test } from "vitest";
import { arrivalOf, ownNames } from "./reach.ts";

const settings = { hosts: ["hydra.lan"], listen: ["192.168.1.20", "fd00::2"], trustedProxies: ["192.168.1.2", "::1"] };
const forwarded = { host: "192.168.1.20:8600", "x-forwarded-host": "hydra.lan", "x-forwarded-proto": "https" };

function arrive(way: Parameters<typeof arrivalOf>[1], headers: Record<string, string> = forwarded): ReturnType<typeof arrivalOf> {
  return arrivalOf(new Headers(headers), way, settings);
}

test("addresses that are listened on are Hydra's own names", () => {
  expect(ownNames(settings)).toEqual(["hydra.lan", "192.168.1.20", "[fd00::2]"]);
});

describe("the headers of a proxy", () => {
  test.each(["192.168.1.2", "::ffff:192.168.1.2", "::1"])("count from %s, which was named", (remoteAddress) => {
    expect(arrive({ remoteAddress, localAddress: "192.168.1.20" })).toEqual({ host: "hydra.lan", isSecure: true });
  });

  test("count for nothing from anybody else", () => {
    expect(arrive({ remoteAddress: "192.168.1.3", localAddress: "192.168.1.20", encrypted: true })).toEqual({
      host: "192.168.1.20:8600",
      isSecure: true,
    });
    expect(arrive({ remoteAddress: "127.0.0.1", localAddress: "127.0.0.1" })).toEqual({ host: "192.168.1.20:8600", isSecure: false });
  });

  test("are the nearest proxy's own: what somebody sent it stands before", () => {
    const headers = { ...forwarded, "x-forwarded-host": "evil.example, hydra.lan", "x-forwarded-proto": "https, http" };
    expect(arrive({ remoteAddress: "::1", localAddress: "::1" }, headers)).toEqual({ host: "hydra.lan", isSecure: false });
  });
});

test("without TLS, nobody but a named proxy is answered elsewhere than on loopback", () => {
  expect(() => arrive({ remoteAddress: "192.168.1.3", localAddress: "192.168.1.20" })).toThrow("answers only the proxies");
  expect(() => arrive({ remoteAddress: "127.0.0.1", localAddress: "127.0.0.2" })).toThrow("answers only the proxies");
});
