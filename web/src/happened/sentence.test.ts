import { describe, expect, test } from "vitest";
import { csvOf } from "./csv.ts";
import { byDay, detailOf, sentenceOf, whoIs, type AuditEntry } from "./sentence.ts";

function line(overrides: Partial<AuditEntry>): AuditEntry {
  return {
    seq: 1,
    at: "2026-11-23T10:00:00.000Z",
    actor: "person:owner",
    caller: "person",
    door: "page",
    operation: "containers.restart",
    subject: "web",
    input: {},
    outcome: "done",
    detail: null,
    digest: "d",
    previous: "p",
    ...overrides,
  };
}

function told(overrides: Partial<AuditEntry>): string {
  return sentenceOf(line(overrides), (name) => (name === "lamps.switch" ? "Switch a lamp" : undefined));
}

describe("a line in plain language", () => {
  test.each<[Partial<AuditEntry>, string]>([
    [{}, "You restarted web."],
    [
      { actor: "model:owner", operation: "containers.stop", subject: "db", outcome: "refused" },
      "A model of yours wanted to stop db: refused.",
    ],
    [
      { actor: "model:claude", operation: "containers.stop", subject: "db", outcome: "asked" },
      "The model claude asked to stop db: a person has to say yes.",
    ],
    [{ actor: "hydra:healing", outcome: "would" }, "Hydra (healing) only watches: it did not restart web."],
    [{ actor: "program:n8n", outcome: "failed" }, "The program n8n tried to restart web: it failed."],
    [{ outcome: "interrupted" }, "You began to restart web and was cut off: nobody knows how it ended."],
    [{ operation: "incidents.dismiss", subject: null, input: { id: "web-1" } }, "You dismissed the incident web-1."],
    [{ operation: "containers.start", subject: null, input: null }, "You started something."],
    [{ operation: "lamps.switch", subject: "hall" }, "You did this: Switch a lamp (hall)."],
    [{ operation: "gone.away", subject: null }, "You did this: gone.away."],
    [{ operation: "audit.prune", actor: "hydra:kernel", subject: null }, "Hydra (kernel) dropped the oldest lines of this list."],
    [{ operation: "approvals.approve", subject: "containers.restart web" }, "You approved: restart web."],
    [{ operation: "approvals.reject", subject: "lamps.switch hall" }, "You said no to: Switch a lamp: hall."],
    [{ operation: "approvals.approve", subject: null, input: { id: "approval_01m853q7v8w9x0y1z2a3b4" } }, "You approved: something."],
    [
      { operation: "settings.pass", subject: "protect, tell" },
      "You answered a first step: What must never be touched, Where to reach you.",
    ],
    [{ operation: "grants.choose", subject: "ask" }, "You chose how much Hydra may do: ask first."],
    [{ operation: "access.issue", subject: "grafana" }, "You made a token for grafana."],
    [{ subject: "$& {it}" }, "You restarted $& {it}."],
  ])("%j", (overrides, sentence) => expect(told(overrides)).toBe(sentence));

  test("another person is told by name", () => expect(whoIs("person:anna")).toBe("anna"));
});

test("an approval's id is no reason: that a person was asked is", () => {
  expect(detailOf({ detail: "approval_01m853", outcome: "done" })).toContain("said yes");
  expect(detailOf({ detail: "approval_01m853", outcome: "asked" })).toBeNull();
  expect(detailOf({ detail: "the disk is full", outcome: "failed" })).toBe("the disk is full");
});

function at(day: number, hour: number): AuditEntry {
  return line({ at: new Date(2026, 10, day, hour).toISOString() });
}

test("lines stand under their day, in their order", () => {
  const days = byDay([at(23, 12), at(23, 1), at(22, 23)]);
  expect(days.map(({ entries }) => entries.length)).toEqual([2, 1]);
});

test("a table for other programs keeps every sign, and calculates nothing", () => {
  const csv = csvOf([line({ subject: '=1+1 "x", y', detail: "two\nlines", input: { name: "a,b" } })]);
  const [head, ...rest] = csv.split("\r\n");
  expect(head).toBe("seq,at,actor,caller,door,operation,subject,outcome,detail,input,digest,previous");
  expect(rest.join("\r\n")).toContain(`"'=1+1 ""x"", y",done,"two\nlines","{""name"":""a,b""}",d,p\r\n`);
});
