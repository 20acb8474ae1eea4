import { describe, expect, it } from "vitest";
import { digestOf, factsOf, isLogBounded, searchPathOf, stateOf, withOomEvent } from "./container-facts.ts";
import { containerFacts } from "./samples.ts";
import { InspectAnswer } from "./wire.ts";

const ZERO = "0001-01-01T00:00:00Z";
const SHA = `sha256:${"a".repeat(64)}`;

function facts(part: { State?: object; Config?: object; HostConfig?: object; rest?: object } = {}) {
  const answer = {
    Id: "abcdef0123456789",
    Name: "/web",
    Created: "2026-03-01T12:00:00.123456789Z",
    Image: SHA,
    State: { Status: "running", Running: true, ExitCode: 0, StartedAt: "2026-03-01T12:00:01Z", FinishedAt: ZERO, ...part.State },
    Config: { Image: "web:1", ...part.Config },
    HostConfig: { ...part.HostConfig },
    ...part.rest,
  };
  return factsOf(InspectAnswer.parse(answer), null);
}

describe("an inspected container", () => {
  it("has defaults where Go sends nothing, and no time where Go sends zero", () => {
    expect(facts({ Config: { Env: null, Cmd: null, Labels: null } })).toMatchObject({
      name: "web",
      createdAt: Date.UTC(2026, 2, 1, 12, 0, 0, 123),
      finishedAt: null,
      health: "unchecked",
      healthCheck: null,
      exitCode: null,
      restartPolicy: "no",
      networkMode: "bridge",
      memoryLimitBytes: null,
      cpuLimit: null,
      logDriver: "json-file",
      isLogBounded: false,
      stopTimeoutSeconds: 10,
    });
  });

  it.each([
    [{ Status: "running", Running: true }, "running"],
    [{ Status: "restarting", Running: true, Restarting: true }, "restarting"],
    [{ Status: "paused", Running: true, Paused: true }, "paused"],
    [{ Status: "removing" }, "dead"],
    [{ Status: "stopped", StartedAt: "2026-03-01T12:00:01Z" }, "exited"],
    [{ Status: "configured", StartedAt: ZERO }, "created"],
    [{ Running: true, Restarting: true }, "restarting"],
    [{ Dead: true }, "dead"],
  ])("%j is %s", (state, expected) => {
    expect(stateOf(state)).toBe(expected);
  });

  it("has an exit code only after an end", () => {
    expect(facts({ State: { Status: "paused", ExitCode: 0 } }).exitCode).toBeNull();
    expect(facts({ State: { Status: "created", ExitCode: 127, Error: "no such file", StartedAt: ZERO } })).toMatchObject({
      exitCode: null,
      stateError: "no such file",
      startedAt: null,
    });
    expect(facts({ State: { Status: "restarting", Running: true, ExitCode: 3 } }).exitCode).toBe(3);
    expect(facts({ State: { Status: "exited", ExitCode: 0 } }).exitCode).toBe(0);
  });

  it("keeps its health while paused, in the engine's words", () => {
    const run = { Start: "2026-03-01T12:00:02Z", End: "2026-03-01T12:00:03Z", ExitCode: -1, Output: "too slow" };
    const found = facts({
      State: { Status: "paused", Health: { Status: "unhealthy", FailingStreak: 4, Log: [run] } },
      Config: { Healthcheck: { Test: ["CMD", "true"], Interval: 5e9 } },
    });
    expect(found).toMatchObject({ state: "paused", health: "unhealthy", failingStreak: 4 });
    expect(found.healthRuns).toEqual([
      { startedAt: Date.UTC(2026, 2, 1, 12, 0, 2), endedAt: Date.UTC(2026, 2, 1, 12, 0, 3), exitCode: -1, output: "too slow" },
    ]);
    expect(found.healthCheck).toEqual({ test: ["CMD", "true"], intervalMs: 5_000, timeoutMs: 30_000, startPeriodMs: 0, retries: 3 });
    expect(facts({ Config: { Healthcheck: { Test: ["NONE"] } } }).healthCheck).toBeNull();
  });

  it("shows names of the environment and never a value", () => {
    const Env = ["TOKEN=s3cret=x", "PATH=/a::/b", "EMPTY", "=odd"];
    expect(facts({ Config: { Env } }).envNames).toEqual(["", "EMPTY", "PATH", "TOKEN"]);
    expect(JSON.stringify(facts({ Config: { Env } }))).not.toContain("s3cret");
    expect(facts({ Config: { Env } }).autohealLabel).toBeNull();
    expect(facts({ Config: { Env: [...Env, "AUTOHEAL_CONTAINER_LABEL=all"] } }).autohealLabel).toBe("all");
    expect(searchPathOf(Env)).toEqual(["/a", "/b"]);
    expect(searchPathOf(["OTHER=/x"])).toBeNull();
  });

  it("is the same whichever order the engine's maps have", () => {
    const mounts = [
      { Type: "volume", Name: "data", Source: "/var/lib/docker/volumes/data/_data", Destination: "/data", RW: true },
      { Type: "bind", Source: "/etc/x", Destination: "/b", RW: false },
    ];
    const networks = { a: { IPAddress: "10.0.0.2", Aliases: ["abcdef012345", "web"] }, b: { IPAddress: "", Aliases: null } };
    const reversed = Object.fromEntries(Object.entries(networks).toReversed());
    const one = facts({ HostConfig: { Tmpfs: { "/run": "ro" } }, rest: { Mounts: mounts, NetworkSettings: { Networks: networks } } });
    expect(
      facts({ HostConfig: { Tmpfs: { "/run": "ro" } }, rest: { Mounts: mounts.toReversed(), NetworkSettings: { Networks: reversed } } }),
    ).toEqual(one);
    expect(one.mounts).toEqual([
      { kind: "bind", source: "/etc/x", target: "/b", isWritable: false },
      { kind: "volume", source: "data", target: "/data", isWritable: true },
      { kind: "tmpfs", source: "", target: "/run", isWritable: false },
    ]);
    expect(one.networks).toEqual([
      { name: "a", ipAddress: "10.0.0.2", aliases: ["web"] },
      { name: "b", ipAddress: null, aliases: [] },
    ]);
  });

  it("does not lose its ports by stopping", () => {
    const Config = { ExposedPorts: { "80/tcp": {}, "53/udp": {} } };
    const HostConfig = { PortBindings: { "80/tcp": [{ HostIp: "", HostPort: "8080" }] } };
    const live = [
      { HostIp: "0.0.0.0", HostPort: "8080" },
      { HostIp: "::", HostPort: "8080" },
    ];
    const up = facts({ Config, HostConfig, rest: { NetworkSettings: { Ports: { "80/tcp": live, "53/udp": null } } } });
    const down = facts({ State: { Status: "exited" }, Config, HostConfig, rest: { NetworkSettings: { Ports: {} } } });
    expect(up.ports).toEqual([
      { containerPort: 53, protocol: "udp", hostIp: null, hostPort: null },
      { containerPort: 80, protocol: "tcp", hostIp: "0.0.0.0", hostPort: 8080 },
    ]);
    expect(down.ports).toEqual(up.ports);
  });

  it("has limits in bytes and cores", () => {
    expect(facts({ HostConfig: { Memory: 64, NanoCpus: 1_500_000_000 } })).toMatchObject({ memoryLimitBytes: 64, cpuLimit: 1.5 });
    expect(facts({ HostConfig: { CpuQuota: 50_000 } }).cpuLimit).toBe(0.5);
    expect(facts({ HostConfig: { CpuQuota: -1 } }).cpuLimit).toBeNull();
  });
});

