import fc from "fast-check";
import { expect, test } from "vitest";
import { byRecord, chanceOf, inWords, RETIRES_AFTER, signatureOf, withOutcome, withRelapse, type RemedyRecord } from "./record.ts";

const NEW: RemedyRecord = { remedy: "restart", worked: 0, tried: 0, failedInRow: 0, retiredAt: null, retiredBecause: null };

test("the record counts every outcome, and retires after three failures in a row, never sooner", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 30 }), (outcomes) => {
      let record = NEW;
      for (const [at, hasWorked] of outcomes.entries()) record = withOutcome(record, hasWorked, at + 1);
      const lastSuccess = outcomes.lastIndexOf(true);
      const failuresAtTheEnd = outcomes.length - 1 - lastSuccess;
      expect(record).toMatchObject({ tried: outcomes.length, worked: outcomes.filter(Boolean).length, failedInRow: failuresAtTheEnd });
      expect(record.retiredAt).toBe(failuresAtTheEnd >= RETIRES_AFTER ? lastSuccess + 1 + RETIRES_AFTER : null);
      expect(chanceOf(record)).toBeGreaterThan(0);
      expect(chanceOf(record)).toBeLessThan(1);
    }),
  );
});

test("ordering keeps everything, and never puts a clearly worse one before a better one of three tries", () => {
  const remedies = ["restart", "rollback", "restart-dependents"] as const;
  const tallies = fc.tuple(...remedies.map(() => fc.tuple(fc.nat(10), fc.nat(10))));
  fc.assert(
    fc.property(tallies, (counts) => {
      const records = remedies.map((remedy, at) => {
        const [worked = 0, failed = 0] = counts[at] ?? [];
        return { ...NEW, remedy, worked, tried: worked + failed };
      });
      const ordered = byRecord(records, records);
      expect(ordered.toSorted((a, b) => a.remedy.localeCompare(b.remedy))).toEqual(
        records.toSorted((a, b) => a.remedy.localeCompare(b.remedy)),
      );
      const [first, second] = ordered;
      const lead = (second?.tried ?? 0) >= 3 ? chanceOf(second) - chanceOf(first) : 0;
      expect(lead).toBeLessThan(0.2);
    }),
  );
});

test("a third end in a row gives no new record: that it crashes again and again is no reason", () => {
  expect(signatureOf("home//web", "crashed", "crash_loop")).toBe(signatureOf("home//web", "crashed", "unknown"));
  expect(signatureOf("home//web", "crashed", "disk_full")).not.toBe(signatureOf("home//web", "crashed", "unknown"));
});

test("in words", () => {
  expect(inWords({ worked: 7, tried: 8 })).toBe("worked 7 of 8 times");
  expect(inWords(undefined)).toBeNull();
  expect(inWords(NEW)).toBeNull();
});

test("successes that do not last retire a remedy as failures do", () => {
  let record: RemedyRecord = { remedy: "restart", worked: 0, tried: 0, failedInRow: 0, retiredAt: null, retiredBecause: null };
  for (let time = 1; time <= 3; time += 1) record = withRelapse(withOutcome(record, true, time), time);
  expect(record).toMatchObject({ worked: 0, tried: 3, failedInRow: 3, retiredAt: 3 });
});
