import { expect, test } from "vitest";
import { growthBars } from "./growth.ts";

test("days without change are bars without height, the newest last", () => {
  const bars = growthBars(
    [
      { day: "2026-01-01", added: 2, removed: 0 },
      { day: "2026-01-09", added: 8, removed: 1 },
    ],
    new Date("2026-01-10T12:00:00Z"),
  );
  expect(bars).toHaveLength(30);
  expect(bars[0]?.day).toBe("2025-12-12");
  expect(bars.slice(-2)).toEqual([
    { day: "2026-01-09", added: 8, removed: 1, height: 1 },
    { day: "2026-01-10", added: 0, removed: 0, height: 0 },
  ]);
  expect(bars.find(({ day }) => day === "2026-01-01")?.height).toBe(0.25);
});
