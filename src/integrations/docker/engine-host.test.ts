import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { peer } from "../../../tests/peers/peers.ts";
import { findProgram } from "../../../tests/peers/processes.ts";
import { systemClock } from "../../kernel/clock.ts";
import { silentLog } from "../../kernel/log.ts";
import { parseAddress } from "./address.ts";
import { EngineHost, type EngineHostOptions } from "./engine-host.ts";
import type { ContainerEvent } from "./facts.ts";
import type { ContainerChange } from "./hosts.ts";
import { TEMPO } from "./session.ts";
import { eventLine, PretendedEngine } from "./testing/pretended-engine.ts";
import { QUICK } from "./testing/real-world.ts";
import { until } from "./testing/until.ts";

const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function openEngine(options: Parameters<typeof PretendedEngine.open>[0] = {}): Promise<PretendedEngine> {
  const engine = await PretendedEngine.open(options);
  endings.push(() => engine.close());
  return engine;
}

function watch(address: string, options: Partial<EngineHostOptions> = {}): EngineHost {
  const host = new EngineHost({
    name: "watched",
    address: parseAddress(address, options.tls !== undefined),
    watchOnly: false,
    clock: systemClock,
    log: silentLog,
    tempo: QUICK,
    ...options,
  });
  const closing = new AbortController();
  const running = host.run(closing.signal);
  endings.push(() => {
    closing.abort();
    return running;
  });
  return host;
}

const whole = (host: EngineHost) =>
  until("the whole picture", () => host.connection.reconciledAt !== null && host.connection.status === "connected");
