import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canOwnEngine, OwnEngine } from "./own-engine.ts";
import { ServedHydra, until } from "./served-hydra.ts";

interface Listed {
  id: string;
  name: string;
  state: string;
  verdict: string;
  stoppedBy: string | null;
  lostSince?: string | null;
}
interface Verdict {
  name: string;
  verdict: string;
  cause: string;
  sentence: string;
  evidence: string[];
}
interface Shown {
  container: Listed;
  key: string;
  recreations: number;
  recentDeaths: number;
  history: { at: string; containerId: string; state: string }[];
}

describe.skipIf(!canOwnEngine)("the Docker daemon goes away while Hydra watches", () => {
  let engine: OwnEngine;
  let hydra: ServedHydra;
  const ids = new Map<string, string>();

  const list = async (): Promise<Map<string, Listed>> =>
    new Map((await hydra.get<{ containers: Listed[] }>("/containers/list")).containers.map((each) => [each.name, each]));
  const verdict = async (name: string): Promise<Verdict | undefined> =>
    (await hydra.get<{ verdicts: Verdict[] }>("/verdicts")).verdicts.find((each) => each.name === name);
  const cluster = () => hydra.get<{ status: string; nodes: { name: string; status: string }[] }>("/cluster/status");

  beforeAll(async () => {
    engine = await OwnEngine.open();
    for (const restart of ["always", "unless-stopped", "no"] as const)
      ids.set(restart, await engine.run({ name: `gone-${restart}`, command: ["sleep", "3600"], restart }));
    await engine.run({ name: "gone-by-hand", command: ["sleep", "3600"], restart: "unless-stopped" });
    hydra = await ServedHydra.start({ env: { DOCKER_HOST: engine.address } });
    await hydra.hear();
    await until("four containers", async () => (await list()).size === 4);
    await engine.do("POST", "/containers/gone-by-hand/stop?t=1");
    await until("the stop by hand", async () => (await list()).get("gone-by-hand")?.stoppedBy === "person");
  }, 120_000);

  afterAll(async () => {
    await hydra?.end();
    await engine?.end();
  }, 120_000);

  test("meanwhile it says that nobody knows, and since when", { timeout: 60_000 }, async () => {
    await engine.stop();
    await until("the loss", () => hydra.told("node.lost").length === 1);
    for (const container of (await list()).values()) expect(container).toHaveProperty("lostSince", expect.stringMatching(/^\d{4}-/));
    await until("verdicts", async () => (await verdict("gone-always"))?.cause === "engine_lost");
    expect((await verdict("gone-always"))?.verdict).toBe("unsure");
    expect((await cluster()).status).toBe("unknown");
    expect((await hydra.get<{ sentence: string }>("/overview")).sentence).toContain("4 are out of sight");
  });

  test("it recovers by itself: the same identities, one history, and nobody stopped them", { timeout: 60_000 }, async () => {
    const before = hydra.told("node.found").length;
    await engine.start();
    await until("the engine again", () => hydra.told("node.found").length === before + 1);
    await until("what came back", async () => {
      const listed = await list();
      return ["gone-always", "gone-unless-stopped"].every((name) => listed.get(name)?.state === "running");
    });
    for (const restart of ["always", "unless-stopped"]) {
      const name = `gone-${restart}`;
      const shown = await hydra.get<Shown>(`/containers/show/${name}`);
      expect(shown.container).toMatchObject({ id: ids.get(restart), state: "running", stoppedBy: null });
      expect(shown.container).not.toHaveProperty("lostSince");
      expect(shown).toMatchObject({ recreations: 0 });
      await until("the whole history", async () => {
        const { history } = await hydra.get<Shown>(`/containers/show/${name}`);
        return history[0]?.state === "running" && history.length >= 2;
      });
      expect(new Set((await hydra.get<Shown>(`/containers/show/${name}`)).history.map(({ containerId }) => containerId))).toEqual(
        new Set([ids.get(restart)]),
      );
    }
    await until("the end of the one that stays down", async () => (await list()).get("gone-no")?.state === "exited");
    expect((await list()).get("gone-no")?.stoppedBy).toBe("docker");
    expect((await list()).get("gone-by-hand")).toMatchObject({ state: "exited", stoppedBy: "person" });
    const blamed = hydra.told("container.exited", { stoppedBy: "person" }).map(({ data }) => data["name"]);
    expect(blamed).toEqual(["gone-by-hand"]);
    await until("its verdict", async () => (await verdict("gone-no"))?.cause === "stopped_by_docker", { state: () => verdict("gone-no") });
  });

  test("a daemon that is killed ends what it left behind; that is nobody's wish either", { timeout: 60_000 }, async () => {
    await engine.do("POST", "/containers/gone-no/start");
    await until("the start", async () => (await list()).get("gone-no")?.state === "running");
    const lost = hydra.told("node.lost").length;
    engine.signal("SIGKILL");
    await until("the loss", () => hydra.told("node.lost").length === lost + 1);
    await until("nothing there", async () =>
      (await hydra.get<{ nodes: { reason: string | null }[] }>("/containers/nodes")).nodes[0]?.reason?.includes("is Docker running"),
    );
    await engine.start();
    await until("the end", async () => (await list()).get("gone-no")?.state === "exited");
    expect((await list()).get("gone-no")?.stoppedBy).toBe("docker");
    await until("what came back", async () => (await list()).get("gone-always")?.state === "running");
    expect(hydra.told("container.exited", { stoppedBy: "person" })).toHaveLength(1);
    await until("the start told", () => hydra.told("container.started", { name: "gone-always" }).length === 2);
    expect(hydra.told("container.exited", { name: "gone-always" }).map(({ data }) => data["stoppedBy"])).toEqual(["docker", "docker"]);
    expect((await hydra.get<Shown>("/containers/show/gone-always")).recentDeaths).toBe(0);
  });

  test("a daemon that hangs is noticed, and taken back when it goes on", { timeout: 90_000 }, async () => {
    const lost = hydra.told("node.lost").length;
    const found = hydra.told("node.found").length;
    engine.signal("SIGSTOP");
    try {
      await until("the loss", () => hydra.told("node.lost").length === lost + 1);
      await until("verdicts", async () => (await verdict("gone-always"))?.cause === "engine_lost");
      expect((await cluster()).status).toBe("unknown");
    } finally {
      engine.signal("SIGCONT");
    }
    await until("the engine again", () => hydra.told("node.found").length === found + 1);
    await until("verdicts again", async () => (await verdict("gone-always"))?.cause !== "engine_lost");
    expect((await list()).get("gone-always")).toMatchObject({ id: ids.get("always"), state: "running" });
    expect((await list()).get("gone-always")).not.toHaveProperty("lostSince");
  });
});
