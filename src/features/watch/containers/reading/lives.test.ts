import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ContainerEvent } from "../../../../integrations/docker/facts.ts";
import { Lives, type Stand } from "./lives.ts";

const event = (action: "start" | "die", at: number): ContainerEvent => ({
  at,
  action,
  containerId: "a",
  name: "a",
  exitCode: action === "die" ? at : null,
  signal: null,
  health: null,
});
const runs = (startedAt: number): Stand => ({ isRunning: true, startedAt, finishedAt: null });
const ended = (startedAt: number, finishedAt: number): Stand => ({ isRunning: false, startedAt, finishedAt });
const NEVER: Stand = { isRunning: false, startedAt: null, finishedAt: null };
const whats = (lives: Lives): string[] => lives.take().map(({ what }) => what);

/** Known since before, and running since 1,000. */
function known(stand: Stand = runs(1_000)): Lives {
  const lives = new Lives();
  lives.see(stand, false);
  return lives;
}

describe("the turns of a container", () => {
  test("between two looks are all told, with their own codes", () => {
    const lives = known();
    for (const [index, action] of (["die", "start", "die", "start"] as const).entries()) lives.hear(event(action, 5_000 + index), null);
    expect(lives.take().map(({ what, exitCode }) => [what, exitCode])).toEqual([
      ["end", 5_000],
      ["start", null],
      ["end", 5_002],
      ["start", null],
    ]);
  });

  test("are not told by a look that is ahead, but by the event, once, with its code and who it was", () => {
    const lives = known();
    expect(lives.isBehind(ended(1_000, 9_000))).toBe(true);
    lives.hear(event("die", 9_010), "itself");
    lives.hear(event("die", 9_010), "itself");
    expect(lives.take()).toEqual([{ what: "end", at: 9_010, exitCode: 9_010, by: "itself", actor: null }]);
    expect(lives.isBehind(ended(1_000, 9_000))).toBe(false);
  });

  test("that no event tells are found by comparing, and an event that comes after all is nothing new", () => {
    const lives = known();
    lives.catchUp(runs(50_000));
    expect(whats(lives)).toEqual(["end", "start"]);
    lives.hear(event("die", 49_000), "itself");
    lives.hear(event("start", 50_020), null);
    expect(whats(lives)).toEqual([]);
    lives.hear(event("die", 60_000), "itself");
    expect(whats(lives)).toEqual(["end"]);
  });

  test("are told after the clock was put back, whatever was settled by it before", () => {
    const lives = known(runs(7_200_000));
    lives.hear(event("die", 3_600_000), "itself", null, 3_600_010);
    lives.hear(event("start", 3_600_500), null, null, 3_600_510);
    expect(whats(lives)).toEqual(["end", "start"]);
  });

  test("make a short life that no event told of a start and an end", () => {
    const [lives, fresh] = [known(ended(1_000, 2_000)), known(NEVER)];
    lives.catchUp(ended(50_000, 51_000));
    fresh.catchUp(ended(50_000, 51_000));
    expect([whats(lives), whats(fresh)]).toEqual([
      ["start", "end"],
      ["start", "end"],
    ]);
  });

  test("before it was seen first are past, and its appearing says its first start", () => {
    const old = new Lives();
    old.hear(event("die", 500), "person");
    old.see(ended(100, 490), false);
    expect(whats(old)).toEqual([]);
    const brief = new Lives();
    brief.hear(event("start", 1_000), null);
    brief.hear(event("die", 1_500), "itself");
    brief.see(ended(990, 1_490), true);
    expect(whats(brief)).toEqual(["end"]);
    const created = new Lives();
    created.see(NEVER, true);
    created.hear(event("start", 1_000), null);
    expect(whats(created)).toEqual(["start"]);
  });

  test("after a first look that was ahead of all events are told by them", () => {
    const lives = new Lives();
    lives.see(ended(3_000, 3_500), true);
    for (const [index, action] of (["start", "die", "start", "die"] as const).entries())
      lives.hear(event(action, 1_000 + index * 800), null);
    expect(whats(lives)).toEqual(["end", "start", "end"]);
  });
});

interface Step {
  /** How many events are heard before the next thing happens: they come late, and in order. */
  heard: number;
  looks: boolean;
  pauseMs: number;
}

const steps = fc.array(fc.record({ heard: fc.nat(3), looks: fc.boolean(), pauseMs: fc.integer({ min: 2_000, max: 20_000 }) }), {
  minLength: 1,
  maxLength: 40,
});

/** A container that starts and ends by turns, as an engine tells of it. */
function play(all: readonly Step[], isNew: boolean, onLook: (lives: Lives, stand: Stand) => void) {
  const lives = new Lives();
  const pending: ContainerEvent[] = [];
  const happened: number[] = [];
  const told: { what: string; at: number | null }[] = [];
  let now = 1_000;
  let stand: Stand = isNew ? NEVER : runs(now);
  let isSeen = !isNew;
  if (isSeen) lives.see(stand, false);
  const look = (): void => {
    if (!isSeen) lives.see(stand, true);
    isSeen = true;
    onLook(lives, stand);
    told.push(...lives.take());
  };
  for (const { heard, looks, pauseMs } of all) {
    now += pauseMs;
    stand = stand.isRunning
      ? { ...stand, isRunning: false, finishedAt: now }
      : { isRunning: true, startedAt: now, finishedAt: stand.finishedAt };
    // The engine tells a moment after it wrote it down.
    pending.push(event(stand.isRunning ? "start" : "die", now + 30));
    happened.push(now + 30);
    for (const each of pending.splice(0, heard)) lives.hear(each, null);
    if (looks) look();
  }
  for (const each of pending.splice(0)) lives.hear(each, null);
  look();
  return { told, happened, stand, lives };
}

test("however looks and events fall, every turn is told once and in order", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const { told, happened } = play(all, false, () => undefined);
      expect(told.map(({ at }) => at)).toEqual(happened);
    }),
  );
});

test("of a new container every turn but its first start is told once: that it appeared says that", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const { told, happened } = play(all, true, () => undefined);
      expect(told.map(({ at }) => at)).toEqual(happened.slice(1));
    }),
  );
});

test("whoever gives up waiting too early hears less, never a turn twice, and is right in the end", () => {
  fc.assert(
    fc.property(steps, fc.infiniteStream(fc.boolean()), (all, givesUp) => {
      const { told, happened, stand, lives } = play(all, false, (each, now) => {
        if (givesUp.next().value === true) each.catchUp(now);
      });
      const turns = told.map(({ what }) => what);
      expect(turns).toEqual(turns.map((_turn, index) => (index % 2 === 0 ? "end" : "start")));
      expect(turns.length).toBeLessThanOrEqual(happened.length);
      expect(turns.length % 2 === 0).toBe(stand.isRunning);
      expect(lives.isBehind(stand)).toBe(false);
    }),
  );
});
