import { defineConfig } from "vitest/config";
import { SlowFirst } from "./tests/peers/slow-first.ts";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "tests/**/*.test.ts", "web/**/*.test.ts"],
    // Soak tests take long: `./hydra test --full`.
    exclude: process.env["HYDRA_TEST_FULL"] === "true" ? [] : ["**/*.soak.test.ts"],
    pool: "forks",
    // One more than there are cores: most tests wait for something real.
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
