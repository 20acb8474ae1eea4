import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { discoverHosts, parseAddress, showAddress } from "./address.ts";
import { chooseApiVersion } from "./api-version.ts";
import { EventMemory, parseEvent } from "./events.ts";
import { explainNoAnswer } from "./failures.ts";
import { hostInAddress } from "./identity.ts";
import { distinctName, nameFromAddress } from "./node-names.ts";
import { explainSsh, sshArguments } from "./ssh.ts";
import { toEngineSeconds } from "./times.ts";
import { usageOf } from "./usage.ts";

const explain = (code: string): string => explainNoAnswer({ kind: "unix", path: "/d.sock" }, Object.assign(new Error("x"), { code }));

const line = (action: string, nano = "1795414148521751600", attributes = {}): string =>
  `{"Type":"container","Action":"${action}","Actor":{"ID":"a","Attributes":${JSON.stringify({ name: "web", ...attributes })}},"timeNano":${nano}}`;

describe("addresses", () => {
  it.each([
    ["/var/run/docker.sock", "unix:///var/run/docker.sock"],
    ["unix:///a b/docker.sock", "unix:///a b/docker.sock"],
    ["tcp://nas", "tcp://nas:2375"],
    ["https://nas", "tcp://nas:2376"],
    ["tcp://[::1]:2375", "tcp://[::1]:2375"],
    ["ssh://me@gpu:2222", "ssh://me@gpu:2222"],
    ["ssh://gpu", "ssh://gpu"],
  ])("%s leads to %s", (text, shown) => {
    expect(showAddress(parseAddress(text))).toBe(shown);
  });

  it.each(["", "nas", "ftp://nas", "unix://docker.sock", "tcp://", "tcp://u:secret@nas", "ssh://-oProxyCommand=x", "ssh://-l@gpu"])(
    "%j is none",
    (text) => {
      expect(() => parseAddress(text)).toThrow(/is no address/);
    },
  );

  it("take no password, and repeat none", () => {
    expect(() => parseAddress("ssh://me:hunter2@gpu")).toThrow(/takes no password/);
    expect(() => parseAddress("ftp://me:hunter2@gpu")).not.toThrow(/hunter2/);
  });

  it.each([
    ["tcp://10.0.0.5:2376", "10.0.0.5"],
    ["ssh://me@NAS", "nas"],
    ["tcp://[fd00::1]:2375", "fd00::1"],
    ["unix:///var/run/docker.sock", null],
    ["npipe:////./pipe/docker_engine", null],
    ["", null],
  ])("%j is at %s", (address, host) => {
    expect(hostInAddress(address)).toBe(host);
  });

  it("are found where Docker's own programs look", () => {
    const nothing = { dockerHost: undefined, tlsVerify: undefined, certPath: undefined, runtimeDir: undefined };
    expect(discoverHosts(nothing, 1_000, () => false)).toEqual([]);
    expect(discoverHosts(nothing, 1_000, () => true).map(({ address }) => address)).toEqual([
      "unix:///var/run/docker.sock",
      "unix:///run/user/1000/docker.sock",
    ]);
    expect(discoverHosts({ ...nothing, dockerHost: "tcp://nas", tlsVerify: "1", certPath: "/c" }, 0, () => true)).toEqual([
      { address: "tcp://nas", tls: { caFile: "/c/ca.pem", certFile: "/c/cert.pem", keyFile: "/c/key.pem" } },
    ]);
  });

  it("suggest names, unless they are numbers or of a container", () => {
    const here = { hostname: "home", isContainer: false };
    expect(nameFromAddress(parseAddress("/x.sock"), here)).toBe("home");
    expect(nameFromAddress(parseAddress("/x.sock"), { ...here, isContainer: true })).toBeNull();
    expect(nameFromAddress(parseAddress("ssh://me@gpu.lan"), here)).toBe("gpu");
    expect(nameFromAddress(parseAddress("tcp://10.0.0.2"), here)).toBeNull();
    expect(distinctName("home", new Set(["home", "home-2"]))).toBe("home-3");
  });
});

describe("versions", () => {
  it.each([
    ["1.41", "1.41"],
    ["1.47", "1.47"],
    ["1.99", "1.51"],
    ["2.0", "1.51"],
    [undefined, "1.41"],
  ])("an engine that says %s is spoken to in %s", (spoken, version) => {
    expect(chooseApiVersion("x", spoken)).toBe(version);
  });
});

