import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DrillItem } from "../../src/features/proof/drills/shapes.ts";
import { canOwnEngine, OwnEngine } from "./own-engine.ts";
import { ServedHydra, until } from "./served-hydra.ts";

/** A drill from its stream of events, to its end. */
async function drill(hydra: ServedHydra, body: object): Promise<DrillItem[]> {
  const { status, text } = await hydra.fetch("POST", "/drills/heal", body);
  expect([status, text]).toEqual([200, expect.any(String)]);
  return text
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => JSON.parse(line.slice("data: ".length)) as DrillItem);
}

describe.skipIf(!canOwnEngine)("drills on a real engine", () => {
  let engine: OwnEngine;
  let hydra: ServedHydra;
  let home: string;

  const start = async (): Promise<void> => {
    hydra = await ServedHydra.start({ env: { DOCKER_HOST: engine.address }, ...(home === undefined ? {} : { home }) });
    await until("the first sight", async () => (await hydra.get<{ firstSightAt: string | null }>("/verdicts")).firstSightAt !== null);
  };
  const leftovers = async (): Promise<string[]> => {
    const filters = encodeURIComponent(JSON.stringify({ label: ["hydra.drill"] }));
    const { body } = await engine.do("GET", `/containers/json?all=1&filters=${filters}`);
    return (JSON.parse(body) as { Names: string[] }[]).flatMap(({ Names }) => Names);
  };
  const grants = async (): Promise<object[]> => (await hydra.get<{ grants: object[] }>("/grants")).grants;

  beforeAll(async () => {
    engine = await OwnEngine.open();
    // The state outlives a killed process.
    home = `${engine.folder}/hydra-home`;
    await start();
  }, 120_000);

  afterAll(async () => {
    await hydra?.end();
    await engine?.end();
  }, 120_000);

  test("Hydra does as its rules say, and nothing of it is left", { timeout: 240_000 }, async () => {
    const bystander = await engine.run({ name: "bystander", command: ["sh", "-c", "while true; do sleep 1; done"] });
    await hydra.hear();
    const items = await drill(hydra, { cases: ["kill", "broken-check", "crash-loop", "dependency-hung"], patienceSeconds: 180 });
    const cases = items.filter((item) => item.kind === "case");
    expect(cases.filter(({ status }) => status !== "passed")).toEqual([]);
    expect(Object.fromEntries(cases.map((each) => [each.case, each.ended]))).toEqual({
      kill: "healed",
      "broken-check": "left-alone",
      "crash-loop": "escalated",
      "dependency-hung": "healed",
    });
    expect(items.at(-1)).toMatchObject({ kind: "summary", passed: 4, failed: 0, skipped: 0 });
    expect(await leftovers()).toEqual([]);
    expect(await grants()).toEqual([]);
    expect(hydra.told("notice.raised")).toEqual([]);
    expect(await engine.inspect("bystander")).toMatchObject({ Id: bystander, State: { Running: true } });
  });

  test("killed in the midst of it: the next start takes everything back", { timeout: 240_000 }, async () => {
    const broken = drill(hydra, { cases: ["kill", "dependency-hung"] }).catch((error: unknown) => error);
    await until("the stage to be set", async () => (await leftovers()).length >= 2);
    expect(await grants()).not.toEqual([]);
    await hydra.kill("SIGKILL");
    expect(await broken).toBeInstanceOf(Error);
    expect(await leftovers()).not.toEqual([]);
    await start();
    await until("everything to be gone", async () => (await leftovers()).length === 0, { state: leftovers });
    expect(await grants()).toEqual([]);
    expect(await hydra.get<object>("/drills")).toMatchObject({ drills: [{ state: "stopped" }, { state: "done", passed: 4 }] });
    expect(await engine.inspect("bystander")).toMatchObject({ State: { Running: true } });
  });
});
