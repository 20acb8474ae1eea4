import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSockets, plainAddress } from "./sockets.ts";

const HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const line = (local: string, remote: string, state: string): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0`;

describe("a table of sockets", () => {
  test("tells what listens and what is or was connected", () => {
    const table = [
      HEAD,
      line("00000000:1F90", "00000000:0000", "0A"),
      line("0100007F:0050", "00000000:0000", "0A"),
      line("020011AC:D431", "030011AC:1538", "01"),
      line("020011AC:D432", "040011AC:0050", "06"),
      line("020011AC:D433", "050011AC:0050", "02"),
      line("0100007F:D434", "0100007F:1F90", "01"),
      "nonsense",
    ].join("\n");
    expect(parseSockets(table)).toEqual({
      listening: new Set([8080]),
      connections: [
        { localPort: 54_321, remoteAddress: "172.17.0.3", remotePort: 5432 },
        { localPort: 54_322, remoteAddress: "172.17.0.4", remotePort: 80 },
      ],
    });
  });

  test("of IPv6 tells IPv4 within it as IPv4", () => {
    const mapped = `0000000000000000FFFF0000${"030011AC"}:1538`;
    const six = "B80D0120000000000000000001000000:0050";
    const table = [
      line(`${"0".repeat(32)}:0CEA`, `${"0".repeat(32)}:0000`, "0A"),
      line(`${"0".repeat(32)}:D431`, mapped, "01"),
      line(`${"0".repeat(32)}:D432`, six, "01"),
    ].join("\n");
    expect(parseSockets("", table)).toEqual({
      listening: new Set([3306]),
      connections: [
        { localPort: 54_321, remoteAddress: "172.17.0.3", remotePort: 5432 },
        { localPort: 54_322, remoteAddress: plainAddress("2001:db8::1"), remotePort: 80 },
      ],
    });
  });

  test("that is anything else is empty, never an error", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: fc.constantFrom(..."0123456789ABCDEF: \n") }), (a, b) => {
        const { listening, connections } = parseSockets(a, b);
        for (const port of [...listening, ...connections.flatMap((each) => [each.localPort, each.remotePort])]) {
          expect(port).toBeGreaterThan(0);
          expect(port).toBeLessThanOrEqual(65_535);
        }
      }),
    );
  });
});

test.each([
  ["172.17.0.2", "172.17.0.2"],
  ["::ffff:10.0.0.5", "10.0.0.5"],
  ["2001:DB8::1", "2001:db8:0:0:0:0:0:1"],
  ["[fe80::1%eth0]", "fe80:0:0:0:0:0:0:1"],
  ["::", "0:0:0:0:0:0:0:0"],
  ["2001:0db8:0:0:0:0:0:0001", "2001:db8:0:0:0:0:0:1"],
  ["nas.lan", "nas.lan"],
])("%s is %s", (text, plain) => {
  expect(plainAddress(text)).toBe(plain);
});
