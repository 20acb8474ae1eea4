import { describe, expect, test } from "vitest";
import { TROUBLES } from "../events.ts";
import { storyMarkdown } from "./markdown.ts";
import { incidentSentence } from "./sentence.ts";
import { spokenDuration, spokenTime } from "./times.ts";
import type { Story } from "./told.ts";

const reading = { now: Date.parse("2026-11-20T13:00:00Z"), timeZone: "UTC" };

const hung: Story = {
  id: "i1",
  state: "open",
  subject: { kind: "container", node: "home", project: "shop", name: "postgres" },
  trouble: "hung",
  openedAt: "2026-11-20T12:03:00.000Z",
  againAt: null,
  illMs: 180_000,
  resolvedAt: null,
  healedBy: null,
  affected: ["api", "web", "mail", "photos", "n8n", "grafana"],
  diagnosis: {
    category: "dependency_down",
    confidence: 0.9,
    evidence: [{ source: "log of api", line: "timeout `expired` <b>", why: "it waits for postgres" }],
  },
  signals: [{ at: "2026-11-20T12:03:01.000Z", detail: "its check timed out" }],
  changes: [{ at: "2026-11-20T11:50:00.000Z", name: "postgres", what: "image changed from 15 to 16", why: "on itself, 13 minutes before" }],
  plan: {
    steps: [{ remedy: "restart", subject: "postgres", why: "it does not answer", record: "worked 7 of 8 times" }],
    holdBack: "it is protected",
    forPerson: "Approve the restart.",
  },
  attempts: [],
  timeline: [{ at: "2026-11-20T12:03:00.000Z", what: "postgres stopped answering" }],
};

const healed: Story = {
  ...hung,
  state: "resolved",
  resolvedAt: "2026-11-20T12:06:00.000Z",
  healedBy: "hydra",
  attempts: [
    {
      by: "hydra",
      remedy: "restart",
      subject: "postgres",
      level: "acted",
      startedAt: "2026-11-20T12:05:30.000Z",
      outcome: "proven",
      verifiedBy: "its probe",
      durationMs: 12_000,
      detail: null,
    },
  ],
};

describe("the sentence of an incident", () => {
  test("says what is wrong, who suffers, and since when", () => {
    expect(incidentSentence(hung, reading)).toBe("postgres is hung, 6 services suffer with it, since 12:03");
    expect(incidentSentence({ ...hung, affected: ["api"] }, reading)).toBe("postgres is hung, 1 service suffers with it, since 12:03");
    expect(incidentSentence({ ...hung, affected: [], state: "escalated" }, reading)).toBe("postgres is hung, since 12:03; it needs you");
    expect(incidentSentence(hung, { ...reading, timeZone: "Europe/Berlin" })).toContain("since 13:03");
    expect(incidentSentence(hung, { ...reading, now: reading.now + 86_400_000 })).toContain("since 20 Nov 12:03");
  });

  test("once it is over says how long it was and who ended it", () => {
    expect(incidentSentence(healed, reading)).toBe("postgres was hung for 3 minutes, 6 services suffered with it: Hydra healed it");
    expect(incidentSentence({ ...healed, healedBy: null }, reading)).toBe(
      "postgres was hung for 3 minutes, 6 services suffered with it: it was removed",
    );
    expect(incidentSentence({ ...healed, state: "dismissed", affected: [] }, reading)).toBe(
      "postgres was hung for 3 minutes: it was dismissed",
    );
  });

  test("of what came again says since when this time, and how long it was ill in all", () => {
    const again = { ...hung, affected: [], againAt: "2026-11-20T12:30:00.000Z", illMs: 240_000 };
    expect(incidentSentence(again, reading)).toBe("postgres is hung, since 12:30");
    const over = { ...again, state: "resolved", resolvedAt: "2026-11-20T12:31:00.000Z", healedBy: "person" } as const;
    expect(incidentSentence(over, reading)).toBe("postgres was hung for 4 minutes: a person put it right");
    expect(storyMarkdown({ ...hung, ...over }, reading)).toContain("It was over at 12:31, after 4 minutes in all.");
  });

  test("calls machines and disks what they are", () => {
    const nas = { kind: "node", node: "nas", project: null, name: "nas" };
    expect(incidentSentence({ ...hung, subject: nas, trouble: "node_lost", affected: [] }, reading)).toBe(
      "the machine nas does not answer, since 12:03",
    );
    const disk = { kind: "disk", node: "nas", project: null, name: "/var" };
    expect(incidentSentence({ ...hung, subject: disk, trouble: "disk_full", affected: [] }, reading)).toBe(
      "the disk /var of nas is full, since 12:03",
    );
  });

  test("leaves shared ground that has no name of its own as it is called", () => {
    const card = { kind: "node", node: "nas", project: null, name: "the graphics card of nas" };
    expect(incidentSentence({ ...hung, subject: card, trouble: "unhealthy", affected: [] }, reading)).toBe(
      "the graphics card of nas does not work, since 12:03",
    );
    const disk = { kind: "disk", node: "nas", project: null, name: "a disk of nas" };
    expect(incidentSentence({ ...hung, subject: disk, trouble: "disk_full", affected: [] }, reading)).toBe(
      "a disk of nas is full, since 12:03",
    );
  });

  test.each(TROUBLES)("has words for %s", (trouble) => {
    expect(incidentSentence({ ...hung, trouble, affected: [] }, reading)).toMatch(/^postgres \w[\w ]+, since 12:03$/);
    expect(incidentSentence({ ...healed, trouble, affected: [] }, reading)).toMatch(/^postgres \w[\w ]+ for 3 minutes: Hydra healed it$/);
  });
});

