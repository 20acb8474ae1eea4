import { describe, expect, test } from "vitest";
import { ErrorRates } from "./error-rates.ts";
import { shapeOf } from "../words/shape.ts";

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);

/** Errors of each minute, one line after the other; asked at the begin of the minute after. */
function after(minutes: readonly number[], text = (index: number) => `ERROR request ${index} failed`) {
  const rates = new ErrorRates();
  rates.begin("web", START);
  for (const [minute, errors] of minutes.entries()) {
    const at = START + minute * MINUTE + 1;
    for (let index = 0; index < errors; index += 1) rates.note("web", at, text(index), at);
  }
  return rates.report(START + minutes.length * MINUTE);
}

describe("the rate of error lines", () => {
  test("is what is usual, and the last minutes, newest first", () => {
    const [rate] = after([...Array.from({ length: 20 }, () => 2), 30, 40]);
    expect(rate).toMatchObject({ key: "web", usualPerMinute: 2 });
    expect(rate?.minutes.map(({ errors }) => errors)).toEqual([40, 30, 2, 2]);
    expect(rate?.minutes[0]?.at).toBe(START + 21 * MINUTE);
  });

  test("is not known before ten minutes were seen, nor told of who wrote none", () => {
    expect(after([0, 0, 0, 50])).toMatchObject([{ usualPerMinute: null }]);
    expect(after(Array.from({ length: 30 }, () => 0))).toEqual([]);
  });

  test("knows what was said before, whatever numbers stand in it", () => {
    const usual = Array.from({ length: 30 }, () => 1);
    expect(after([...usual, 30])[0]?.minutes[0]).toMatchObject({ errors: 30, fresh: 0 });
    const rates = new ErrorRates();
    rates.begin("web", START);
    for (const minute of usual.keys())
      rates.note("web", START + minute * MINUTE, `ERROR request ${minute} failed`, START + minute * MINUTE);
    rates.note("web", START + 30 * MINUTE, "ERROR disk quota", START + 30 * MINUTE);
    expect(rates.report(START + 31 * MINUTE)[0]).toMatchObject({
      line: "ERROR disk quota",
      minutes: [{ errors: 1, fresh: 1 }, {}, {}, {}],
    });
  });

  test("knows a run of new lines, how quiet it was before, and that it is over after a pause", () => {
    const rates = new ErrorRates();
    const note = (second: number, text: string) => rates.note("web", START + second * 1_000, text, START + second * 1_000);
    const runAt = (second: number) => rates.report(START + second * 1_000)[0]?.run;
    rates.begin("web", START);
    for (let second = 30; second <= 60; second += 5) note(second, "ERROR upstream said 500");
    expect(runAt(61)).toEqual({ since: START + 30_000, until: START + 60_000, lines: 7, quietMs: 30_000 });
    expect(runAt(71)).toBeNull();
    note(90, "ERROR again");
    expect(runAt(91)).toMatchObject({ lines: 1, quietMs: 30_000 });
  });

  test("leaves out history, and begins anew when the clock is put back", () => {
    const rates = new ErrorRates();
    rates.begin("web", START);
    rates.note("web", START - 3_600_000, "ERROR old", START);
    expect(rates.report(START + MINUTE)).toEqual([]);
    rates.note("web", START, "ERROR now", START);
    expect(rates.report(START - 86_400_000)).toEqual([]);
  });
});

test("lines that differ in values only have one shape", () => {
  expect(shapeOf('failed for "a" at 10:00:01 id 550e8400-e29b-41d4-a716-446655440000')).toBe(
    shapeOf('failed for "bcd" at 11:59:59 id 650e8400-e29b-41d4-a716-446655440999'),
  );
  expect(shapeOf("disk full")).not.toBe(shapeOf("disk quota"));
});
