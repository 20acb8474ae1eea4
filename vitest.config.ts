import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "tests/**/*.test.ts", "web/**/*.test.ts"],
    // Soak tests take long: `./hydra test --full`.
    exclude: process.env["HYDRA_TEST_FULL"] === "true" ? [] : ["**/*.soak.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