describe("the story as Markdown", () => {
  test("of one that goes on", () => {
    expect(storyMarkdown(hung, reading)).toBe(`# postgres is hung, 6 services suffer with it, since 12:03.

## What happened

**postgres** on home, project shop.

- 12:03:01 its check timed out

Suffering with it: api, web, mail, photos, n8n, grafana.

## Why

Dependency down (90 % sure).

- log of api: \`\`timeout \`expired\` <b>\`\`  
  it waits for postgres

## What changed before

- 11:50 **postgres**: image changed from 15 to 16 (on itself, 13 minutes before)

## What comes next

1. restart of **postgres**: it does not answer (worked 7 of 8 times)

Nothing is done now: it is protected.

**For you:** Approve the restart.

## How it ended

Not yet: it goes on.

## Timeline

- 12:03:00 postgres stopped answering
`);
  });

  test("of one that was healed says what was tried and how it ended, and plans no more", () => {
    const text = storyMarkdown(healed, reading);
    expect(text).toContain("- 12:05:30 Hydra did restart of **postgres**; it worked after 12 s, says its probe\n");
    expect(text).toContain("## How it ended\n\nHydra healed it. It was over at 12:06, after 3 minutes.");
    expect(text).not.toContain("What comes next");
  });

  test("of one that nobody understands says so", () => {
    const bare: Story = { ...hung, diagnosis: null, changes: [], plan: null, timeline: [], signals: [], affected: [] };
    const text = storyMarkdown(bare, reading);
    expect(text).toContain("Not known: nothing that Hydra saw explains it.");
    expect(text).not.toMatch(/What changed|Timeline|What comes next|What was tried/);
  });

  test("shows hostile names and lines as they are, and nothing of them as markup", () => {
    const bad = "x`|<img src=x onerror=alert(1)>\n# Owned [a](javascript:b)";
    const text = storyMarkdown(
      {
        ...healed,
        subject: { kind: "container", node: bad, project: bad, name: bad },
        affected: [bad],
        diagnosis: { category: bad, confidence: 1, evidence: [{ source: bad, line: bad, why: bad }] },
        signals: [{ at: hung.openedAt, detail: bad }],
        changes: [{ at: hung.openedAt, name: bad, what: bad, why: bad }],
        timeline: [{ at: hung.openedAt, what: bad }],
      },
      reading,
    );
    const withoutCode = text.replaceAll(/(`+) ?x`.*?[^`]\1(?!`)/g, "");
    expect(withoutCode.replaceAll(/\\[!-/:-@[-`{-~]/g, "")).not.toMatch(/[<|`[\]]|onerror=alert\(/);
    expect(text.match(/^##? .{3}/gm)).toEqual(["# x\\`", "## Wha", "## Why", "## Wha", "## Wha", "## How", "## Tim"]);
  });

  test("of a long one is cut, and says how much is left out", () => {
    const timeline = Array.from({ length: 70 }, (_, at) => ({ at: hung.openedAt, what: `step ${at}` }));
    expect(storyMarkdown({ ...hung, timeline }, reading)).toContain("step 59\n- … and 10 more\n");
  });
});

test("times are spoken", () => {
  expect([850, 12_000, 180_000, 7_200_000, 4 * 86_400_000, -5].map(spokenDuration)).toEqual([
    "850 ms",
    "12 s",
    "3 minutes",
    "2 hours",
    "4 days",
    "0 ms",
  ]);
  expect(spokenTime("2025-11-20T12:03:00Z", reading)).toBe("20 Nov 12:03");
});
