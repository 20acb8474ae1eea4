import { expect, test } from "vitest";
import { attemptLine, wasTried } from "./attempt.ts";

const restart = { by: "hydra", remedy: "restart", subject: "db", level: "acted", outcome: "pending", detail: null } as const;

test.each([
  [{}, "Hydra begins restart of db"],
  [{ level: "asked" }, "Hydra asks for restart of db"],
  [{ level: "would" }, "Hydra would do restart of db"],
  [{ outcome: "proven" }, "Hydra did restart of db; it worked"],
  [{ by: "docker", outcome: "failed", detail: "it ended again" }, "Docker did restart of db; it did not help (it ended again)"],
  [{ level: "asked", outcome: "needless" }, "Hydra asked for restart of db; it was not needed"],
  [
    { level: "asked", outcome: "declined", detail: "a person did not want it: not now" },
    "Hydra asked for restart of db; a person did not want it (not now)",
  ],
  [{ level: "asked", outcome: "declined", detail: "a person did not want it" }, "Hydra asked for restart of db; a person did not want it"],
  [{ level: "asked", outcome: "unknown", detail: "it was removed" }, "Hydra asked for restart of db; it was not done (it was removed)"],
  [
    { level: "would", outcome: "right", detail: "a person started it" },
    "Hydra would have done restart of db; that would have been right (a person started it)",
  ],
  [
    { level: "would", outcome: "failed", detail: "somebody did the same" },
    "Hydra would have done restart of db; that would not have helped (somebody did the same)",
  ],
  [
    { level: "would", outcome: "unknown", detail: null },
    "Hydra would have done restart of db; nobody knows whether that would have been right",
  ],
  [
    { level: "would", outcome: "needless", detail: "it became well" },
    "Hydra would have done restart of db; it was not needed (it became well)",
  ],
] as const)("what was tried reads as sense: %o", (said, line) => {
  expect(attemptLine({ ...restart, ...said })).toBe(line);
});

test.each([
  ["acted", "pending", true],
  ["acted", "failed", true],
  ["asked", "proven", true],
  ["asked", "failed", true],
  ["asked", "pending", false],
  ["asked", "declined", false],
  ["asked", "needless", false],
  ["asked", "right", false],
  ["would", "pending", false],
  ["would", "failed", false],
] as const)("%s and %s: was it tried? %s", (level, outcome, is) => {
  expect(wasTried({ level, outcome })).toBe(is);
});
