import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addToList } from "./list-edit.ts";
import { createFromBlueprint } from "./new.ts";

const REPOSITORY = join(import.meta.dirname, "../../../..");

/** A repository with two wings, made of links to the real kernel and copies of the real blueprints. */
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "hydra-new-"));
  for (const folder of ["src/features/people", "src/features/work", "src/integrations"]) mkdirSync(join(root, folder), { recursive: true });
  for (const shared of ["node_modules", "src/kernel"]) symlinkSync(join(REPOSITORY, shared), join(root, shared));
  for (const copied of ["package.json", "tsconfig.json", "vitest.config.ts", "src/features/_blueprint", "src/integrations/_blueprint"])
    cpSync(join(REPOSITORY, copied), join(root, copied), { recursive: true });
  for (const wing of ["people", "work"])
    writeFileSync(
      join(root, `src/features/${wing}/index.ts`),
      `import type { Wing } from "../../kernel/feature.ts";\n\n/** A wing. */\nexport const ${wing}: Wing = { name: "${wing}", features: [] };\n`,
    );
  writeFileSync(
    join(root, "src/composition.ts"),
    `import type { Wing } from "./kernel/feature.ts";
import type { Integration } from "./kernel/integration.ts";
import { people } from "./features/people/index.ts";
import { work } from "./features/work/index.ts";

export const wings: readonly Wing[] = [people, work];

export const integrations: readonly Integration[] = [];
`,
  );
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** What vitest says about a folder of the repository made above. */
function test(folder: string): { passed: string[]; failed: string[] } {
  const report = join(root, "report.json");
  const command = ["node_modules/vitest/vitest.mjs", "run", "--reporter=json", `--outputFile=${report}`, "--root", root, folder];
  const { stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8", env: { PATH: process.env["PATH"] } });
  if (!existsSync(report)) throw new Error(`vitest wrote no report: ${stderr}`);
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
    testResults: { assertionResults: { title: string; status: string }[] }[];
  };
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const titlesOf = (status: string): string[] => results.filter((result) => result.status === status).map(({ title }) => title);
  return { passed: titlesOf("passed"), failed: titlesOf("failed") };
}

describe("hydra new", () => {
  it("makes a feature that works, is listed, and fails the one test to begin with", { timeout: 120_000 }, async () => {
    const said = await createFromBlueprint(["feature", "garden"], ["--wing", "people"], root);
    expect(said).toContain("src/features/people/garden");
    expect(said).toContain("npx vitest run src/features/people/garden");
    expect(read("src/features/people/index.ts")).toContain('import { garden } from "./garden/index.ts";');
    expect(read("src/features/people/index.ts")).toContain("features: [garden]");
    for (const file of ["index.ts", "operations.ts", "store.ts", "README.md"])
      expect(read(`src/features/people/garden/${file}`).toLowerCase()).not.toContain("blueprint");
    const { passed, failed } = test("src/features/people/garden");
    expect(failed).toEqual(["garden does what it is for"]);
    expect(passed.length).toBeGreaterThan(8);
  });

  it("makes an integration the same way", { timeout: 120_000 }, async () => {
    await createFromBlueprint(["integration", "weather"], [], root);
    expect(read("src/composition.ts")).toContain('import { weather } from "./integrations/weather/index.ts";');
    expect(read("src/composition.ts")).toContain("integrations: readonly Integration[] = [weather]");
    const { passed, failed } = test("src/integrations/weather");
    expect(failed).toEqual(["weather does what it is for"]);
    expect(passed.length).toBeGreaterThan(8);
  });

  it("puts a feature into the last wing when none is named, and says so", async () => {
    const said = await createFromBlueprint(["feature", "garden"], [], root);
    expect(said).toContain("wing work");
    expect(existsSync(join(root, "src/features/work/garden/index.ts"))).toBe(true);
  });

  it.each([
    [["feature"], [], /cannot be a name/],
    [["feature", "Garden"], [], /one word in lower case/],
    [["feature", "../x"], [], /cannot be a name/],
    [["feature", "class"], [], /cannot be a name/],
    [["feture", "garden"], [], /Did you mean "feature"\?/],
    [["feature", "garden"], ["--wing", "peple"], /Did you mean "people"\?/],
    [["feature", "garden"], ["--wings"], /no flag --wings/],
    [["integration", "weather"], ["--wing=people"], /no flags/],
  ])("refuses %j %j and changes nothing", async (words, flags, message) => {
    const before = read("src/composition.ts") + read("src/features/work/index.ts");
    await expect(createFromBlueprint(words, flags, root)).rejects.toThrow(message);
    expect(read("src/composition.ts") + read("src/features/work/index.ts")).toBe(before);
  });

  it("does not write over what is there, in whatever wing", async () => {
    await createFromBlueprint(["feature", "garden"], ["--wing", "people"], root);
    await expect(createFromBlueprint(["feature", "garden"], ["--wing", "work"], root)).rejects.toThrow(/already there/);
    await createFromBlueprint(["integration", "weather"], [], root);
    await expect(createFromBlueprint(["integration", "weather"], [], root)).rejects.toThrow(/already there/);
  });
});

describe("addToList", () => {
  it("keeps a list in one line", () => {
    const source = 'import { a } from "./a.ts";\n\nexport const w = { features: [a] };\n';
    expect(addToList(source, /features:/, "b", "./b.ts")).toBe(
      'import { a } from "./a.ts";\nimport { b } from "./b.ts";\n\nexport const w = { features: [a, b] };\n',
    );
  });

  it("keeps a list of many lines", () => {
    const source = "export const w = {\n  features: [\n    a,\n    c,\n  ],\n};\n";
    expect(addToList(source, /features:/, "b", "./b.ts")).toBe(
      'import { b } from "./b.ts";\nexport const w = {\n  features: [\n    a,\n    c,\n    b,\n  ],\n};\n',
    );
  });

  it("refuses a source without the list, and a second time", () => {
    expect(() => addToList("export {};", /features:/, "b", "./b.ts")).toThrow(/no list/);
    const once = addToList("features: []", /features:/, "b", "./b.ts");
    expect(() => addToList(once, /features:/, "b", "./b.ts")).toThrow(/already imported/);
  });
});
