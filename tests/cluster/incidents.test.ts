import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canOwnEngine, OwnEngine } from "./own-engine.ts";
import { ServedHydra, until } from "./served-hydra.ts";

interface Listed {
  id: string;
  state: string;
  trouble: string;
  subject: { name: string };
  detectedMs: number;
  healedBy: string | null;
  affected: string[];
}

/** Ends with code 3 when it is told to from inside. */
const forever = ["sh", "-c", "trap 'exit 0' TERM; trap 'exit 3' USR1; touch /ok; while true; do sleep 0.2; done"];
const check = ["test", "-e", "/ok"];

function project(name: string, service = name): Record<string, string> {
  return { "com.docker.compose.project": name, "com.docker.compose.service": service };
}

describe.skipIf(!canOwnEngine)("incidents of a real engine", () => {
  let engine: OwnEngine;
  let hydra: ServedHydra;

  const all = async (): Promise<Listed[]> => (await hydra.get<{ incidents: Listed[] }>("/incidents?limit=200")).incidents;
  const about = async (name: string): Promise<Listed | undefined> => (await all()).find(({ subject }) => subject.name === name);
  const known = (name: string): Promise<unknown> =>
    until(`${name} to be known`, async () => (await hydra.fetch("GET", `/verdicts/explain/${name}`)).status === 200);

  beforeAll(async () => {
    engine = await OwnEngine.open();
    hydra = await ServedHydra.start({ env: { DOCKER_HOST: engine.address } });
    await hydra.hear();
    await until("the first sight", async () => (await hydra.get<{ firstSightAt: string | null }>("/verdicts")).firstSightAt !== null);
  }, 120_000);

  afterAll(async () => {
    await hydra?.end();
    await engine?.end();
  }, 120_000);

  test("a program that is killed from inside is one, at once; a person's stop is none", { timeout: 120_000 }, async () => {
    await engine.run({ name: "left", command: forever, check, labels: project("one") });
    await engine.run({ name: "hit", command: forever, check, labels: project("two") });
    await Promise.all([known("left"), known("hit")]);
    await engine.do("POST", "/containers/left/stop");
    await engine.exec("hit", "kill", "-USR1", "1");
    const incident = await until("the incident", () => about("hit"));
    expect(incident).toMatchObject({ state: "open", trouble: "crashed" });
    // Only that it is not a matter of rounds or timeouts; bench/ measures how fast.
    expect(incident.detectedMs).toBeLessThan(5_000);
    expect(hydra.told("container.exited", { name: "left", stoppedBy: "person" })).toHaveLength(1);
    expect(await about("left")).toBeUndefined();
  });

  test("what Docker brings back, Docker healed", { timeout: 120_000 }, async () => {
    await engine.run({ name: "back", command: forever, restart: "always", check, labels: project("three") });
    await known("back");
    const { State } = await engine.inspect("back");
    process.kill(State.Pid, "SIGKILL");
    const incident = await until(
      "its end",
      async () => {
        const found = await about("back");
        return found?.state === "resolved" && found;
      },
      { state: async () => [await all(), hydra.events.slice(-15)] },
    );
    expect(incident).toMatchObject({ healedBy: "docker", trouble: "crashed" });
    const { attempts } = await hydra.get<{ attempts: object[] }>(`/incidents/${incident.id}`);
    expect(attempts).toMatchObject([{ by: "docker", outcome: "proven" }]);
  });

  test("a base that is stopped in its tracks, and three that need it, is one", { timeout: 180_000 }, async () => {
    await engine.run({ name: "base", command: forever, check, labels: project("shop", "base") });
    for (const name of ["app-a", "app-b", "app-c"]) {
      const labels = { ...project("shop", name), "com.docker.compose.depends_on": "base:service_started:false" };
      await engine.run({ name, command: forever, check, labels });
    }
    for (const name of ["base", "app-a", "app-b", "app-c"])
      await until(`${name} healthy`, async () => {
        const { container } = await hydra.get<{ container: { health: string } }>(`/containers/show/${name}`);
        return container.health === "healthy";
      });
    const { State } = await engine.inspect("base");
    process.kill(State.Pid, "SIGSTOP");
    for (const name of ["app-a", "app-b", "app-c"]) await engine.exec(name, "rm", "-f", "/ok");
    const incident = await until("the incident at the base", async () => {
      const found = await about("base");
      return found !== undefined && found.affected.length === 3 && found;
    });
    await until("it to be told", () => hydra.told("incident.settled", { id: incident.id }).length > 0);
    expect((await all()).filter(({ subject, state }) => state === "open" && ["app-a", "app-b", "app-c"].includes(subject.name))).toEqual(
      [],
    );
    process.kill(State.Pid, "SIGCONT");
    for (const name of ["app-a", "app-b", "app-c"]) await engine.exec(name, "touch", "/ok");
    await until("all of it to be over", async () => (await about("base"))?.state === "resolved", { patienceMs: 120_000, state: all });
  });

  test("Hydra that is killed knows what stood, finds what died meanwhile, and opens nothing twice", { timeout: 180_000 }, async () => {
    await engine.run({ name: "before", command: forever, check, labels: project("four") });
    await engine.run({ name: "meanwhile", command: forever, check, labels: project("five") });
    await Promise.all([known("before"), known("meanwhile")]);
    await engine.exec("before", "kill", "-USR1", "1");
    const stood = await until("the incident", () => about("before"));
    await hydra.kill();
    await engine.exec("meanwhile", "kill", "-USR1", "1");
    const { home } = hydra;
    hydra = await ServedHydra.start({ env: { DOCKER_HOST: engine.address }, home });
    const found = await until("what died meanwhile", () => about("meanwhile"));
    expect(found).toMatchObject({ state: "open", trouble: "crashed" });
    expect((await all()).filter(({ subject }) => subject.name === "before").map(({ id, state }) => [id, state])).toEqual([
      [stood.id, "open"],
    ]);
    await engine.do("POST", "/containers/before/start");
    await until("it to be over", async () => (await about("before"))?.state === "resolved", { state: all });
    expect((await hydra.get<{ healedBy: string; attempts: object[] }>(`/incidents/${stood.id}`)).healedBy).toBe("person");
  });

  test("a daemon that restarts is not an incident for each container", { timeout: 180_000 }, async () => {
    const names = ["stays-a", "stays-b", "stays-c"];
    for (const name of names) await engine.run({ name, command: forever, check, restart: "unless-stopped", labels: project(name) });
    await Promise.all(names.map(known));
    await engine.stop();
    await engine.start();
    for (const name of names)
      await until(`${name} to be well again`, async () => {
        const { container } = await hydra.get<{ container: { health: string; lostSince?: string | null } }>(`/containers/show/${name}`);
        return container.health === "healthy" && (container.lostSince ?? null) === null;
      });
    expect((await all()).filter(({ subject }) => names.includes(subject.name))).toEqual([]);
  });
});
