import { expect, test } from "vitest";
import { personCaller } from "../../src/kernel/caller.ts";
import { ManualClock } from "../../src/kernel/clock.ts";
import type { FailuresTables } from "../../src/features/care/failures/keeping/tables.ts";
import { patterns, record } from "../../src/features/care/failures/operations.ts";
import { openHome } from "../../src/features/care/failures/testing/home.ts";

const FLOOD = 100_000;
const AT_ONCE = 500;

test("a hundred thousand of the same stay few and are all counted", { timeout: 600_000 }, async () => {
  const clock = new ManualClock();
  await using home = await openHome(clock);
  const owner = personCaller("owner");
  const ids = new Set<string>();
  for (let told = 0; told < FLOOD; told += AT_ONCE) {
    // The limit of calls begins anew; for the failures it is one moment.
    clock.advance(1_000);
    clock.jump(-1_000);
    const input = (each: number) => ({ service: "web", message: `connect ECONNREFUSED 192.0.2.7:${told + each}` });
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, each) => home.test.kernel.callAs(owner, record, input(each))));
    for (const answer of answers) ids.add(record.output.parse(answer).failure.id);
  }
  expect(ids.size).toBe(FLOOD);
  expect(patterns.output.parse(await home.call(patterns)).patterns).toMatchObject([{ occurrences: FLOOD }]);
  const tables = home.test.kernel.hostOf("failures").db<FailuresTables>();
  for (const [table, most] of [
    ["failures_records", 125],
    ["failures_patterns", 1],
    ["failures_counts", 1],
  ] as const)
    expect((await tables.selectFrom(table).selectAll().execute()).length).toBeLessThanOrEqual(most);
});
