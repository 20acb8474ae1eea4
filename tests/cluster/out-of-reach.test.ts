import { chmodSync, chownSync, existsSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { canOwnEngine, OwnEngine } from "./own-engine.ts";
import { ServedHydra, until } from "./served-hydra.ts";

interface Cluster {
  status: string;
  nodes: { name: string; status: string; memory: { totalBytes: number } | null; measuredAt: string | null }[];
}
interface Check {
  name: string;
  status: string;
  detail: string;
}

/** `nobody` of every Linux: a user who may open nothing of root's. */
const NOBODY = { uid: 65_534, gid: 65_534 };

const homes: string[] = [];
const hydras: ServedHydra[] = [];

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "hydra-reach-"));
  homes.push(home);
  return home;
}

async function startHydra(options: Parameters<typeof ServedHydra.start>[0]): Promise<ServedHydra> {
  const hydra = await ServedHydra.start(options);
  hydras.push(hydra);
  return hydra;
}

/** The line of the greeting that speaks about Docker. */
function dockerLine({ said }: ServedHydra): string {
  return said.split("\n").find((line) => /^ {2}docker /.test(line)) ?? "";
}

async function machineOf(hydra: ServedHydra): Promise<Cluster["nodes"][number]> {
  return until("the machine's own values", async () => {
    const { nodes } = await hydra.get<Cluster>("/cluster/status");
    return nodes.find(({ memory, measuredAt }) => memory !== null && measuredAt !== null);
  });
}

afterEach(async () => {
  for (const hydra of hydras.splice(0)) await hydra.end();
});
afterAll(() => Promise.all(homes.map((home) => rm(home, { recursive: true, force: true }))));

describe("no Docker", () => {
  test("with an address where nothing is, Hydra is up, shows the machine and says what is missing", async () => {
    const home = newHome();
    const hydra = await startHydra({ home, env: { DOCKER_HOST: `unix://${home}/docker.sock` } });
    expect(dockerLine(hydra)).toContain(`There is no socket at unix://${home}/docker.sock: is Docker running?`);
    expect((await machineOf(hydra)).memory?.totalBytes).toBeGreaterThan(0);
    const { sentence, counts } = await hydra.get<{ sentence: string; counts: Record<string, number> }>("/overview");
    expect(Object.values(counts).every((count) => count === 0)).toBe(true);
    expect(sentence).toBe("Docker does not answer. Only this machine is watched.");
    const { checks } = await hydra.get<{ checks: Check[] }>("/health");
    expect(checks.find(({ name }) => name === "docker")?.status).not.toBe("well");
  });

  test.skipIf(existsSync("/var/run/docker.sock"))("with no engine at all, only the machine is watched, and Hydra says so", async () => {
    const hydra = await startHydra({ env: { DOCKER_HOST: "", XDG_RUNTIME_DIR: "/nonexistent" } });
    expect(dockerLine(hydra)).toMatch(/No Docker socket was found\. Start Docker here, or name an engine/);
    const machine = await machineOf(hydra);
    expect(machine.status).not.toBe("unknown");
    expect((await hydra.get<Cluster>("/cluster/status")).nodes).toHaveLength(1);
    expect((await hydra.get<{ sentence: string }>("/overview")).sentence).toBe(
      "No Docker engine is in sight: only this machine is watched.",
    );
    expect((await hydra.get<{ containers: unknown[] }>("/containers/list")).containers).toEqual([]);
    const restart = await hydra.fetch("POST", "/containers/restart", { name: "plex" });
    expect({ status: restart.status, code: restart.body["code"] }).toEqual({ status: 503, code: "not_configured" });
  });
});

describe.skipIf(!canOwnEngine)("a socket that Hydra's user may not open", () => {
  let engine: OwnEngine;

  beforeAll(async () => {
    engine = await OwnEngine.open();
    await engine.run({ name: "hidden", command: ["sleep", "3600"] });
    // The way to the socket is open to everybody, the socket itself to root alone.
    chmodSync(join(engine.socket, ".."), 0o711);
    chmodSync(engine.socket, 0o600);
  }, 60_000);
  afterAll(() => engine?.end(), 60_000);

  test("it starts, says in one line what lets it see Docker, and sees it once it may", async () => {
    const home = newHome();
    chownSync(home, NOBODY.uid, NOBODY.gid);
    const hydra = await startHydra({ home, user: NOBODY, env: { DOCKER_HOST: engine.address, NODE_COMPILE_CACHE: join(home, "cache") } });
    expect(dockerLine(hydra)).toContain(`Hydra's user may not open ${engine.socket}`);
    expect(dockerLine(hydra)).toContain("sudo usermod -aG docker");
    expect((await machineOf(hydra)).memory?.totalBytes).toBeGreaterThan(0);
    expect((await hydra.get<Cluster>("/cluster/status")).status).toBe("unknown");
    chmodSync(engine.socket, 0o666);
    await until("the container", async () => {
      const { containers } = await hydra.get<{ containers: { name: string }[] }>("/containers/list");
      return containers.some(({ name }) => name === "hidden");
    });
  });
});
