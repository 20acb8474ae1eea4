import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canOwnEngine, OwnEngine } from "./own-engine.ts";
import { ServedHydra, until } from "./served-hydra.ts";

/** Together about 10,000 lines a second. */
const LOUD = 5;
const LINES_AT_ONCE = 500;
/** Each lives about a second, dies with its own exit code, and is there no more. */
const SHORT_LIVES = 40;

describe.skipIf(!canOwnEngine)("some containers shout while others start and die", () => {
  let engine: OwnEngine;
  let hydra: ServedHydra;

  beforeAll(async () => {
    engine = await OwnEngine.open();
    hydra = await ServedHydra.start({ env: { DOCKER_HOST: engine.address } });
    await hydra.hear();
    await until("the first sight", async () => (await hydra.get<{ firstSightAt: string | null }>("/verdicts")).firstSightAt !== null);
  }, 60_000);

  afterAll(async () => {
    await hydra?.end();
    await engine?.end();
  }, 120_000);

  test("every start and every death is told", { timeout: 90_000 }, async () => {
    const block = `i=0; while [ $i -lt ${LINES_AT_ONCE} ]; do echo "line $i of nothing much that somebody wants to know"; i=$((i+1)); done`;
    const shout = `${block} > /tmp/block; while true; do cat /tmp/block; sleep 0.25; done`;
    for (let index = 0; index < LOUD; index += 1) await engine.run({ name: `loud-${index}`, command: ["sh", "-c", shout] });
    const names = Array.from({ length: SHORT_LIVES }, (_, index) => `brief-${index}`);
    const begun = performance.now();
    for (const [index, name] of names.entries()) {
      await engine.run({ name, command: ["sh", "-c", `sleep 0.${index % 10}; exit ${index}`] });
      // Spread over ten seconds, whatever the machine is worth.
      await until("the next turn", () => performance.now() - begun > (10_000 / SHORT_LIVES) * (index + 1));
    }
    await until("every death", () => names.every((name) => hydra.told("container.exited", { name }).length > 0), {
      state: () => hydra.told("container.exited").length,
    });
    // Looks and events come in any order on a loaded machine; each life is told once all the same.
    const lives = names.map((name) => ({
      name,
      appeared: hydra.told("container.appeared", { name }).length,
      exits: hydra.told("container.exited", { name }).map(({ data }) => [data["exitCode"], data["stoppedBy"]]),
    }));
    expect(lives).toEqual(names.map((name, index) => ({ name, appeared: 1, exits: [[index, "itself"]] })));
    const { body } = await hydra.fetch("GET", "/containers/show/loud-0");
    expect((body["container"] as { state: string }).state).toBe("running");
    // Somebody did shout, and was heard or told to be too loud.
    await until("the shouting", async () => {
      const { containers } = await hydra.get<{ containers: { container: string; lines: number; linesDropped: number }[] }>("/logs/status");
      const loud = containers.filter(({ container }) => container.startsWith("loud-"));
      return loud.reduce((sum, { lines, linesDropped }) => sum + lines + linesDropped, 0) > 20_000;
    });
  });
});
