import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NOTICE_KINDS, SEVERITIES } from "../events.ts";
import { arrive } from "./arrival.ts";
import { compose } from "./compose.ts";
import { decide } from "./decide.ts";
import { composeDigest, type DigestFacts } from "./digest.ts";
import { LocalTime, minutesOf } from "./local-time.ts";
import { isQuiet, quietUntil } from "./quiet-hours.ts";
import { BURST_MS, BURST_TOPICS, isTrouble, type Fate, type LastTelling, type Pending, type Rules } from "./rules.ts";

const MINUTE_MS = 60_000;
const utc = new LocalTime("UTC");

function notice(change: Partial<Pending> = {}): Pending {
  return {
    id: "n1",
    kind: "down",
    severity: "high",
    topic: "db",
    title: "db is down",
    text: "since noon",
    path: "/#incident=db",
    raisedAt: 0,
    receivedAt: 0,
    isHeld: false,
    ...change,
  };
}

const all = ["needs-person", "down", "better", "digest"];
function rules(change: Partial<Rules> = {}): Rules {
  return {
    channels: [{ name: "phone", severityAtLeast: "medium", kinds: all }],
    groupMs: 10_000,
    againAfterMs: 240 * MINUTE_MS,
    quiet: null,
    local: utc,
    ...change,
  };
}

function decideAbout(
  pending: Pending[],
  more: { now?: number; last?: LastTelling; recent?: { at: number; topics: number }[] } & Partial<Rules> = {},
) {
  const { now = 10_000, last, recent = [], ...change } = more;
  return decide({ now, pending, recent, lastTold: () => last }, rules(change));
}

describe("the clock on the wall", () => {
  test("knows local days and hours", () => {
    const berlin = new LocalTime("Europe/Berlin");
    const at = Date.UTC(2026, 6, 1, 22, 30);
    expect([berlin.day(at), berlin.minutes(at)]).toEqual(["2026-07-02", minutesOf("00:30")]);
    expect(() => new LocalTime("Europe/Berlim")).toThrow(RangeError);
  });

  test("comes to a time that is skipped at the moment of the change, to one that is there twice at the first", () => {
    const berlin = new LocalTime("Europe/Berlin");
    const forward = Date.UTC(2026, 2, 29, 1);
    expect(berlin.next(minutesOf("02:30"), forward - 3_600_000)).toBe(forward);
    const back = Date.UTC(2026, 9, 25, 1);
    expect(berlin.next(minutesOf("02:30"), back - 3_600_000)).toBe(back - 30 * MINUTE_MS);
    expect(berlin.next(minutesOf("02:30"), back)).toBe(back + 30 * MINUTE_MS);
  });
});

