import { describe, expect, test } from "vitest";
import { ErrorRates } from "./error-rates.ts";

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

/** A thousand lines at once of who wrote the same line every minute. */
function flood(text: (index: number) => string) {
  const rates = new ErrorRates();
  rates.begin("web", START);
  for (let minute = 0; minute < 30; minute += 1) rates.note("web", START + minute * MINUTE, "ERROR usual 1", START + minute * MINUTE);
  for (let index = 0; index < 1_000; index += 1) rates.note("web", START + 30 * MINUTE, text(index), START + 30 * MINUTE);
  return rates.report(START + 31 * MINUTE)[0];
}

/** Names that no two share. */
function name(index: number): string {
  return String.fromCodePoint(97 + (index % 26), 97 + Math.floor(index / 26), 120);
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

  test("knows what was said before, whatever names stand in it, once it has seen a dozen", () => {
    const rates = new ErrorRates();
    rates.begin("web", START);
    for (let minute = 0; minute < 40; minute += 1) {
      const at = START + minute * MINUTE;
      rates.note("web", at, `ERROR no user ${name(minute)} in realm home`, at);
    }
    for (let index = 40; index < 70; index += 1) {
      const at = START + 40 * MINUTE + index;
      rates.note("web", at, `ERROR no user ${name(index)} in realm home`, at);
    }
    expect(rates.report(START + 41 * MINUTE)[0]).toMatchObject({ minutes: [{ errors: 30, fresh: 0 }, { fresh: 0 }, {}, {}] });
  });

  test("reads the beginning of a flood; what comes then is taken for what most of that was", () => {
    expect(flood(() => "ERROR usual 2")).toMatchObject({ minutes: [{ errors: 1_000, fresh: 0 }, {}, {}, {}] });
    expect(flood(() => "ERROR disk quota")).toMatchObject({ minutes: [{ errors: 1_000, fresh: 1_000 }, {}, {}, {}] });
    expect(flood((index) => (index === 49 ? "ERROR disk quota" : "ERROR usual 2"))).toMatchObject({
      line: "ERROR disk quota",
      minutes: [{ errors: 1_000, fresh: 1 }, {}, {}, {}],
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