describe("ssh", () => {
  const address = { kind: "ssh", user: "me", host: "gpu", port: null } as const;

  it("gets the host after the end of options, and never asks", () => {
    expect(sshArguments(address)).toEqual(expect.arrayContaining(["BatchMode=yes"]));
    expect(sshArguments(address).slice(-5)).toEqual(["--", "gpu", "docker", "system", "dial-stdio"]);
  });

  it.each([
    ["Host key verification failed.", /run "ssh gpu" once/],
    ["me@gpu: Permission denied (publickey).", /does not accept the key/],
    ["permission denied while trying to connect to the Docker daemon socket", /group docker there/],
    ["bash: docker: command not found", /no Docker client on gpu/],
    ["ssh: Could not resolve hostname gpu", /leads nowhere/],
    ["ssh: connect to host gpu port 22: Connection refused", /no SSH server/],
    ["", /ssh ended with code 255/],
  ])("%j becomes a sentence", (stderr, sentence) => {
    expect(explainSsh(address, stderr, 255)).toMatch(sentence);
  });
});

describe("no answer", () => {
  it("comes with what to do", () => {
    expect(explain("EACCES")).toMatch(/group docker/);
    expect(explain("ENOENT")).toMatch(/is Docker running/);
    expect(explain("ECONNREFUSED")).toMatch(/Nothing answers/);
    expect(explain("CERT_HAS_EXPIRED")).toMatch(/certificates/);
    expect(explain("EWHATEVER")).toMatch(/gave no answer: x/);
  });
});

describe("events", () => {
  it("are read in our words", () => {
    expect(parseEvent(line("die", undefined, { exitCode: "137" }))).toEqual({
      at: 1_795_414_148_521,
      containerId: "a",
      name: "web",
      action: "die",
      exitCode: 137,
      signal: null,
      health: null,
    });
    expect(parseEvent(line("health_status: healthy"))).toMatchObject({ action: "health_status", health: "healthy" });
    expect(parseEvent(line("kill", undefined, { signal: "15", exitCode: "1" }))).toMatchObject({ signal: 15, exitCode: null });
    expect(parseEvent(line("exec_start: sh"))).toBeNull();
    expect(parseEvent(line("constructor"))).toBeNull();
  });

  it("never throw, whatever the line", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseEvent(text)).toBeNull();
      }),
    );
  });

  it("are known again to the nanosecond", () => {
    const memory = new EventMemory();
    const hear = (text: string): boolean => {
      const event = parseEvent(text);
      return event !== null && memory.isNew(event, text);
    };
    expect([
      hear(line("kill", "1795414148521751600")),
      hear(line("kill", "1795414148521751601")),
      hear(line("kill", "1795414148521751600")),
    ]).toEqual([true, true, false]);
    expect(memory.lastAt).toBe(1_795_414_148_521);
  });

  it("are asked for in seconds", () => {
    expect(toEngineSeconds(1_795_414_148_005)).toBe("1795414148.005000000");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 42 }), (ms) => {
        expect(Math.round(Number(toEngineSeconds(ms)) * 1_000)).toBe(ms);
      }),
    );
  });
});

describe("usage", () => {
  const answer = {
    read: "2026-03-01T12:00:00Z",
    cpu_stats: { cpu_usage: { total_usage: 5 } },
    pids_stats: { current: 3 },
    memory_stats: { usage: 1_000, limit: 8_000, stats: {} as Record<string, number> },
    blkio_stats: { io_service_bytes_recursive: null as { op: string; value: number }[] | null },
  };

  const used = (stats: Record<string, number>) =>
    usageOf({ ...answer, memory_stats: { ...answer.memory_stats, stats } }, null)?.memoryBytes;

  it("leaves out the cache that the kernel can drop, by cgroup v1 and v2", () => {
    expect(used({ total_inactive_file: 400, inactive_file: 1 })).toBe(600);
    expect(used({ inactive_file: 300 })).toBe(700);
    expect(used({ inactive_file: 3_000 })).toBe(1_000);
    expect(used({})).toBe(1_000);
  });

  it("has no limit when the machine is the limit, no network when it has none, and is none for what is down", () => {
    expect(usageOf(answer, 8_000)).toMatchObject({ memoryLimitBytes: null, networkReceivedBytes: null, processes: 3 });
    expect(usageOf(answer, 9_000)?.memoryLimitBytes).toBe(8_000);
    expect(usageOf({ ...answer, read: "0001-01-01T00:00:00Z" }, null)).toBeNull();
  });

  it("adds up networks and disks in either spelling", () => {
    const networks = { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } };
    const blocks = ["Read", "read", "Write", "Total"].map((op) => ({ op, value: 5 }));
    const usage = usageOf({ ...answer, networks, blkio_stats: { io_service_bytes_recursive: blocks } }, null);
    expect(usage).toMatchObject({ networkReceivedBytes: 11, networkSentBytes: 22, blockReadBytes: 10, blockWrittenBytes: 5 });
  });
});
