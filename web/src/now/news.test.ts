import { expect, test } from "vitest";
import type { Incident } from "../api/shapes.ts";
import { newsSince } from "./news.ts";

const SINCE = "2026-11-23T12:00:00.000Z";
const at = (clock: string): string => `2026-11-23T${clock}:00.000Z`;

function incident(id: string, told: Partial<Incident>): Incident {
  return {
    id,
    sentence: `${id} is down`,
    state: "open",
    severity: "high",
    subject: { kind: "container", key: `node/${id}`, node: "node", project: null, name: id },
    trouble: "crashed",
    openedAt: at("13:00"),
    againAt: null,
    resolvedAt: null,
    illMs: 0,
    healedBy: null,
    reason: null,
    affected: [],
    cause: { category: "unknown", confidence: 0 },
    attempts: 0,
    signals: 1,
    happenedAt: at("13:00"),
    detectedMs: 10,
    mergedInto: null,
    wasIllAtFirstSight: false,
    ...told,
  };
}

const over = (id: string, clock: string): Incident =>
  incident(id, { state: "resolved", openedAt: at("09:00"), resolvedAt: at(clock), healedBy: "hydra" });

function entry(clock: string, told: object = {}) {
  return {
    seq: 1,
    at: at(clock),
    actor: "hydra:healing",
    caller: "hydra" as const,
    door: "internal" as const,
    operation: "containers.restart",
    subject: "db",
    input: {},
    outcome: "done" as const,
    detail: null,
    digest: "",
    previous: "",
    ...told,
  };
}

function deed(clock: string, told: object = {}) {
  return {
    at: at(clock),
    operation: "containers.restart",
    subject: "db",
    node: "node",
    project: null,
    cause: null,
    level: "acted" as const,
    outcome: "right" as const,
    reason: "it answers",
    grantee: "hydra:healing",
    id: clock,
    ...told,
  };
}

const nothing = { incidents: [], entries: [], deeds: [] };

test("what began before and goes on is no news; what came again is", () => {
  const incidents = [incident("old", { openedAt: at("09:00") }), incident("again", { openedAt: at("09:00"), againAt: at("12:30") })];
  expect(newsSince(SINCE, { ...nothing, incidents })).toMatchObject({ began: 1, over: [] });
});

test("what is over since then is told, the last first; what was over before is not", () => {
  const { began, over: told } = newsSince(SINCE, { ...nothing, incidents: [over("a", "12:10"), over("b", "12:20"), over("c", "11:00")] });
  expect(began).toBe(0);
  expect(told.map(({ id }) => id)).toEqual(["b", "a"]);
});

test("what turned out to be a part of another incident is told there", () => {
  const part = incident("part", { state: "dismissed", resolvedAt: at("13:01"), mergedInto: "whole-1" });
  expect(newsSince(SINCE, { ...nothing, incidents: [part] })).toMatchObject({ began: 0, over: [] });
});

test("only what Hydra or a model did by itself is a doing, with how it turned out", () => {
  const entries = [entry("12:30"), entry("12:40", { caller: "person" }), entry("12:41", { outcome: "refused" }), entry("11:00")];
  expect(newsSince(SINCE, { ...nothing, entries, deeds: [deed("12:30")] }).doings).toEqual([
    { at: at("12:30"), who: "hydra", operation: "containers.restart", subject: "db", outcome: "done", judged: "right", times: 1 },
  ]);
});

test("the same again is counted, with its last time; a deed of another time judges nothing", () => {
  const entries = [entry("12:30", { outcome: "would" }), entry("12:50", { outcome: "would" })];
  expect(newsSince(SINCE, { ...nothing, entries, deeds: [deed("12:20")] }).doings).toMatchObject([
    { at: at("12:50"), outcome: "would", judged: null, times: 2 },
  ]);
});
