import { describe, expect, it } from "vitest";
import { deed, grant, NOW } from "./earned/testing.ts";
import { dayInWords, grantSentence, granteeInWords, lostSentence, offerSentence, permissionSentence, unusedSentence } from "./sentence.ts";

const ONE = { kind: "one", name: "tower/web" } as const;
const PROJECT = { kind: "project", name: "media" } as const;

describe("what a grant allows", () => {
  it.each([
    [grant(), "Hydra may restart containers by itself, except protected ones."],
    [grant({ cause: "crashed" }), "Hydra may restart crashed containers by itself, except protected ones."],
    [grant({ cause: "out_of_memory", level: "ask" }), "Hydra asks before it restarts containers that ran out of memory."],
    [grant({ cause: "hung", scope: PROJECT, level: "ask" }), "Hydra asks before it restarts hung containers of the project media."],
    [grant({ cause: "unhealthy", scope: ONE }), "Hydra may restart web on tower by itself when it is unhealthy, unless it is protected."],
    [
      grant({ scope: { kind: "one", name: "web" }, level: "watch" }),
      "Hydra never restarts web by itself: it only notes what it would have done.",
    ],
    [grant({ cause: "node_lost" }), 'Hydra may restart containers with the trouble "node_lost" by itself, except protected ones.'],
    [grant({ operation: "containers.recreate", level: "ask" }), "Hydra asks before it recreates containers."],
    [
      grant({ grantee: "model:claude", operation: "lamps.dim", level: "ask" }),
      "The model claude asks before it uses lamps.dim for things.",
    ],
  ])("%#", (given, sentence) => {
    expect(permissionSentence(given)).toBe(sentence);
  });

  it.each([
    ["act", "Hydra may restart web on tower by itself when it crashed, but it is protected, so it asks."],
    ["watch", "Hydra never restarts web on tower by itself when it crashed, but it is protected, so it asks."],
    ["ask", "Hydra asks before it restarts web on tower when it crashed."],
  ] as const)("about something protected: %s", (level, sentence) => {
    expect(permissionSentence(grant({ cause: "crashed", scope: ONE, level }), true)).toBe(sentence);
  });

  it.each([
    ["hydra:*", "Hydra"],
    ["hydra:healing", "Hydra"],
    ["hydra:crews", "Hydra (crews)"],
    ["model:*", "Every model"],
    ["model:claude", "The model claude"],
  ])("%s is %s", (grantee, words) => {
    expect(granteeInWords(grantee)).toBe(words);
  });
});

describe("a grant with its record", () => {
  const since = Date.UTC(2026, 2, 3);
  const NONE = { right: 0, wrong: 0, needless: 0, declined: 0, unknown: 0 };

  it.each([
    [
      grant({ cause: "crashed", since }),
      { ...NONE, right: 7, wrong: 0, needless: 0 },
      "Hydra may restart crashed containers by itself, except protected ones. 7 right, 0 wrong since 3 March.",
    ],
    [
      grant({ since, level: "ask", reason: "It was not used for 180 days." }),
      { ...NONE, right: 1, wrong: 0, needless: 2 },
      "Hydra asks before it restarts containers. It was not used for 180 days. 1 right, 0 wrong, 2 needless since 3 March.",
    ],
    [grant({ since: NOW - 3_600_000, level: "ask" }), NONE, "Hydra asks before it restarts containers. No deed yet: it began today."],
    [
      grant({ since: NOW - 3_600_000, level: "ask" }),
      { ...NONE, right: 1 },
      "Hydra asks before it restarts containers. 1 right, 0 wrong since today.",
    ],
    [
      grant({ since, level: "ask" }),
      { ...NONE, declined: 1, unknown: 3 },
      "Hydra asks before it restarts containers. 0 right, 0 wrong, 1 not wanted, 3 not known since 3 March.",
    ],
    [
      grant({ since: Date.UTC(2025, 11, 31), level: "ask", expiresAt: Date.UTC(2026, 3, 1) }),
      NONE,
      "Hydra asks before it restarts containers. No deed yet since 31 December 2025. It ends on 1 April.",
    ],
    [
      grant({ since, level: "ask", expiresAt: NOW }),
      NONE,
      "Hydra asks before it restarts containers. No deed yet since 3 March. It has ended.",
    ],
  ])("%#", (given, record, sentence) => {
    expect(grantSentence(given, record, { now: NOW })).toBe(sentence);
  });
});

describe("what Hydra says about it", () => {
  it("when it asks for more", () => {
    const about = { grantee: "hydra:healing", operation: "containers.restart", cause: "crashed", scope: { kind: "all" } } as const;
    expect(offerSentence(about, { times: 6, days: 9, unknown: 0 })).toBe(
      "In 9 days Hydra would have restarted crashed containers 6 times; each time that was right. Let it act by itself?",
    );
    expect(offerSentence(about, { times: 6, days: 9, unknown: 2 })).toBe(
      "In 9 days Hydra would have restarted crashed containers 8 times; 6 times that was right, of 2 nobody knows. Let it act by itself?",
    );
    expect(offerSentence({ ...about, scope: ONE }, { times: 1, days: 1, unknown: 0 })).toBe(
      "In 1 day Hydra would have restarted web on tower 1 time when it crashed; each time that was right. Let it act by itself?",
    );
  });

  it("when it lost something", () => {
    expect(lostSentence({ ...deed(1), outcome: "needless", reason: "it came back alone." })).toBe(
      "Hydra restarted web by itself on 3 March 2026, which was needless: it came back alone.",
    );
    expect(lostSentence({ ...deed(1), outcome: "undone", reason: "the owner stopped it" })).toContain(
      "which was taken back: the owner stopped it.",
    );
    expect(lostSentence({ ...deed(1), outcome: "failed" })).toContain("which did not help: ");
    expect(unusedSentence(180)).toBe("It was not used for 180 days.");
  });

  it("a day has its year when it is another one", () => {
    expect([dayInWords(NOW, NOW), dayInWords(Date.UTC(2024, 1, 29), NOW)]).toEqual(["12 March", "29 February 2024"]);
  });
});
