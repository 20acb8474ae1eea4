import { expect, test } from "vitest";
import { attemptLine } from "./attempt.ts";

const restart = { by: "hydra", remedy: "restart", subject: "db", level: "acted", outcome: "pending", detail: null } as const;

test.each([
  [{}, "Hydra begins restart of db"],
  [{ level: "asked" }, "Hydra asks for restart of db"],
  [{ level: "would" }, "Hydra would do restart of db"],
  [{ outcome: "proven" }, "Hydra did restart of db; it worked"],
  [{ by: "docker", outcome: "failed", detail: "it ended again" }, "Docker did restart of db; it did not help (it ended again)"],
  [{ level: "asked", outcome: "needless" }, "Hydra asked for restart of db; it was not needed"],
  [
    { level: "would", outcome: "failed", detail: "it would have been right: a person started it" },
    "Hydra would have done restart of db; that would have been right (a person started it)",
  ],
  [{ level: "would", outcome: "failed", detail: null }, "Hydra would have done restart of db; that would have been right"],
  [
    { level: "would", outcome: "needless", detail: "it became well" },
    "Hydra would have done restart of db; it was not needed (it became well)",
  ],
] as const)("what was tried reads as sense: %o", (said, line) => {
  expect(attemptLine({ ...restart, ...said })).toBe(line);
});
