import { afterEach, describe, expect, test } from "vitest";
import { Ward } from "../../src/features/care/healing/testing/ward.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("the wall clock jumps by hours", () => {
  let ward: Ward;

  afterEach(() => ward?.[Symbol.asyncDispose]());

  /** Rounds of a second each go by, with and without jumps. */
  const live = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) ward.clock.advance(1_000);
  };
  const judged = async (): Promise<string[]> =>
    (await ward.deeds()).map(({ id, level, outcome }) => `${String(id)} ${String(level)} ${String(outcome)}`);

  test.each([
    ["forward and back", [5 * HOUR, -10 * HOUR, 5 * HOUR]],
    ["back and forward", [-5 * HOUR, 10 * HOUR, -5 * HOUR]],
  ])("%s: what was done is judged once, and the limit holds as long as it would have", async (_name, jumps) => {
    ward = await Ward.open({ name: "web" });
    await ward.allow("act");
    ward.afterRestart("web", "unhealthy");
    ward.sicken("web");
    await ward.opened("web");
    await ward.settled("web");
    await ward.until(async () => expect((await ward.attempts()).map(({ outcome }) => outcome)).toEqual(["failed"]));
    await ward.until(async () => expect(await judged()).toHaveLength(1));
    for (const jump of jumps) {
      ward.clock.jump(jump);
      live(3);
      expect(ward.docker.restarted).toHaveLength(1);
    }
    // Its pause of 30 s really goes by: then it goes on, and is not locked for hours.
    ward.afterRestart("web", "healthy");
    await ward.until(async () => {
      ward.clock.advance(1_000);
      expect((await ward.attempts()).map(({ outcome }) => outcome)).toEqual(["failed", "proven"]);
    });
    expect(ward.docker.restarted).toHaveLength(2);
    await ward.until(async () => expect((await judged()).length).toBeGreaterThanOrEqual(2));
    for (const jump of jumps) {
      ward.clock.jump(jump);
      live(3);
    }
    live(15 * 60);
    const deeds = await judged();
    expect(deeds).toHaveLength(2);
    expect(new Set(deeds).size).toBe(2);
  });

  test("what would have been done is judged once too, and a jump back does not postpone it for hours", async () => {
    ward = await Ward.open({ name: "web" });
    ward.sicken("web");
    await ward.opened("web");
    await ward.settled("web");
    await ward.until(async () => expect(await ward.attempts()).toMatchObject([{ level: "would", outcome: "pending" }]));
    ward.clock.jump(-6 * HOUR);
    await ward.until(async () => {
      ward.clock.advance(10_000);
      expect(await judged()).toHaveLength(1);
    });
    expect(await ward.deeds()).toMatchObject([{ level: "would", outcome: "unknown" }]);
    for (const jump of [12 * HOUR, -18 * HOUR, 6 * HOUR]) {
      ward.clock.jump(jump);
      live(30);
    }
    expect(await judged()).toHaveLength(1);
    expect(ward.docker.restarted).toEqual([]);
  });
});