const lossOf = async (host: EngineHost): Promise<string> => {
  await until("the loss", () => host.connection.status === "lost");
  return host.connection.reason ?? "";
};

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "hydra-docker-"));
  endings.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe("the way to an engine", () => {
  it("says what to do when there is no socket, and comes when it comes", async () => {
    const socketPath = join(folder(), "docker.sock");
    const host = watch(`unix://${socketPath}`);
    expect(await lossOf(host)).toMatch(/is Docker running/);
    await expect(host.usage("x")).rejects.toMatchObject({ code: "upstream_failed" });
    await openEngine({ socketPath });
    await whole(host);
    expect(host.isLocal).toBe(true);
  });

  it("is told to update an engine that is too old", async () => {
    const engine = await openEngine();
    engine.apiVersion = "1.39";
    expect(await lossOf(watch(`tcp://127.0.0.1:${engine.port}`))).toMatch(/speaks Docker API 1\.39.*update Docker/);
  });

  it("does not take any server for an engine", async () => {
    const engine = await openEngine();
    engine.apiVersion = "teapot";
    expect(await lossOf(watch(`tcp://127.0.0.1:${engine.port}`))).toMatch(/does not answer like a Docker engine/);
  });

  it("does not take a server without a ping for an engine", async () => {
    const engine = await openEngine();
    engine.refuse("/_ping", 404);
    expect(await lossOf(watch(`tcp://127.0.0.1:${engine.port}`))).toMatch(/does not answer like a Docker engine/);
  });

  it("gives a second address of one engine up, and says so", async () => {
    const engine = await openEngine();
    const claimed: string[] = [];
    const host = watch(`tcp://127.0.0.1:${engine.port}`, { claim: async (id) => (claimed.push(id), "home") });
    expect(await lossOf(host)).toMatch(/same engine as home/);
    expect(claimed[0]).toMatch(/^pretended/);
  });

  it("uses client certificates, and says when they do not fit", async () => {
    const path = folder();
    const openssl = (...args: string[]): void => void execFileSync("openssl", args, { cwd: path, stdio: "ignore" });
    const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    openssl("req", "-x509", ...newKey, "-days", "2", "-subj", "/CN=test-ca", "-keyout", "ca-key.pem", "-out", "ca.pem");
    writeFileSync(join(path, "names.ext"), "subjectAltName=IP:127.0.0.1\n");
    for (const name of ["server", "client"]) {
      openssl("req", ...newKey, "-subj", `/CN=${name}`, "-keyout", `${name}-key.pem`, "-out", `${name}.csr`);
      const signing = ["-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-days", "2", "-extfile", "names.ext"];
      openssl("x509", "-req", "-in", `${name}.csr`, ...signing, "-out", `${name}.pem`);
    }
    const read = (name: string): string => readFileSync(join(path, name), "utf8");
    const engine = await openEngine({ tls: { key: read("server-key.pem"), cert: read("server.pem"), ca: read("ca.pem") } });
    const tls = { caFile: join(path, "ca.pem"), certFile: join(path, "client.pem"), keyFile: join(path, "client-key.pem") };
    await whole(watch(`tcp://127.0.0.1:${engine.port}`, { tls }));
    expect(await lossOf(watch(`tcp://127.0.0.1:${engine.port}`, { tls: { ...tls, caFile: join(path, "client.pem") } }))).toMatch(
      /certificates .* do not fit/,
    );
    expect(await lossOf(watch(`tcp://127.0.0.1:${engine.port}`, { tls: { ...tls, keyFile: join(path, "none.pem") } }))).toMatch(
      /none\.pem cannot be read/,
    );
  });

  it("goes through ssh, and turns what ssh says into a sentence", async () => {
    const path = folder();
    const socketPath = join(path, "docker.sock");
    const engine = await openEngine({ socketPath });
    engine.add({ id: "a", name: "afar" });
    const pipe = `const s=require("net").connect(${JSON.stringify(socketPath)});process.stdin.pipe(s).pipe(process.stdout)`;
    const program = (body: string): void => {
      writeFileSync(join(path, "ssh"), `#!/bin/sh\nprintf '%s\\n' "$@" > ${join(path, "arguments")}\n${body}\n`);
      chmodSync(join(path, "ssh"), 0o755);
    };
    vi.stubEnv("PATH", `${path}${delimiter}${process.env["PATH"] ?? ""}`);
    endings.push(() => void vi.unstubAllEnvs());
    program(`exec ${process.execPath} -e '${pipe}'`);
    const host = watch("ssh://me@afar:2222");
    await whole(host);
    expect(host.containers.get("a")?.name).toBe("afar");
    expect(host.isLocal).toBe(false);
    const given = readFileSync(join(path, "arguments"), "utf8").trim().split("\n");
    expect(given.slice(-9)).toEqual(["-p", "2222", "-l", "me", "--", "afar", "docker", "system", "dial-stdio"]);
    program("echo 'me@afar: Permission denied (publickey).' >&2; exit 255");
    expect(await lossOf(watch("ssh://me@afar"))).toMatch(/afar does not accept the key/);
    // It hears nobody any more before it says why.
    program("exec 0<&-; sleep 0.5; echo 'me@afar: Permission denied (publickey).' >&2; exit 255");
    expect(await lossOf(watch("ssh://me@afar"))).toMatch(/afar does not accept the key/);
  });
});

const sshd = peer("sshd");
const dockerEngine = peer("docker");
it.skipIf(sshd === null || dockerEngine === null || findProgram("docker") === null)(
  "a real engine is watched through a real sshd",
  async () => {
    const { username, hostname, port, searchParams } = new URL(sshd ?? "");
    const path = folder();
    const config = [
      `IdentityFile ${searchParams.get("identity")}`,
      `UserKnownHostsFile ${searchParams.get("knownHosts")}`,
      "IdentitiesOnly yes",
    ];
    writeFileSync(join(path, "config"), `${config.join("\n")}\n`);
    // The engine of the tests is not where a Docker client over there looks by itself.
    const rewrite = `if [ "$word" = docker ]; then set -- "$@" env DOCKER_HOST=${dockerEngine} docker; else set -- "$@" "$word"; fi`;
    writeFileSync(
      join(path, "ssh"),
      `#!/bin/sh\nfor word in "$@"; do shift; ${rewrite}; done\nexec ${findProgram("ssh")} -F ${path}/config "$@"\n`,
    );
    chmodSync(join(path, "ssh"), 0o755);
    vi.stubEnv("PATH", `${path}${delimiter}${process.env["PATH"] ?? ""}`);
    endings.push(() => void vi.unstubAllEnvs());
    const host = watch(`ssh://${username}@${hostname}:${port}`, { tempo: { pingTimeoutMs: 10_000 } });
    await whole(host);
    expect(host.connection.engine?.engineId).toMatch(/./);
    expect(await host.inspect("no-such-container")).toBeNull();
  },
);