it.each([
  ["json-file", {}, false],
  ["json-file", { "max-size": "10m" }, true],
  ["json-file", { "max-size": "-1" }, false],
  ["json-file", { "max-file": "3" }, false],
  ["k8s-file", {}, false],
  ["local", {}, true],
  ["none", {}, true],
  ["journald", {}, true],
])("the log of %s with %j is bounded: %s", (driver, options, expected) => {
  expect(isLogBounded(driver, options)).toBe(expected);
});

it.each([
  ["web:1", ["other@sha256:1", "web@sha256:2"], "sha256:2"],
  ["registry:5000/a/web", ["x@sha256:1", "registry:5000/a/web@sha256:3"], "sha256:3"],
  ["web@sha256:4", ["web@sha256:4"], "sha256:4"],
  ["gone", ["other@sha256:1"], "sha256:1"],
  ["built", [], null],
])("the digest of %s among %j is %s", (image, digests, expected) => {
  expect(digestOf(image, digests)).toBe(expected);
});

it("an oom event counts for the run that it fell into, once that has ended", () => {
  const ended = containerFacts({ state: "exited", startedAt: 1_000, finishedAt: 2_000, exitCode: 137 });
  expect(withOomEvent(ended, 2_030).oomKilled).toBe(true);
  expect(withOomEvent(ended, 999).oomKilled).toBe(false);
  expect(withOomEvent(ended, null).oomKilled).toBe(false);
  expect(withOomEvent({ ...ended, state: "running" }, 2_030).oomKilled).toBe(false);
});
