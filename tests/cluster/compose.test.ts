import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BUSYBOX_IMAGE } from "../peers/peers.ts";
import { findProgram } from "../peers/processes.ts";
import { canOwnEngine, OwnEngine } from "./own-engine.ts";
import { ServedHydra, until } from "./served-hydra.ts";

interface Shown {
  container: { id: string; name: string; image: string; state: string; verdict: string };
  key: string;
  recreations: number;
  envNames: string[];
  dependsOn: { service: string; condition: string }[];
  history: { containerId: string; state: string }[];
}
interface Verdict {
  name: string;
  verdict: string;
  cause: string;
}
interface Change {
  name: string;
  field: string;
  what: string;
}

const compose = findProgram("docker-compose");
/** Of no known shape: only that Hydra never keeps values can hide it. */
const SECRET = "maple-drum-lantern-47";
const OTHER_IMAGE = "hydra-test/busybox:2";

function project({ image = BUSYBOX_IMAGE, env = {} as Record<string, string> } = {}): object {
  const command = ["sh", "-c", "trap 'exit 0' TERM; while true; do sleep 1; done"];
  return {
    version: "2.4",
    services: {
      db: {
        image: BUSYBOX_IMAGE,
        command,
        labels: { "hydra.test": "1" },
        // Healthy as soon as somebody puts the file there: the test decides when.
        healthcheck: { test: ["CMD", "test", "-e", "/tmp/ready"], interval: "1s", timeout: "1s", retries: 1, start_period: "1h" },
      },
      web: {
        image,
        command,
        labels: { "hydra.test": "1" },
        environment: env,
        restart: "unless-stopped",
        depends_on: { db: { condition: "service_healthy" } },
      },
    },
  };
}

