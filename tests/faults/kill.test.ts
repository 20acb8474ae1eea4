import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { openTestKernel } from "../../src/kernel/testing.ts";
import { NOTES, type NoteTables } from "./notes.ts";

const KILLS = 20;
const WRITER = fileURLToPath(new URL("writer.ts", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "hydra-kill-"));

afterAll(() => rm(home, { recursive: true, force: true }));

/** Let a Hydra write on the home and kill it after some acknowledged notes and a random moment more. Answers the acknowledged ids. */
async function writeUntilKilled(round: number): Promise<string[]> {
  const child = spawn(process.execPath, [WRITER, home, String(round)], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let complaints = "";
  let isDoomed = false;
  const atLeast = Math.floor(Math.random() * 60);
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (isDoomed || said.split("\n").length - 2 < atLeast) return;
    isDoomed = true;
    setTimeout(() => child.kill("SIGKILL"), Math.random() * 30);
  });
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  if (signal !== "SIGKILL") throw new Error(`the writer ended by itself (${code}): ${complaints}`);
  // The last line may be cut; what was not said whole counts as not acknowledged.
  return said
    .split("\n")
    .slice(0, -1)
    .filter((line) => line !== "ready");
}

describe("kill -9 under writes", () => {
  it(`${KILLS} times loses nothing that was acknowledged, and the audit verifies`, { timeout: 120_000 }, async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < KILLS; round += 1) acknowledged.push(...(await writeUntilKilled(round)));
    expect(acknowledged.length).toBeGreaterThan(KILLS);

    await using test = await openTestKernel({ home, features: [NOTES] });
    const { services, store } = test.kernel;
    expect(store.check()).toEqual([]);
    const kept = new Set((await store.tables<NoteTables>().selectFrom("notes").select("id").execute()).map(({ id }) => id));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);

    const audited = new Set(
      (await services.audit.list({ limit: 1_000_000 })).filter(({ outcome }) => outcome === "done").map(({ subject }) => subject),
    );
    expect(acknowledged.filter((id) => !audited.has(id))).toEqual([]);
    expect((await services.audit.verify()).problems).toEqual([]);

    const events = await store.tables<{ events: { data: string } }>().selectFrom("events").select("data").execute();
    const heard = new Set(events.map(({ data }) => (JSON.parse(data) as { id: string }).id));
    expect(acknowledged.filter((id) => !heard.has(id))).toEqual([]);
    // The last round's mutations that were cut have an end too: nothing stays running for ever.
    await expect.poll(() => services.jobs.list("running", 10), { timeout: 20_000 }).toEqual([]);
  });
});