const zones = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "America/St_Johns",
  "Pacific/Apia",
);
// Days around changes of the clock in all of these, and any other.
const moments = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
  fc
    .tuple(
      fc.constantFrom(
        Date.UTC(2026, 2, 8, 7),
        Date.UTC(2026, 2, 29, 1),
        Date.UTC(2026, 9, 25, 1),
        Date.UTC(2026, 10, 1, 6),
        Date.UTC(2026, 3, 4, 15),
        Date.UTC(2026, 9, 3, 15, 30),
      ),
      fc.integer({ min: -86_400_000, max: 86_400_000 }),
    )
    .map(([change, offset]) => change + offset),
);
const timesOfDay = fc
  .integer({ min: 0, max: 1_439 })
  .map((minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`);

const at = (hours: number, minutes: number): number => Date.UTC(2026, 10, 23, hours, minutes);

describe("quiet hours", () => {
  test("go over midnight, and end at their end", () => {
    const quiet = { from: "22:30", to: "07:00", severityAtLeast: "critical" as const };
    expect([at(22, 29), at(22, 30), at(23, 59), at(0, 0), at(6, 59), at(7, 0)].map((each) => isQuiet(each, quiet, utc))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(quietUntil(at(23, 0), quiet, utc)).toBe(at(31, 0));
    expect(isQuiet(at(12, 0), { ...quiet, from: "07:00" }, utc)).toBe(false);
  });

  test("that leave out a minute which the clock skips go on until the next day's", () => {
    const local = new LocalTime("America/St_Johns");
    const quiet = { from: "02:01", to: "02:00", severityAtLeast: "critical" as const };
    // The clock goes from 02:00 to 03:00 a moment later.
    expect(quietUntil(1_772_947_799_999, quiet, local)).toBe(Date.UTC(2026, 2, 9, 4, 30));
  });

  test("that the clock is put back before end there, and begin once more", () => {
    const quiet = { from: "02:07", to: "00:00", severityAtLeast: "critical" as const };
    // The clock goes from 03:00 to 02:00 a moment later.
    expect(quietUntil(1_792_889_999_999, quiet, new LocalTime("Europe/Berlin"))).toBe(1_792_890_000_000);
  });

  test("whatever the zone and the change of the clock, end at the first minute that is not quiet", () => {
    fc.assert(
      fc.property(zones, moments, timesOfDay, timesOfDay, (zone, now, from, to) => {
        const local = new LocalTime(zone);
        const quiet = { from, to, severityAtLeast: "critical" as const };
        fc.pre(isQuiet(now, quiet, local));
        const end = quietUntil(now, quiet, local);
        expect(end).toBeGreaterThan(now);
        expect(end - now).toBeLessThanOrEqual(27 * 3_600_000);
        expect(isQuiet(end, quiet, local)).toBe(false);
        for (let at = now; at < end; at += 7 * MINUTE_MS) expect(isQuiet(at, quiet, local)).toBe(true);
        expect(isQuiet(end - 1, quiet, local)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("deciding", () => {
  test("waits for neighbours, then tells one message for each topic", () => {
    const two = [notice(), notice({ id: "n2", topic: "web", receivedAt: 4_000 })];
    expect(decideAbout(two, { now: 9_999 })).toEqual({ messages: [], fates: [], nextAt: 10_000 });
    const plan = decideAbout(two);
    expect(plan.messages.map(({ kind, channels, notices }) => [kind, channels, notices.map(({ id }) => id)])).toEqual([
      ["notice", ["phone"], ["n1"]],
      ["notice", ["phone"], ["n2"]],
    ]);
    expect(plan.fates.map(({ fate }) => fate)).toEqual(["sending", "sending"]);
  });

  test("goes on waiting while more comes in, for a minute at most", () => {
    const busy = (now: number): Pending[] => [notice(), notice({ id: "n2", receivedAt: now - 500 })];
    expect(decideAbout(busy(10_000)).nextAt).toBe(10_500);
    expect(decideAbout(busy(60_000), { now: 60_000 }).messages).toHaveLength(1);
    expect(decideAbout([notice({ receivedAt: 99_000_000 })]).messages).toHaveLength(1);
  });

  test("makes many topics one message, and waits a minute before the next", () => {
    const many = Array.from({ length: BURST_TOPICS }, (_, index) => notice({ id: `n${index}`, topic: `t${index}`, kind: "needs-person" }));
    const [message, ...others] = decideAbout(many).messages;
    expect(others).toEqual([]);
    expect(message).toMatchObject({ kind: "burst", topics: BURST_TOPICS });
    const recent = [{ at: 10_000, topics: BURST_TOPICS }];
    expect(decideAbout([notice({ receivedAt: 11_000 })], { now: 30_000, recent })).toEqual({
      messages: [],
      fates: [],
      nextAt: 10_000 + BURST_MS,
    });
    expect(decideAbout([notice({ receivedAt: 11_000 })], { now: 70_000, recent }).messages).toHaveLength(1);
    // Four were told one by one: with two more they are a burst.
    const two = [notice({ receivedAt: 11_000 }), notice({ id: "n2", topic: "web", receivedAt: 11_000 })];
    expect(decideAbout(two, { now: 30_000, recent: [{ at: 10_000, topics: 4 }] }).messages).toMatchObject([{ kind: "burst" }]);
  });

  test.each([
    ["the same again", { kind: "down", severity: "high" }, "dropped"],
    ["less", { kind: "down", severity: "medium" }, "dropped"],
    ["worse", { kind: "down", severity: "critical" }, "sending"],
    ["a person is needed now", { kind: "needs-person", severity: "high" }, "sending"],
    ["better", { kind: "better", severity: "low" }, "sending"],
  ] as const)("of a topic that was told: %s", (_name, change, fate) => {
    const last = { kind: "down", severity: "high", at: 0 } as const;
    expect(decideAbout([notice(change)], { last }).fates).toMatchObject([{ fate }]);
  });

  test("tells the same again after its time, and after it was better", () => {
    expect(decideAbout([notice()], { now: 240 * MINUTE_MS, last: { kind: "down", severity: "high", at: 0 } }).fates).toMatchObject([
      { fate: "sending" },
    ]);
    expect(decideAbout([notice()], { last: { kind: "better", severity: "high", at: 0 } }).fates).toMatchObject([{ fate: "sending" }]);
    expect(decideAbout([notice({ kind: "better" })], { last: { kind: "better", severity: "high", at: 0 } }).fates).toMatchObject([
      { fate: "dropped" },
    ]);
  });

  test("asks each channel by itself, and shares a message among those that hear the same", () => {
    const channels = [
      { name: "phone", severityAtLeast: "critical" as const, kinds: all },
      { name: "chat", severityAtLeast: "low" as const, kinds: all },
      { name: "log", severityAtLeast: "low" as const, kinds: all },
      { name: "asks", severityAtLeast: "low" as const, kinds: ["needs-person"] },
    ];
    const plan = decideAbout([notice({ severity: "critical" }), notice({ id: "n2", topic: "web", severity: "low" })], { channels });
    expect(plan.messages.map(({ channels: to, notices }) => [to, notices.map(({ id }) => id)])).toEqual([
      [["phone"], ["n1"]],
      [["chat", "log"], ["n1"]],
      [["chat", "log"], ["n2"]],
    ]);
    expect(decideAbout([notice({ severity: "low" })], { channels: channels.slice(0, 1) }).fates).toMatchObject([{ fate: "digest" }]);
    expect(decideAbout([notice()], { channels: [] }).fates).toEqual([{ id: "n1", fate: "digest", reason: "no channel is set up" }]);
  });

  test("holds over quiet hours what is not critical, and tells it together when they end", () => {
    const quiet = { from: "22:30", to: "07:00", severityAtLeast: "critical" as const };
    const night = Date.UTC(2026, 10, 23, 2);
    const morning = Date.UTC(2026, 10, 23, 7);
    const pending = [
      notice({ receivedAt: night - 20_000 }),
      notice({ id: "n2", topic: "fire", severity: "critical", receivedAt: night - 20_000 }),
    ];
    const plan = decideAbout(pending, { now: night, quiet });
    expect(plan.fates).toEqual([
      { id: "n1", fate: "held", reason: "quiet hours until 07:00" },
      { id: "n2", fate: "sending", reason: null },
    ]);
    expect(plan.nextAt).toBe(morning);
    const held = [notice({ isHeld: true }), notice({ id: "n3", topic: "web", isHeld: true })];
    expect(decideAbout(held, { now: morning - 1, quiet })).toEqual({ messages: [], fates: [], nextAt: morning });
    expect(decideAbout(held, { now: morning, quiet }).messages).toMatchObject([{ kind: "held", topics: 2 }]);
  });
});

const severities = fc.constantFrom(...SEVERITIES);
const comings = fc.array(
  fc.record({
    kind: fc.constantFrom(...NOTICE_KINDS),
    severity: severities,
    topic: fc.integer({ min: 0, max: 9 }).map((number) => `t${number}`),
    afterMs: fc.oneof(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: 0, max: 8 * 3_600_000 })),
  }),
  { maxLength: 60 },
);
const channelSets = fc.array(fc.record({ severityAtLeast: severities, kinds: fc.subarray(all) }), { maxLength: 3 });
const quietSets = fc.option(fc.record({ from: timesOfDay, to: timesOfDay, severityAtLeast: severities }), { nil: null });

/** What the store does, in memory: notices come, turns are taken whenever one is due, each message arrives. */
function live(
  wishes: readonly { kind: (typeof NOTICE_KINDS)[number]; severity: (typeof SEVERITIES)[number]; topic: string; afterMs: number }[],
  about: Rules,
) {
  const fates = new Map<string, Fate[]>();
  const toldIds: string[] = [];
  const messages: { at: number; topics: number; channels: readonly string[] }[] = [];
  const last = new Map<string, LastTelling>();
  let pending: Pending[] = [];
  let now = Date.UTC(2026, 9, 24, 12);
  let nextAt: number | null = null;
  const end = (id: string, fate: Fate): void => {
    fates.get(id)?.push(fate);
    pending = pending.filter((each) => each.id !== id);
  };
  const turn = (): void => {
    const recent = messages.filter(({ at }) => at > now - BURST_MS);
    const plan = decide({ now, pending, recent, lastTold: (channel, topic) => last.get(`${channel} ${topic}`) }, about);
    for (const { channels, notices, topics } of plan.messages) {
      messages.push({ at: now, topics, channels });
      for (const each of notices) {
        if (!fates.get(each.id)?.includes("told")) end(each.id, "told");
        toldIds.push(each.id);
        for (const channel of channels) last.set(`${channel} ${each.topic}`, { kind: each.kind, severity: each.severity, at: now });
      }
      expect(compose({ kind: "burst", channels, notices, topics }).title).not.toBe("");
    }
    for (const { id, fate } of plan.fates) {
      if (fate === "held") pending = pending.map((each) => (each.id === id ? { ...each, isHeld: true } : each));
      else if (fate !== "sending") end(id, fate);
    }
    expect(plan.fates.filter(({ fate }) => fate === "sending").every(({ id }) => toldIds.includes(id))).toBe(true);
    nextAt = plan.nextAt;
    expect(nextAt ?? now + 1).toBeGreaterThan(now);
  };
  const passTo = (until: number): void => {
    for (let turns = 0; nextAt !== null && nextAt <= until; turns += 1) {
      expect(turns).toBeLessThan(500);
      now = nextAt;
      turn();
    }
    now = until;
  };
  for (const [index, { kind, severity, topic, afterMs }] of wishes.entries()) {
    passTo(now + afterMs);
    const id = `n${index}`;
    fates.set(id, []);
    const { fate, drops } = arrive(
      { kind },
      pending.filter((each) => each.topic === topic),
    );
    for (const drop of drops) end(drop.id, "dropped");
    if (fate === "digest") end(id, "digest");
    else pending.push(notice({ id, kind, severity, topic, receivedAt: now }));
    turn();
  }
  passTo(now + 3 * 86_400_000);
  return { fates, messages, pending };
}

describe("over days of notices", () => {
  test("each comes to exactly one end, and none is lost", () => {
    fc.assert(
      fc.property(comings, channelSets, quietSets, fc.constantFrom("UTC", "Europe/Berlin"), (wishes, channels, quiet, zone) => {
        const named = channels.map((channel, index) => ({ ...channel, name: `c${index}` }));
        const { fates, messages, pending } = live(wishes, rules({ channels: named, quiet, local: new LocalTime(zone) }));
        expect(pending).toEqual([]);
        expect([...fates.values()].filter((ends) => ends.length !== 1)).toEqual([]);
        const healed = wishes.flatMap(({ kind }, index) => (kind === "healed" ? [fates.get(`n${index}`)] : []));
        expect(healed).toEqual(healed.map(() => ["digest"]));
        // No channel gets more than it can bear: within any minute at most two bursts and the topics before them.
        for (const { at } of messages)
          for (const { name } of named)
            expect(
              messages.filter((each) => each.channels.includes(name) && each.at > at - BURST_MS && each.at <= at).length,
            ).toBeLessThanOrEqual(BURST_TOPICS);
      }),
      { numRuns: 200 },
    );
  });
});

describe("what comes in", () => {
  test("ends what waits under its topic, and only that", () => {
    const pending = [
      { id: "a", kind: "down" as const },
      { id: "b", kind: "better" as const },
    ];
    expect(arrive({ kind: "better" }, pending)).toMatchObject({ fate: "waiting", endsTopic: true, drops: [{ id: "a" }] });
    expect(arrive({ kind: "healed" }, pending)).toMatchObject({ fate: "digest", endsTopic: true, drops: [{ id: "a" }] });
    expect(arrive({ kind: "down" }, pending)).toMatchObject({ fate: "waiting", endsTopic: false, drops: [{ id: "b" }] });
    expect(isTrouble("healed")).toBe(false);
  });
});

describe("the words", () => {
  test("of one topic are its own, of many a list with the worst first", () => {
    const one = compose({
      kind: "notice",
      channels: [],
      topics: 1,
      notices: [notice(), notice({ id: "n2", kind: "needs-person", title: "db needs you", text: "restart it?" })],
    });
    expect(one).toEqual({ severity: "high", title: "db needs you", text: "db is down\nsince noon\n\nrestart it?", path: "/#incident=db" });
    const many = [
      notice(),
      notice({ topic: "web", kind: "needs-person", title: "web needs you" }),
      notice({ topic: "x", kind: "better", title: "x is better" }),
    ];
    expect(compose({ kind: "burst", channels: [], topics: 3, notices: many })).toMatchObject({
      title: "1 thing needs you, 1 is down, 1 is better again",
      text: "- web needs you\n- db is down\n- x is better",
    });
    expect(compose({ kind: "held", channels: [], topics: 3, notices: many }).title).toMatch(/^During the quiet hours: 1 thing/);
  });

  test("of a digest say what happened, and that nothing did", () => {
    const none: DigestFacts["healed"] = { count: 0, newest: [] };
    const facts: DigestFacts = { healed: none, minor: none, passing: none, open: none, told: 0, unreached: 0, messagesLastWeek: 0 };
    expect(composeDigest(facts)).toMatchObject({ isEmpty: true, title: "Daily digest: nothing happened" });
    expect(composeDigest({ ...facts, open: { count: 1, newest: [{ title: "db is down" }] } }).isEmpty).toBe(true);
    const busy = composeDigest({ ...facts, healed: { count: 30, newest: [{ title: "web was restarted" }] }, told: 1, messagesLastWeek: 3 });
    expect(busy).toMatchObject({ isEmpty: false, title: "Daily digest: 30 healed without you" });
    expect(busy.text).toBe(
      "Healed without you (30):\n- web was restarted\nand 29 more\n\nYou were told 1 thing since the last digest, and got 3 messages in the last seven days.",
    );
  });
});
