import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { containerFacts } from "../../../../integrations/docker/samples.ts";
import { derive } from "./derive.ts";
import { readHealthCommand } from "./health-command.ts";
import { readLabels } from "./labels.ts";
import { parseSocketTable, readListeners } from "./listeners.ts";
import { readTraefikRule } from "./traefik-rule.ts";

const HEADING = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

function line(local: string, state: string): string {
  return `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0\n`;
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}

describe("/proc/net/tcp", () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const port = fc.integer({ min: 1, max: 65_535 });

  test("every IPv4 address that the kernel can print is read back", () => {
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), port, (octets, number) => {
        const address = octets.join(".");
        const local = `${Buffer.from(octets.toReversed()).toString("hex").toUpperCase()}:${hexPort(number)}`;
        const expected = address === "127.0.0.11" ? [] : [{ address, port: number, isLoopback: octets[0] === 127 }];
        expect(parseSocketTable(HEADING + line(local, "0A"))).toEqual(expected);
      }),
    );
  });
  test("only sockets that listen are read, whatever else stands in the table", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (state) => {
        const text = HEADING + line("0100007F:1F90", state.toString(16).toUpperCase().padStart(2, "0"));
        expect(parseSocketTable(text)).toHaveLength(state === 10 ? 1 : 0);
      }),
    );
  });
  test.each([
    ["00000000000000000000000000000000:0050", "::", false],
    ["00000000000000000000000001000000:0050", "::1", true],
    ["0000000000000000FFFF00000100007F:0050", "::ffff:127.0.0.1", true],
    ["0000000000000000FFFF0000020011AC:0050", "::ffff:172.17.0.2", false],
    ["B80D0120000000000000000001000000:0050", "2001:db8:0:0:0:0:0:1", false],
  ])("the IPv6 address %s is %s", (local, address, isLoopback) => {
    expect(parseSocketTable(line(local, "0A"))).toEqual([{ address, port: 80, isLoopback }]);
  });
  test("no text makes it fail", () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseSocketTable(text))));
  });
  test("the table is believed only of a process that bears the container's id", async () => {
    const root = mkdtempSync(join(tmpdir(), "hydra-proc-"));
    try {
      mkdirSync(join(root, "7/net"), { recursive: true });
      writeFileSync(join(root, "7/net/tcp"), HEADING + line("00000000:1F90", "0A"));
      writeFileSync(join(root, "7/cgroup"), "0::/system.slice/docker-c0ffee.scope\n");
      expect(await readListeners(7, "c0ffee", root)).toEqual([{ address: "0.0.0.0", port: 8080, isLoopback: false }]);
      expect(await readListeners(7, "decade", root)).toBeNull();
      expect(await readListeners(8, "c0ffee", root)).toBeNull();
      expect(await readListeners(0, "c0ffee", root)).toBeNull();
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

describe("Traefik rules", () => {
  const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?(\.[a-z0-9]{1,8}){0,3}$/);
  test("every host of a rule is found, in every way of writing it", () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), fc.constantFrom("`", '"'), fc.boolean(), (names, quote, isOld) => {
        const quoted = names.map((each) => `${quote}${each}${quote}`);
        const rule = isOld ? `Host(${quoted.join(", ")})` : quoted.map((each) => `Host(${each})`).join(" || ");
        expect(readTraefikRule(rule)).toEqual({ hosts: names, path: null });
      }),
    );
  });
  test.each([
    ["Host(`a.example`) && PathPrefix(`/api`)", ["a.example"], "/api"],
    ["Host(`a.example`) && !PathPrefix(`/api`)", ["a.example"], null],
    ["!Host(`a.example`)", [], null],
    ["HostRegexp(`^.+\\.example$`)", [], null],
    ["Host(`A.Example`) && Path(`/x`)", ["a.example"], "/x"],
    ["Host(`a b`) || Host(`evil\r\nhost`)", [], null],
    ["", [], null],
  ])("%j names %j and %j", (rule, hosts, path) => {
    expect(readTraefikRule(rule)).toEqual({ hosts, path });
  });
  test("a host that is found can stand in a request, whatever the rule", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const host of readTraefikRule(`Host(\`${text}\`)`).hosts) expect(host).toMatch(/^[a-z0-9._-]+$/);
      }),
    );
  });
});

/** What a command asks, as `http 8080/health`. */
function asks(...test: string[]): string[] {
  return readHealthCommand(test).map(({ ask, port }) =>
    ask.kind === "http" ? `${ask.isTls ? "https" : "http"} ${port}${ask.path}` : `${ask.kind} ${port}`,
  );
}

