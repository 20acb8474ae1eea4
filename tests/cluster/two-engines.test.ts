import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canOwnEngine, OwnEngine } from "./own-engine.ts";
import { ReadOnlyProxy } from "./read-only-proxy.ts";
import { ServedHydra, until } from "./served-hydra.ts";

interface Listed {
  id: string;
  name: string;
  node: string;
  state: string;
  lostSince?: string | null;
}
interface EngineNode {
  name: string;
  address: string;
  status: string;
  reason: string | null;
}

describe.skipIf(!canOwnEngine)("two engines at once", () => {
  const home = mkdtempSync(join(tmpdir(), "hydra-two-"));
  let near: OwnEngine;
  let far: OwnEngine;
  let proxy: ReadOnlyProxy;
  let hydra: ServedHydra;
  let names: { near: string; far: string };
  const ids = { near: "", far: "" };

  const containers = async (): Promise<Listed[]> => (await hydra.get<{ containers: Listed[] }>("/containers/list")).containers;
  const nodes = async (): Promise<EngineNode[]> => (await hydra.get<{ nodes: EngineNode[] }>("/containers/nodes")).nodes;
  const start = async (): Promise<void> => {
    hydra = await ServedHydra.start({ home });
    await hydra.hear();
    await until("both engines", async () => (await nodes()).filter(({ status }) => status === "connected").length === 2);
    await until("all containers", async () => (await containers()).length === 3, { state: containers });
  };

  beforeAll(async () => {
    near = await OwnEngine.open();
    far = await OwnEngine.open();
    proxy = await ReadOnlyProxy.open(far.socket);
    const command = ["sh", "-c", "trap 'exit 0' TERM; while true; do sleep 1; done"];
    ids.near = await near.run({ name: "db", command, restart: "unless-stopped" });
    ids.far = await far.run({ name: "db", command, restart: "unless-stopped" });
    await far.run({ name: "only-far", command });
    const otherPath = join(home, "other-way.sock");
    symlinkSync(near.socket, otherPath);
    const hosts = [near.address, proxy.address, `unix://${otherPath}`].map((address) => ({ address }));
    writeFileSync(join(home, "hydra.yaml"), JSON.stringify({ docker: { hosts } }));
    await start();
    const named = await nodes();
    const nameOf = (address: string): string => named.find((node) => node.address === address)?.name ?? "";
    names = { near: nameOf(near.address), far: nameOf(proxy.address) };
  }, 120_000);

  afterAll(async () => {
    await hydra?.end();
    await proxy?.end();
    await Promise.all([near?.end(), far?.end()]);
    await rm(home, { recursive: true, force: true });
  }, 120_000);

  test("each has a name of its own, and a second address of one is no third engine", async () => {
    const told = await nodes();
    expect(new Set(told.map(({ name }) => name)).size).toBe(3);
    const twin = told.find(({ address }) => address.endsWith("other-way.sock"));
    await until("the twin", async () => (await nodes()).find(({ name }) => name === twin?.name)?.status === "lost");
    expect((await nodes()).find(({ name }) => name === twin?.name)?.reason).toBe(
      `This is the same engine as ${names.near}: remove one of the two addresses from docker.hosts.`,
    );
    expect((await containers()).map(({ name, node }) => `${node} ${name}`).toSorted()).toEqual(
      [`${names.near} db`, `${names.far} db`, `${names.far} only-far`].toSorted(),
    );
  });

  test("one name on both is two containers: which one has to be said", async () => {
    const unclear = await hydra.fetch("GET", "/containers/show/db");
    expect(unclear.status).toBe(409);
    expect(unclear.text).toContain("say which with node");
    for (const side of ["near", "far"] as const) {
      const { container, key } = await hydra.get<{ container: Listed; key: string }>(`/containers/show/db?node=${names[side]}`);
      expect({ id: container.id, key }).toEqual({ id: ids[side], key: `${names[side]}//db` });
    }
  });

  test("behind a proxy that only reads it is watched, and a restart is not configured", async () => {
    await far.do("POST", "/containers/only-far/stop");
    await until("the stop", () => hydra.told("container.exited", { name: "only-far", stoppedBy: "person" }).length === 1);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const { status, body } = await hydra.fetch("POST", "/containers/restart", { name: "db", node: names.far });
      expect({ status, code: body["code"] }).toEqual({ status: 503, code: "not_configured" });
    }
    // After one refusal nothing more is tried.
    expect(proxy.refused).toHaveLength(1);
    const restarted = await hydra.fetch("POST", "/containers/restart", { name: "db", node: names.near });
    expect({ status: restarted.status, restarted: restarted.body["restarted"] }).toEqual({ status: 200, restarted: true });
  });

  test("one dies, the other stays", { timeout: 60_000 }, async () => {
    await far.stop();
    await until("the loss", () => hydra.told("node.lost", { node: names.far }).length === 1);
    const all = await containers();
    expect(all.filter(({ node }) => node === names.far).every(({ lostSince }) => typeof lostSince === "string")).toBe(true);
    expect(all.find(({ node }) => node === names.near)).not.toHaveProperty("lostSince");
    await near.do("POST", "/containers/db/stop");
    await until("what happens on the other", () => hydra.told("container.exited", { node: names.near, stoppedBy: "person" }).length >= 2);
    const cluster = await hydra.get<{ nodes: { name: string; status: string }[] }>("/cluster/status");
    expect(cluster.nodes.find(({ name }) => name === names.far)?.status).toBe("unknown");
    expect(cluster.nodes.find(({ name }) => name === names.near)?.status).not.toBe("unknown");
    await far.start();
    await until("the return", async () => {
      const db = (await containers()).find(({ id }) => id === ids.far);
      return db?.state === "running" && db.lostSince === undefined;
    });
    await until("its new run", () => hydra.told("container.started", { node: names.far, name: "db" }).length === 1);
    expect(hydra.told("container.exited", { node: names.far, name: "db" }).map(({ data }) => data["stoppedBy"])).toEqual(["docker"]);
  });

  test("names hold over a restart of Hydra, and so do identities", { timeout: 60_000 }, async () => {
    await hydra.end();
    await start();
    expect((await nodes()).filter(({ status }) => status === "connected").map(({ name }) => name)).toEqual([names.near, names.far]);
    const { recreations } = await hydra.get<{ recreations: number }>(`/containers/show/db?node=${names.far}`);
    expect(recreations).toBe(0);
  });
});
