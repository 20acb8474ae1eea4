import fc from "fast-check";
import { expect, test } from "vitest";
import { LEVELS, levelOf } from "./level.ts";

test.each([
  ['2026-11-23 10:00:00.123 UTC [77] ERROR:  relation "users" does not exist', "error"],
  ["2026-11-23 10:00:00.123 UTC [77] LOG:  checkpoint starting: time", "info"],
  ['{"level":"warn","msg":"error budget is low"}', "warn"],
  ['{"level":50,"time":1,"msg":"boom"}', "error"],
  ['{"severity":"DEBUG","message":"x"}', "debug"],
  ['level=info msg="Retrying after error"', "info"],
  ["time=1 lvl=eror msg=x", "error"],
  ["E1123 10:12:44.123456       1 reflector.go:138] Failed to watch", "error"],
  ["I1123 10:12:44.123456       1 server.go:1] ERROR is a word here", "info"],
  ["[Warning] deprecated option", "warn"],
  ["WARN  [main] o.s.Boot - slow", "warn"],
  ["error: cannot open /data", "error"],
  ["java.lang.IllegalStateException: x", "unknown"],
  ["Traceback (most recent call last):", "error"],
  ["Unhandled exception in worker", "error"],
  ["finished with 0 errors", "unknown"],
  ["finished with no error", "unknown"],
  ["error=null duration=3", "unknown"],
  ["terrorbyte and mirrored information", "unknown"],
  ["GET /error.html 200", "error"],
  ["GET /index.html 200", "unknown"],
  ["", "unknown"],
])("%s is %s", (text, level) => expect(levelOf(text)).toBe(level));

test("any text has a level, in time that grows with its length only", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 2_000 }), (text) => void expect(LEVELS).toContain(levelOf(text))));
  for (const hostile of ["[".repeat(8_000), "level ".repeat(1_300), "no ".repeat(2_600), "A".repeat(8_000)]) {
    const started = process.cpuUsage();
    levelOf(hostile);
    expect(process.cpuUsage(started).user).toBeLessThan(200_000);
  }
});
