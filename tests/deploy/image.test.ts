import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { askEngine } from "../peers/docker-api.ts";
import { peer } from "../peers/peers.ts";
import { findProgram, freePort } from "../peers/processes.ts";

const ROOT = join(import.meta.dirname, "../..");
const IMAGE = `hydra-test/hydra:${process.pid}`;
const MAX_IMAGE_BYTES = 250 << 20;

const engine = peer("docker");
const socketPath = (engine ?? "").replace("unix://", "");

interface ComposeService {
  network_mode: string;
  read_only: boolean;
  tmpfs: string[];
  cap_drop: string[];
  security_opt: string[];
  volumes: string[];
}

interface Inspected {
  State: { Status: string; ExitCode: number; Health: { Status: string; Log: { Output: string }[] | null } };
}

/** Built without a registry, and started with what deploy/compose.yaml says. */
describe.skipIf(engine === null || findProgram("docker") === null)("the container image", () => {
  const compose = (parse(readFileSync(join(ROOT, "deploy/compose.yaml"), "utf8")) as { services: { hydra: ComposeService } }).services
    .hydra;
  const volume = `hydra-test-state-${process.pid}`;
  let id = "";
  let controlPort = 0;

  beforeAll(async () => {
    execFileSync(join(ROOT, "deploy/build-local"), [IMAGE], {
      env: { ...process.env, DOCKER_HOST: engine ?? "" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    controlPort = await freePort();
    const created = await askEngine(socketPath, "POST", `/containers/create?name=hydra-test-image-${process.pid}`, {
      Image: IMAGE,
      Labels: { "hydra.test": "deploy" },
      Env: [`HYDRA_CONTROL_PORT=${controlPort}`, `HYDRA_TOOLS_PORT=${await freePort()}`],
      // The image's own check, only sooner.
      Healthcheck: { Interval: 1_000_000_000 },
      HostConfig: {
        NetworkMode: compose.network_mode,
        ReadonlyRootfs: compose.read_only,
        Tmpfs: Object.fromEntries(compose.tmpfs.map((each) => [each.split(":")[0], each.split(":")[1]])),
        CapDrop: compose.cap_drop,
        SecurityOpt: compose.security_opt,
        GroupAdd: [String(statSync(socketPath).gid)],
        Binds: [`${socketPath}:/var/run/docker.sock:ro`, `${volume}:/state`],
      },
    });
    if (created.status !== 201) throw new Error(`the engine refused the container: ${created.body}`);
    id = (JSON.parse(created.body) as { Id: string }).Id;
    await askEngine(socketPath, "POST", `/containers/${id}/start`);
  }, 180_000);

  afterAll(async () => {
    await askEngine(socketPath, "DELETE", `/containers/${id}?force=1`);
    await askEngine(socketPath, "DELETE", `/volumes/${volume}`);
    await askEngine(socketPath, "DELETE", `/images/${IMAGE}?force=1`);
  });

  async function inspect(): Promise<Inspected> {
    return JSON.parse((await askEngine(socketPath, "GET", `/containers/${id}/json`)).body) as Inspected;
  }

  /** What a command in the container says. */
  async function exec(...Cmd: string[]): Promise<string> {
    const settings = { Cmd, AttachStdout: true, AttachStderr: true, Tty: true };
    const { Id } = JSON.parse((await askEngine(socketPath, "POST", `/containers/${id}/exec`, settings)).body) as { Id: string };
    return (await askEngine(socketPath, "POST", `/exec/${Id}/start`, { Tty: true })).body.trim();
  }

  it("stays within its size", async () => {
    const { Size } = JSON.parse((await askEngine(socketPath, "GET", `/images/${IMAGE}/json`)).body) as { Size: number };
    expect(Size).toBeGreaterThan(50 << 20);
    expect(Size).toBeLessThanOrEqual(MAX_IMAGE_BYTES);
  });

  it("becomes healthy by its own check", async () => {
    let state = (await inspect()).State;
    for (const giveUpAt = Date.now() + 60_000; state.Health.Status !== "healthy" && state.Status === "running" && Date.now() < giveUpAt;) {
      await sleep(200);
      state = (await inspect()).State;
    }
    const logs = (await askEngine(socketPath, "GET", `/containers/${id}/logs?stdout=1&stderr=1`)).body;
    expect(state.Health.Status, `${state.Health.Log?.at(-1)?.Output ?? ""}\n${logs}`).toBe("healthy");
  }, 90_000);

  it("answers on the machine's loopback", async () => {
    const answer = await fetch(`http://127.0.0.1:${controlPort}/health`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ version: expect.any(String) });
  });

  it("sees the engine's containers, by the token that its command tells", async () => {
    const token = await exec("hydra", "token");
    expect(token).toMatch(/^\S{20,}$/);
    const answer = await fetch(`http://127.0.0.1:${controlPort}/containers/list`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    const { containers } = (await answer.json()) as { containers: { name: string }[] };
    expect(containers.map(({ name }) => name)).toContain(`hydra-test-image-${process.pid}`);
  });

  it("runs without root and can write its state alone", async () => {
    const attempt = `const say = (path) => { try { fs.writeFileSync(path, ""); return "written"; } catch (error) { return error.code; } };
      console.log([process.getuid(), say("/app/x"), say("/state/x"), say("/tmp/x")].join(" "));`;
    expect(await exec("node", "-e", attempt)).toBe("10001 EROFS written written");
  });

  it("ends in order when it is stopped", async () => {
    await askEngine(socketPath, "POST", `/containers/${id}/stop?t=30`);
    expect((await inspect()).State).toMatchObject({ Status: "exited", ExitCode: 0 });
  }, 60_000);
});
