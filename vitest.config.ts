import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Starts what waits for real peers first, so that at the end no worker is left alone with minutes of waiting. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the order of the one whom this extends, not an array's
    const sorted = await super.sort(files);
    return [...sorted.filter(isWithPeers), ...sorted.filter((file) => !isWithPeers(file))];
  }
}

function isWithPeers({ moduleId }: TestSpecification): boolean {
  return /\/tests\/(care|cluster|faults|launcher|page)\//.test(moduleId);
}

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "tests/**/*.test.ts", "web/**/*.test.ts"],
    // Soak tests take long: `./hydra test --full`.
    exclude: process.env["HYDRA_TEST_FULL"] === "true" ? [] : ["**/*.soak.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: SlowFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
