import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canOwnEngine, OwnEngine } from "./own-engine.ts";
import { ServedHydra, until } from "./served-hydra.ts";

interface Shown {
  container: { state: string; stoppedBy: string | null; exitCode: number | null; oomKilled: boolean; verdict: string; restarts: number };
  recentDeaths: number;
}
interface Verdict {
  name: string;
  verdict: string;
  cause: string;
}

const MIB = 1_048_576;
const forever = ["sh", "-c", "trap 'exit 0' TERM; while true; do sleep 1; done"];

describe.skipIf(!canOwnEngine)("who stopped a container of a real engine", () => {
  let engine: OwnEngine;
  let hydra: ServedHydra;

  const show = (name: string): Promise<Shown> => hydra.get(`/containers/show/${name}`);
  const isKnown = async (name: string): Promise<boolean> => (await hydra.fetch("GET", `/containers/show/${name}`)).status === 200;
  const stopperOf = async (name: string): Promise<string | null> => {
    const shown = await until(`the end of ${name}`, async () => {
      const now = await show(name);
      return now.container.state === "exited" && now;
    });
    return shown.container.stoppedBy;
  };
  const verdictOf = async (name: string): Promise<Verdict | undefined> =>
    (await hydra.get<{ verdicts: Verdict[] }>("/verdicts")).verdicts.find((verdict) => verdict.name === name);
  const running = async (name: string, wanted: Partial<Parameters<OwnEngine["run"]>[0]> = {}): Promise<void> => {
    await engine.run({ name, command: forever, ...wanted });
    await until(name, async () => (await isKnown(name)) && (await show(name)).container.state === "running");
  };

  beforeAll(async () => {
    engine = await OwnEngine.open();
    // What happened before Hydra came, as far as the engine remembers it.
    await engine.run({ name: "before-stopped", command: forever });
    await engine.do("POST", "/containers/before-stopped/stop");
    await engine.run({ name: "before-ended", command: ["sh", "-c", "exit 7"] });
    // An engine that restarts forgets: what is still down then may have been anybody's doing.
    await engine.run({ name: "before-forgotten", command: forever });
    await engine.do("POST", "/containers/before-forgotten/kill?signal=TERM");
    await until("the forgotten end", async () => !(await engine.inspect("before-forgotten")).State.Running);
    await engine.stop();
    await engine.start();
    await engine.run({ name: "remembered-stopped", command: forever });
    await engine.do("POST", "/containers/remembered-stopped/stop");
    await engine.run({ name: "before-running", command: forever });
    hydra = await ServedHydra.start({ env: { DOCKER_HOST: engine.address } });
    await hydra.hear();
    await until("the first sight", async () => (await hydra.get<{ firstSightAt: string | null }>("/verdicts")).firstSightAt !== null);
  }, 120_000);

  afterAll(async () => {
    await hydra?.end();
    await engine?.end();
  }, 120_000);

  test("docker stop and docker kill are a person", async () => {
    await running("stopped");
    await running("killed");
    await engine.do("POST", "/containers/stopped/stop");
    await engine.do("POST", "/containers/killed/kill");
    expect(await stopperOf("stopped")).toBe("person");
    expect(await stopperOf("killed")).toBe("person");
    await until("verdicts", async () => (await verdictOf("killed"))?.cause === "stopped_by_person");
    expect((await show("killed")).container.oomKilled).toBe(false);
  });

  test("a stop that the engine remembers from before Hydra came is a person, a forgotten one is nobody's", async () => {
    expect(await stopperOf("remembered-stopped")).toBe("person");
    expect(await stopperOf("before-forgotten")).toBe("unknown");
    expect(await stopperOf("before-ended")).toBe("unknown");
  });

  test("a program that ends by itself ended itself, with its exit code", async () => {
    await running("ends", { command: ["sh", "-c", "sleep 3; exit 9"] });
    expect(await stopperOf("ends")).toBe("itself");
    expect((await show("ends")).container.exitCode).toBe(9);
  });

  test("out of memory is neither a person nor a bug of its own", async () => {
    await running("hungry", { command: ["sh", "-c", "sleep 2; tail /dev/zero"], memoryBytes: 16 * MIB });
    expect(await stopperOf("hungry")).not.toBe("person");
    await until("the flag", async () => (await show("hungry")).container.oomKilled);
    await until("its verdict", async () => (await verdictOf("hungry"))?.cause === "out_of_memory");
    expect((await verdictOf("hungry"))?.verdict).toBe("down");
  });

  test("a process killed on the host comes back by its policy: nobody stopped it, and it died once", async () => {
    await running("hit", { restart: "always" });
    const { State } = await engine.inspect("hit");
    process.kill(State.Pid, "SIGKILL");
    await until("the new run", async () => {
      const { State: now } = await engine.inspect("hit");
      return now.Running && now.StartedAt !== State.StartedAt;
    });
    await until("one death and a life", async () => {
      const { recentDeaths, container } = await show("hit");
      return recentDeaths === 1 && container.state === "running";
    });
    expect((await show("hit")).container).toMatchObject({ stoppedBy: null, restarts: 1 });
    await until("its end told", () => hydra.told("container.exited", { name: "hit" }).length === 1);
    expect(hydra.told("container.exited", { name: "hit" })[0]?.data["stoppedBy"]).toBe("itself");
  });

  test("a process killed on the host is nobody's stop, though its start was not seen", async () => {
    // So long an engine may take from a kill that it was asked for to the death.
    await until("a short while of watching", async () => {
      const { nodes } = await hydra.get<{ nodes: { since: string }[] }>("/containers/nodes");
      return Date.now() - Date.parse(nodes[0]?.since ?? "") > 6_000;
    });
    const { State } = await engine.inspect("before-running");
    process.kill(State.Pid, "SIGKILL");
    expect(await stopperOf("before-running")).toBe("itself");
    expect((await show("before-running")).recentDeaths).toBe(1);
  });

  test("a restart through Hydra is told with its caller", async () => {
    await running("through");
    expect((await hydra.fetch("POST", "/containers/restart", { name: "through" })).body).toMatchObject({ restarted: true });
    await until("the start", () => hydra.told("container.started", { name: "through" }).some(({ data }) => data["actedBy"] !== null));
    expect(hydra.told("container.exited", { name: "through" }).map(({ data }) => data["actedBy"])).toEqual(["person:owner"]);
    expect(hydra.told("container.started", { name: "through" }).at(-1)?.data["actedBy"]).toBe("person:owner");
    expect((await show("through")).recentDeaths).toBe(0);
    await engine.do("POST", "/containers/through/kill");
    await until("the end", () => hydra.told("container.exited", { name: "through" }).length === 2);
    expect(hydra.told("container.exited", { name: "through" })[1]?.data).toMatchObject({ actedBy: null, stoppedBy: "person" });
  });

  test("a crash loop is known by the third death", async () => {
    await engine.run({ name: "loop", command: ["sh", "-c", "sleep 0.3; echo no database; exit 3"], restart: "always" });
    await until("its verdict", async () => (await verdictOf("loop"))?.cause === "crash_loop");
    const deathsThen = (await engine.inspect("loop")).RestartCount;
    // Docker pauses twice as long after each death (0.1 s, 0.2 s, 0.4 s): while Hydra makes up its mind there are few more.
    expect(deathsThen).toBeLessThanOrEqual(5);
    expect((await verdictOf("loop"))?.verdict).toBe("down");
    await engine.do("POST", "/containers/loop/stop");
    expect(await stopperOf("loop")).toBe("person");
    await until("peace", async () => (await verdictOf("loop"))?.cause === "stopped_by_person");
  });

  test("a restart by a person is told as an end and a start, and counts as no death", async () => {
    await running("again");
    await engine.do("POST", "/containers/again/restart");
    await until("the start", () => hydra.told("container.started", { name: "again" }).length >= 1);
    expect(hydra.told("container.exited", { name: "again" }).map(({ data }) => data["stoppedBy"])).toEqual(["person"]);
    expect((await show("again")).recentDeaths).toBe(0);
  });

  test("who ended one is known to the next Hydra, though the engine forgot it", async () => {
    await running("ended-unseen");
    const before = await verdictOf("before-running");
    await hydra.kill();
    await engine.do("POST", "/containers/ended-unseen/kill");
    await engine.stop();
    await engine.start();
    const { home } = hydra;
    hydra = await ServedHydra.start({ env: { DOCKER_HOST: engine.address }, home });
    await until("its first look", () => isKnown("before-running"));
    expect(await stopperOf("before-running")).toBe("itself");
    expect(await stopperOf("killed")).toBe("person");
    expect(await stopperOf("ended-unseen")).toBe("unknown");
    await until("the same verdict", async () => (await verdictOf("before-running"))?.cause === before?.cause);
  }, 120_000);
});
