import { expect, test } from "vitest";
import type { Incident } from "../keeping/incident.ts";
import { opened } from "../keeping/opening.ts";
import { figuresOf, WEEK_MS } from "./figures.ts";
import { similarTo } from "./similar.ts";

const NOW = Date.UTC(2026, 10, 23);
const HOUR = 3_600_000;

function incident(seq: number, said: Partial<Incident> = {}): Incident {
  const made = opened(
    {
      subject: { kind: "container", key: "home//web", node: "home", project: null, name: "web" },
      trouble: "crashed",
      cause: null,
      category: "unknown",
      confidence: 0,
      clues: [],
      signals: [],
      happenedAt: NOW - HOUR,
      isLive: true,
      wasIllAtFirstSight: false,
      runStartedAt: null,
      isWithDocker: false,
    },
    seq,
    NOW - HOUR,
  );
  return { ...made, ...said };
}

test("weeks are counted by what happened in them; nothing measured is null", () => {
  const [thisWeek, lastWeek] = figuresOf(
    [
      incident(1, { detectedMs: 100, state: "resolved", closedAt: NOW - HOUR / 2, healedBy: "docker" }),
      incident(2, { detectedMs: 300, state: "dismissed", closedAt: NOW - 1, isFalse: true }),
      incident(3, { detectedMs: 9_000_000, isLive: false }),
      incident(4, { wasIllAtFirstSight: true }),
      incident(5, { mergedInto: "web-1", state: "dismissed", closedAt: NOW }),
      incident(7, { openedAt: NOW - 3 * WEEK_MS, state: "resolved", closedAt: NOW - HOUR, healedBy: null }),
      incident(6, {
        openedAt: NOW - WEEK_MS - HOUR,
        state: "resolved",
        closedAt: NOW - HOUR,
        healedBy: "person",
        happenedAt: NOW - 3 * HOUR,
      }),
    ],
    NOW,
    2,
  );
  expect(thisWeek).toEqual({
    from: NOW - WEEK_MS,
    opened: 3,
    false: 1,
    healedBy: { hydra: 0, docker: 1, person: 1, itself: 0 },
    byPerson: 1,
    medianDetectedMs: 200,
    medianToWellMs: 1.25 * HOUR,
  });
  expect(lastWeek).toMatchObject({ opened: 1, false: 0, medianToWellMs: null });
});

test("similar are the same thing first, then the same cause elsewhere; unknown is like nothing", () => {
  const other = { kind: "container" as const, key: "home//api", node: "home", project: null, name: "api" };
  const now = incident(9, { category: "disk_full" });
  const past = [
    incident(1, { category: "timeout", closedAt: NOW, state: "resolved", reason: "Docker brought it back." }),
    incident(2, { subject: other, category: "disk_full", closedAt: NOW }),
    incident(3, { subject: other, category: "timeout", closedAt: NOW }),
    incident(4, { trouble: "hung", category: "disk_full", closedAt: NOW }),
    incident(5, { category: "disk_full", closedAt: NOW }),
  ];
  expect(similarTo(now, past).map(({ id }) => id)).toEqual(["web-5", "web-1", "web-2"]);
  expect(similarTo(incident(9), past.slice(1, 3))).toEqual([]);
});
