import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { personCaller } from "../../../../kernel/caller.ts";
import { openTestKernel } from "../../../../kernel/testing.ts";
import { knowledge } from "../index.ts";
import type { ImportResult } from "./import.ts";

const KILLS = 4;
const FILES = 600;
const IMPORTER = fileURLToPath(new URL("../testing/importer.ts", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "hydra-killed-import-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Kill an importer after it acknowledged some entries. @returns the numbers that it acknowledged */
async function importUntilKilled(home: string, folder: string, round: number): Promise<number[]> {
  const child = spawn(process.execPath, [IMPORTER, home, folder, String(round * 1_000_000)], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (said.split("\n").length > 2 + round) child.kill("SIGKILL");
  });
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  if (signal !== "SIGKILL") throw new Error(`the importer ended by itself (${code}): ${complaints}`);
  return said.split("\n").slice(0, -1).map(Number);
}

it(
  `killed ${KILLS} times during an import, it loses nothing that was acknowledged and finds everything`,
  { timeout: 120_000 },
  async () => {
    const [home, folder] = [join(root, "home"), join(root, "docs")];
    mkdirSync(home);
    mkdirSync(folder);
    for (let number = 0; number < FILES; number += 1)
      writeFileSync(join(folder, `${number}.md`), `# File ${number}\n\n${`The topic is word${number}. `.repeat(40)}`);
    const acknowledged: number[] = [];
    for (let round = 0; round < KILLS; round += 1) acknowledged.push(...(await importUntilKilled(home, folder, round)));
    expect(acknowledged.length).toBeGreaterThan(KILLS);

    await using test = await openTestKernel({ home, features: [knowledge] });
    const call = <Result>(operation: string, input: unknown): Promise<Result> =>
      test.kernel.services.call({ operation, input, caller: personCaller("anna"), door: "rest" }) as Promise<Result>;
    const result = await call<ImportResult>("knowledge.import", { location: folder, collection: "docs" });
    expect(result).toMatchObject({ files: FILES, changed: 0, removed: 0, skipped: [] });
    expect(result.added + result.unchanged).toBe(FILES);

    const find = async (q: string, collection: string): Promise<number> =>
      (await call<{ results: unknown[] }>("knowledge.search", { q, collection, mode: "lexical" })).results.length;
    for (const number of acknowledged) expect(await find(`number${number}`, "facts")).toBe(1);
    for (let number = 0; number < FILES; number += 37) expect(await find(`word${number}`, "docs")).toBe(1);
    expect((await call<{ total: number }>("knowledge.metrics", {})).total).toBeGreaterThanOrEqual(FILES + acknowledged.length);
  },
);
