import fc from "fast-check";
import { expect, test } from "vitest";
import type { ContainerEvent } from "../../../../integrations/docker/facts.ts";
import { Lives } from "./lives.ts";

const STAYS = { wasRunning: true, isRunning: true, isAnotherRun: false };
const RESTARTED = { wasRunning: true, isRunning: true, isAnotherRun: true };
const ENDED = { wasRunning: true, isRunning: false, isAnotherRun: false };
const STARTED = { wasRunning: false, isRunning: true, isAnotherRun: true };
const event = (action: "start" | "die", at = 1): ContainerEvent => ({
  at,
  action,
  containerId: "a",
  name: "a",
  exitCode: action === "die" ? at : null,
  signal: null,
  health: null,
});
const whats = (turns: readonly { what: string }[]): string[] => turns.map(({ what }) => what);

test("ends and starts between two looks are all told, with their own codes", () => {
  const lives = new Lives();
  for (const [index, action] of (["die", "start", "die", "start"] as const).entries()) lives.hear(event(action, index + 1), null);
  const turns = lives.take(RESTARTED);
  expect(turns.map(({ what, exitCode }) => [what, exitCode])).toEqual([
    ["end", 1],
    ["start", null],
    ["end", 3],
    ["start", null],
  ]);
  expect(lives.take(STAYS)).toEqual([]);
});

test("what comparing found first is not told again when its event comes", () => {
  const lives = new Lives();
  expect(whats(lives.take(ENDED))).toEqual(["end"]);
  lives.hear(event("die"), "itself");
  lives.hear(event("start"), null);
  expect(whats(lives.take(STARTED))).toEqual(["start"]);
});

test("a short life that no event told of is a start and an end", () => {
  expect(whats(new Lives().take({ wasRunning: false, isRunning: false, isAnotherRun: true }))).toEqual(["start", "end"]);
});

test("an event that never came is not waited for after the engine was out of sight", () => {
  const lives = new Lives();
  lives.take(RESTARTED);
  lives.loseSight();
  lives.hear(event("die"), null);
  expect(whats(lives.take(ENDED))).toEqual(["end"]);
});

test("at first sight only what came after the first start is told, and nothing of what was there before", () => {
  const brief = new Lives();
  brief.hear(event("start"), null);
  brief.hear(event("die"), "itself");
  expect(whats(brief.takeFirst(true, { isRunning: false, startedAt: 1 }))).toEqual(["end"]);
  const old = new Lives();
  old.hear(event("die"), "person");
  expect(old.takeFirst(false, { isRunning: false, startedAt: 1 })).toEqual([]);
});

test("a first look that is ahead of the events hears the start and tells the end once", () => {
  const running = new Lives();
  expect(running.takeFirst(true, { isRunning: true, startedAt: 1_000 })).toEqual([]);
  running.hear(event("start", 1_020), null);
  running.hear(event("die", 1_500), "itself");
  expect(whats(running.take(ENDED))).toEqual(["end"]);
  const over = new Lives();
  expect(over.takeFirst(true, { isRunning: false, startedAt: 1_000 })).toEqual([]);
  over.hear(event("start", 1_020), null);
  over.hear(event("die", 1_500), "itself");
  expect(over.take({ wasRunning: false, isRunning: false, isAnotherRun: false }).map(({ what, by }) => [what, by])).toEqual([
    ["end", "itself"],
  ]);
});

test("however events and looks fall, each end and start is told once", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ isLookFirst: fc.boolean(), looks: fc.boolean() }), { maxLength: 40 }), (steps) => {
      const lives = new Lives();
      const told: string[] = [];
      let now = { isRunning: true, run: 0 };
      let known = now;
      const look = (): void => {
        const difference = { wasRunning: known.isRunning, isRunning: now.isRunning, isAnotherRun: known.run !== now.run };
        known = now;
        told.push(...whats(lives.take(difference)));
      };
      for (const { isLookFirst, looks } of steps) {
        now = { isRunning: !now.isRunning, run: now.run + (now.isRunning ? 0 : 1) };
        if (isLookFirst) look();
        lives.hear(event(now.isRunning ? "start" : "die"), null);
        if (looks) look();
      }
      look();
      expect(told).toEqual(steps.map((_step, index) => (index % 2 === 0 ? "end" : "start")));
    }),
  );
});
