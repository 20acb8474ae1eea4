import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderProblems } from "./folder-rules.ts";
import { circleProblems, importProblems } from "./import-rules.ts";
import { readTree } from "./tree.ts";
import { useProblems } from "./use-rules.ts";

const tree = readTree(join(import.meta.dirname, "../.."));

describe("the house", () => {
  // A rule that reads nothing finds nothing: these numbers only grow.
  it("is read as a whole", () => {
    const paths = tree.sources.map(({ path }) => path);
    expect(paths.length).toBeGreaterThanOrEqual(150);
    expect(tree.sources.flatMap(({ imports }) => imports).length).toBeGreaterThanOrEqual(500);
    expect(paths).toEqual(
      expect.arrayContaining([
        "src/main.ts",
        "src/composition.ts",
        "src/kernel/call.ts",
        "src/doors/http/app.ts",
        "src/doors/cli/index.ts",
        "src/features/_blueprint/operations.ts",
        "src/features/watch/containers/operations.ts",
        "src/integrations/docker/facts.ts",
        "tests/architecture/architecture.test.ts",
      ]),
    );
    const gate = tree.sources.find(({ path }) => path === "src/kernel/gate.ts");
    expect(gate?.imports).toEqual(expect.arrayContaining([expect.objectContaining({ to: "src/kernel/policy.ts", isType: false })]));
  });

  it("has its doors, features, integrations and page import only what they may know", () => {
    expect(importProblems(tree)).toEqual([]);
  });

  it("has no circle of features", () => {
    expect(circleProblems(tree)).toEqual([]);
  });

  it("has every folder complete, listed and well named", () => {
    expect(folderProblems(tree)).toEqual([]);
  });

  it("reads the clock, the environment and the console only in their places", () => {
    expect(useProblems(tree)).toEqual([]);
  });
});