describe("health check commands", () => {
  test.each<[string[], string[]]>([
    [["CMD", "curl", "-f", "http://localhost:8080/health"], ["http 8080/health"]],
    [["CMD-SHELL", "wget -q --spider 'http://127.0.0.1/ping' || exit 1"], ["http 80/ping"]],
    [["CMD-SHELL", "curl -kfsS https://localhost:9443/api/status >/dev/null"], ["https 9443/api/status"]],
    [["CMD-SHELL", "curl http://localhost:${PORT:-3000}/up"], ["http 3000/up"]],
    [["CMD-SHELL", "curl http://localhost:$PORT/up"], []],
    [["CMD-SHELL", "curl http://localhost:8080/$THING"], ["http 8080/"]],
    [["CMD", "node", "-e", "fetch('http://127.0.0.1:3000/api').then(r=>process.exit(r.ok?0:1))"], ["http 3000/api"]],
    [["CMD-SHELL", "nc -z localhost 5000"], ["tcp 5000"]],
    [["CMD-SHELL", "nc -z -w 3 127.0.0.1 5000 || exit 1"], ["tcp 5000"]],
    [["CMD-SHELL", "bash -c '</dev/tcp/127.0.0.1/4222'"], ["tcp 4222"]],
    [["CMD", "redis-cli", "ping"], ["redis 6379"]],
    [["CMD-SHELL", "redis-cli -p 6380 ping | grep PONG"], ["redis 6380"]],
    [["CMD-SHELL", "pg_isready -U postgres -p 5433"], ["postgres 5433"]],
    [["CMD-SHELL", "pg_isready -U postgres"], ["postgres 5432"]],
    [["CMD-SHELL", "curl http://other.example:8080/"], []],
    [["NONE"], []],
    [[], []],
  ])("%j asks %j", (command, expected) => {
    expect(asks(...command)).toEqual(expected);
  });
  test("no command makes it fail, and every port can be connected to", () => {
    const fragment = fc.oneof(
      fc.string(),
      fc.constantFrom("curl http://localhost:", "nc -z localhost ", "99999", "0", "/x", "redis-cli -p "),
    );
    fc.assert(
      fc.property(fc.array(fragment), (parts) => {
        for (const { port } of readHealthCommand(["CMD-SHELL", parts.join("")])) {
          expect(port).toBeGreaterThan(0);
          expect(port).toBeLessThan(65_536);
        }
      }),
    );
  });
});

describe("labels", () => {
  const url = fc.oneof(
    fc.string(),
    fc.webUrl({ withQueryParameters: true }),
    fc
      .tuple(fc.constantFrom("http", "https", "tcp", "redis", "postgres", "dns", "ftp"), fc.ipV4(), fc.integer({ min: 0, max: 99_999 }))
      .map(([scheme, host, port]) => `${scheme}://${host}:${port}/x`),
  );
  test("whatever the labels say, only the container's own addresses are asked, by what can stand in a request", () => {
    fc.assert(
      fc.property(url, url, url, fc.boolean(), (own, href, kuma, isOwn) => {
        const labels: Record<string, string> = {
          "homepage.href": href,
          "kuma.x.http.url": kuma,
          "traefik.http.routers.r.rule": `Host(\`${own}\`)`,
        };
        if (isOwn) labels["hydra.probe"] = own;
        const container = containerFacts({ labels, ports: [{ containerPort: 80, protocol: "tcp", hostIp: "0.0.0.0", hostPort: 8080 }] });
        for (const { host, port, ask } of derive(container, { isLocal: true, hostAddress: null, find: () => undefined }, null).targets) {
          expect(["127.0.0.1", "172.17.0.2"]).toContain(host);
          expect(port).toBeGreaterThan(0);
          expect(port).toBeLessThan(65_536);
          expect(ask.kind === "http" ? ask.path : "/").toMatch(/^\/[\x21-\x7e]*$/);
        }
      }),
      { numRuns: 300 },
    );
  });
  test.each([
    ["hydra.probe", "http://0.0.0.0:0/x"],
    ["kuma.x.port.port", "0"],
    ["traefik.http.services.x.loadbalancer.server.port", "0"],
    ["traefik.http.services.x.loadbalancer.server.port", "99999"],
    ["homepage.href", "http://web:0/"],
  ])("nobody is asked at a port that there is not: %s=%s", (label, value) => {
    expect(readLabels({ [label]: value }).hints).toEqual([]);
  });
  test("no labels make it fail", () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.string()), (labels) => Array.isArray(readLabels(labels).hints)));
  });
});
