import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHydra } from "../../bench/incidents/adapters/hydra.ts";
import { readCases } from "../../bench/incidents/case.ts";
import { runCases, type Played } from "../../bench/incidents/runner.ts";
import { canOwnEngine, OwnEngine } from "../cluster/own-engine.ts";
import { BUSYBOX_IMAGE } from "../peers/peers.ts";

const cases = readCases().filter(({ quick }) => quick);

describe.skipIf(!canOwnEngine)("the quick cases of bench/incidents", () => {
  let engine: OwnEngine;
  let played = new Map<string, Played>();

  beforeAll(async () => {
    engine = await OwnEngine.open();
    const run = { socketPath: engine.socket, runId: `t${process.pid}`, image: BUSYBOX_IMAGE, openTool: openHydra, parallel: 4 };
    played = new Map((await runCases(cases, run)).map((each) => [each.theCase.id, each]));
  }, 600_000);

  afterAll(async () => {
    await engine?.end();
  }, 120_000);

  test.each(cases.map(({ id, title }) => [id, title]))("%s: %s", (id) => {
    expect(played.get(id)).toMatchObject({ problem: null, score: { isEndRight: true, wrongs: [], isToldOnce: true } });
    // Null: not judged in this case.
    expect(played.get(id)).not.toMatchObject({ score: { isCauseRight: false } });
    expect(played.get(id)).not.toMatchObject({ score: { isRootRight: false } });
  });
});