describe("a read-only proxy", () => {
  it("costs the facts, the immediacy and the write, and nothing else", async () => {
    const engine = await openEngine();
    engine.add({ id: "a", name: "web" });
    for (const path of ["/info", "/version", "/events", "/images/sha256:1/json", "/containers/a/restart"]) engine.refuse(path);
    const host = watch(`tcp://127.0.0.1:${engine.port}`, { tempo: { ...QUICK, reconcileWithoutEventsMs: 100 } });
    await whole(host);
    expect(host.connection.engine).toBeNull();
    expect(host.containers.get("a")).toMatchObject({ name: "web", imageDigest: null });
    engine.add({ id: "b", name: "new" });
    await until("what a look finds", () => host.containers.has("b"));
    expect(host.write).not.toBeNull();
    await expect(host.write?.restart("a")).rejects.toMatchObject({ code: "upstream_unauthorized" });
    expect(host.write).toBeNull();
    expect(host.connection.status).toBe("connected");
  });

  it("is not asked to write by a Hydra that only watches", async () => {
    const engine = await openEngine();
    const host = watch(`tcp://127.0.0.1:${engine.port}`, { watchOnly: true });
    await whole(host);
    expect(host.write).toBeNull();
  });
});

describe("the watch", () => {
  const BASE = 1_795_414_148_521_751_600n;

  it("asks for the listed actions alone, and after a gap for what overlaps, once", async () => {
    const engine = await openEngine();
    engine.add({ id: "a", name: "web" });
    const host = watch(`tcp://127.0.0.1:${engine.port}`);
    await whole(host);
    const heard: ContainerEvent[] = [];
    host.listen({ onEvent: (event) => heard.push(event) });
    const first = [
      eventLine("a", "kill", BASE, { signal: "15" }),
      eventLine("a", "exec_create: sh", BASE + 5n),
      "not json",
      '{"Action":7}',
    ];
    engine.emit(...first);
    await until("the kill", () => heard.length === 1);
    engine.dropStreams();
    await until("the next stream", () => engine.eventQueries.length === 3);
    // Two kills within one millisecond differ in nanoseconds; the first was heard before.
    engine.emit(...first, eventLine("a", "kill", BASE + 128n, { signal: "15" }), eventLine("a", "health_status: unhealthy", BASE + 256n));
    await until("the rest", () => heard.length === 3);
    expect(heard.map(({ action, signal, health }) => [action, signal, health])).toEqual([
      ["kill", 15, null],
      ["kill", 15, null],
      ["health_status", null, "unhealthy"],
    ]);
    const [past, live, again] = engine.eventQueries;
    expect(past?.get("since")).toBe("0");
    expect(live?.has("until")).toBe(false);
    expect(JSON.parse(live?.get("filters") ?? "").event).not.toContain("exec_create");
    expect(Number(again?.get("since"))).toBeCloseTo(Number(BASE / 1_000_000n) / 1_000 - 1, 2);
  });

  it("delivers every event of a flood in order, and looks seldom", async () => {
    const engine = await openEngine();
    engine.add({ id: "a", name: "web" });
    const host = watch(`tcp://127.0.0.1:${engine.port}`);
    await whole(host);
    const heard: number[] = [];
    host.listen({
      onEvent: ({ at }) => heard.push(at),
      onChange: () => {
        throw new Error("a listener that fails");
      },
    });
    const before = engine.asked.get("/containers/a/json") ?? 0;
    const begunMs = performance.now();
    const flood = Array.from({ length: 5_000 }, (_, index) => eventLine("a", "kill", BASE + BigInt(index) * 1_000_000n, { signal: "1" }));
    engine.containers.set("a", { id: "a", name: "renamed" });
    for (let start = 0; start < flood.length; start += 500) engine.emit(...flood.slice(start, start + 500));
    await until("the last of them", () => heard.length === flood.length);
    await until("what they changed", () => host.containers.get("a")?.name === "renamed");
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    // One for each rest between two looks, however long the flood took here.
    const mostLooks = 10 + (performance.now() - begunMs) / TEMPO.restMs;
    expect((engine.asked.get("/containers/a/json") ?? 0) - before).toBeLessThan(mostLooks);
  });

  it("is not troubled by hostile names, labels and endless lines", async () => {
    const engine = await openEngine();
    const name = "\u001b[2J../../__proto__\n\"'`$(reboot)";
    engine.add({ id: "a", name, labels: { __proto__: "x", constructor: "\u0000" } });
    const host = watch(`tcp://127.0.0.1:${engine.port}`);
    await whole(host);
    const heard: ContainerEvent[] = [];
    host.listen({ onEvent: (event) => heard.push(event) });
    engine.emit(`{"Action":"die","pad":"${"x".repeat(2_000_000)}"}`, eventLine("../..", "die", BASE, { name, exitCode: "many" }));
    await until("the event", () => heard.length === 1);
    expect(heard[0]).toMatchObject({ containerId: "../..", name, exitCode: null });
    expect(host.containers.get("a")?.name).toBe(name);
    expect(host.connection.status).toBe("connected");
  });

  it("loses a stuck engine, keeps the picture, and takes it up again", async () => {
    const engine = await openEngine();
    engine.add({ id: "a", name: "web" });
    const host = watch(`tcp://127.0.0.1:${engine.port}`);
    await whole(host);
    engine.overrides.set("/_ping", () => undefined);
    expect(await lossOf(host)).toMatch(/no answer within 1 s/);
    expect(host.containers.size).toBe(1);
    const found: { isWhole: boolean; size: number }[] = [];
    host.listen({
      onConnection: ({ status, reconciledAt }) =>
        status === "connected" && found.push({ isWhole: reconciledAt !== null, size: host.containers.size }),
    });
    engine.containers.clear();
    engine.overrides.clear();
    await whole(host);
    // It answers again, and the picture is still that of before: nothing may be concluded from it yet.
    expect(found).toEqual([
      { isWhole: false, size: 1 },
      { isWhole: true, size: 0 },
    ]);
  });

  it("keeps all others when one container cannot be inspected", async () => {
    const engine = await openEngine();
    engine.add({ id: "a", name: "web" });
    engine.add({ id: "b", name: "broken" });
    engine.overrides.set("/containers/b/json", (_request, response) => response.writeHead(500).end('{"message":"layer not known"}'));
    const host = watch(`tcp://127.0.0.1:${engine.port}`);
    await whole(host);
    expect([...host.containers.keys()]).toEqual(["a"]);
    engine.overrides.clear();
    await until("the next look", () => host.containers.has("b"));
  });

  it("takes an oom event for the evidence when the engine's flag stays down", async () => {
    const engine = await openEngine();
    engine.add({ id: "a", name: "web" });
    const host = watch(`tcp://127.0.0.1:${engine.port}`);
    await whole(host);
    const changes: ContainerChange[] = [];
    host.listen({ onChange: (change) => changes.push(change) });
    engine.containers.set("a", { id: "a", name: "web", status: "exited", exitCode: 137 });
    engine.emit(eventLine("a", "die", BASE, { exitCode: "137" }), eventLine("a", "oom", BASE + 30_000_000n));
    await until("the flag", () => host.containers.get("a")?.oomKilled);
    expect(changes.at(-1)?.after).toMatchObject({ exitCode: 137, oomKilled: true });
  });
});