describe.skipIf(!canOwnEngine || compose === null)("a compose project", () => {
  let engine: OwnEngine;
  let hydra: ServedHydra;
  let folder = "";
  let firstWeb = "";

  const up = async (): Promise<void> => {
    const child = spawn(compose ?? "", ["--project-name", "shop", "up", "--detach", "--no-color"], {
      cwd: folder,
      env: { ...process.env, DOCKER_HOST: engine.address, COMPOSE_HTTP_TIMEOUT: "60" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    const [code] = (await once(child, "close")) as [number];
    if (code !== 0) throw new Error(`docker-compose up: ${said}`);
  };
  const write = (what: object): void => writeFileSync(join(folder, "docker-compose.yml"), JSON.stringify(what));
  const show = async (service: string): Promise<Shown | null> => {
    const { status, body } = await hydra.fetch("GET", `/containers/show/shop_${service}_1`);
    return status === 200 ? (body as unknown as Shown) : null;
  };
  const verdictOf = async (service: string): Promise<Verdict | undefined> =>
    (await hydra.get<{ verdicts: Verdict[] }>("/verdicts")).verdicts.find(({ name }) => name === `shop_${service}_1`);
  const changes = async (): Promise<Change[]> =>
    (await hydra.get<{ changes: Change[] }>("/changes")).changes.filter(({ name }) => name === "shop_web_1");
  const untilRecreated = (times: number): Promise<Shown> =>
    until(`recreation ${times}`, async () => {
      const web = await show("web");
      return web?.container.state === "running" && web.recreations === times && web;
    });

  beforeAll(async () => {
    engine = await OwnEngine.open();
    await engine.do("POST", `/images/${BUSYBOX_IMAGE}/tag?repo=hydra-test/busybox&tag=2`);
    folder = join(engine.folder, "shop");
    mkdirSync(folder);
    hydra = await ServedHydra.start({ env: { DOCKER_HOST: engine.address } });
    await hydra.hear();
  }, 60_000);

  afterAll(async () => {
    await hydra?.end();
    await engine?.end();
  }, 120_000);

  test("an `up` that waits for a healthy database is starting, not ill", { timeout: 60_000 }, async () => {
    write(project());
    const isUp = up();
    isUp.catch(() => undefined);
    await until("the database", async () => (await verdictOf("db"))?.cause === "starting");
    const db = await show("db");
    expect((await verdictOf("db"))?.verdict).toBe("unsure");
    expect((await hydra.get<{ counts: { down: number } }>("/overview")).counts.down).toBe(0);
    await engine.exec(db?.container.id ?? "", "touch", "/tmp/ready");
    await isUp;
    await until("a well database", async () => (await verdictOf("db"))?.cause === "healthy");
    const web = await until("the web server", async () => {
      const shown = await show("web");
      return shown?.container.state === "running" && shown;
    });
    firstWeb = web.container.id;
    expect(web.key).toMatch(/\/shop\/web$/);
    expect(web.recreations).toBe(0);
  });

  test("a recreation keeps the identity, and says in plain words what changed", { timeout: 60_000 }, async () => {
    write(project({ env: { GREETING: "hello", SHOP_PASSPHRASE: SECRET } }));
    await up();
    const second = await untilRecreated(1);
    expect(second.key).toMatch(/\/shop\/web$/);
    expect(second.container.id).not.toBe(firstWeb);
    expect(second.envNames).toContain("SHOP_PASSPHRASE");
    await until("the change of the environment", async () =>
      (await changes()).some(({ what }) => what === "environment variable SHOP_PASSPHRASE was added"),
    );

    write(project({ image: OTHER_IMAGE, env: { GREETING: "hello", SHOP_PASSPHRASE: `${SECRET}-2` } }));
    await up();
    const third = await untilRecreated(2);
    await until("the change of the image", async () => (await changes()).some(({ field }) => field === "image"), { state: changes });
    expect((await changes()).find(({ field }) => field === "image")?.what).toBe(`image changed from ${BUSYBOX_IMAGE} to ${OTHER_IMAGE}`);
    const ids = new Set((await show("web"))?.history.map(({ containerId }) => containerId));
    expect([firstWeb, second.container.id, third.container.id].every((id) => ids.has(id))).toBe(true);
    expect((await hydra.get<{ containers: { project: string | null }[] }>("/containers/list")).containers).toHaveLength(2);
    expect(hydra.told("container.removed").map(({ data }) => data["key"])).toEqual([second.key, second.key]);
  });

  test("only a new value of a variable is a change of the definition, without the value", { timeout: 60_000 }, async () => {
    write(project({ image: OTHER_IMAGE, env: { GREETING: "hello", SHOP_PASSPHRASE: `${SECRET}-3` } }));
    const before = (await changes()).length;
    await up();
    await untilRecreated(3);
    await until("the change", async () => (await changes()).length > before);
    expect((await changes()).slice(0, -before).map(({ what }) => what)).toContain("compose definition changed");
  });

  test("a value of the environment is nowhere: not in an answer, not in the state, not in what Hydra said", async () => {
    await hydra.fetch("PUT", "/inventory/corrections", { key: (await show("web"))?.key, isProtected: true });
    const { paths } = await hydra.get<{ paths: Record<string, { get?: { parameters?: { required?: boolean; in: string }[] } }> }>(
      "/openapi.json",
    );
    const readable = Object.entries(paths).flatMap(([path, { get }]) =>
      get !== undefined && path !== "/events" && !path.includes("follow") && !get.parameters?.some(({ required }) => required === true)
        ? [path]
        : [],
    );
    expect(readable.length).toBeGreaterThan(15);
    for (const path of [...readable, "/containers/show/shop_web_1", "/verdicts/explain/shop_web_1"]) {
      const { text } = await hydra.fetch("GET", path);
      expect(text.includes(SECRET) && path).toBe(false);
    }
    expect(JSON.stringify(hydra.events)).not.toContain(SECRET);
    expect(hydra.said).not.toContain(SECRET);
    await hydra.kill("SIGTERM");
    const files = readdirSync(hydra.home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(3);
    for (const { parentPath, name } of files) expect(readFileSync(join(parentPath, name)).includes(SECRET) && name).toBe(false);
  });
});
