import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { personCaller } from "../../../../kernel/caller.ts";
import { openTestKernel, type TestKernel } from "../../../../kernel/testing.ts";
import { knowledge } from "../index.ts";
import { pdfOf } from "../reading/pdf/testing/pages.ts";
import type { ImportResult } from "./import.ts";
import { isRepositoryAddress } from "./repository.ts";

const ANNA = personCaller("anna");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hydra-documents-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function call<Result>({ kernel }: TestKernel, operation: string, input: unknown): Promise<Result> {
  return kernel.services.call({ operation, input, caller: ANNA, door: "rest" }) as Promise<Result>;
}
const read = (test: TestKernel, location = folder): Promise<ImportResult> =>
  call<ImportResult>(test, "knowledge.import", { location, collection: "docs" });
async function sourcesOf(test: TestKernel, q: string): Promise<string[]> {
  const { results } = await call<{ results: { source: string }[] }>(test, "knowledge.search", { q });
  return results.map(({ source }) => source);
}

describe("importing a folder", () => {
  it("reads documents, and says what it left out and why", async () => {
    await using test = await openTestKernel({ features: [knowledge] });
    mkdirSync(join(folder, "deep"));
    mkdirSync(join(folder, ".git"));
    writeFileSync(join(folder, "deep", "pump.md"), "# Pump\n\nThe heat pump makes noise.");
    writeFileSync(join(folder, "page.html"), "<h1>Solar</h1><p>The roof has panels.</p>");
    writeFileSync(join(folder, ".git", "secret.txt"), "hidden words");
    writeFileSync(join(folder, "program.js"), "var panels = 1");
    writeFileSync(join(folder, "broken.txt"), Buffer.alloc(2_000, 0xfe));
    writeFileSync(join(folder, "empty.txt"), "");
    symlinkSync("/etc/hostname", join(folder, "linked.txt"));
    expect(await read(test)).toEqual({
      files: 4,
      added: 2,
      changed: 0,
      unchanged: 0,
      removed: 0,
      skipped: [
        { path: "broken.txt", why: "its characters are not valid UTF-8" },
        { path: "empty.txt", why: "there is nothing in it" },
      ],
    });
    expect(await sourcesOf(test, "noise of the heat pump")).toEqual([`${folder}/deep/pump.md`]);
    expect(await sourcesOf(test, "hidden")).toEqual([]);
  });

  it("reads PDF documents, and says of one that cannot be read why", { timeout: 60_000 }, async () => {
    await using test = await openTestKernel({ features: [knowledge] });
    const page = [
      { text: "Heat pump", size: 20, y: 700 },
      { text: "The condenser is cleaned in autumn.", size: 11, y: 660 },
    ];
    writeFileSync(join(folder, "pump.PDF"), pdfOf([page]));
    writeFileSync(join(folder, "broken.pdf"), "%PDF-1.7 and then nothing");
    expect(await read(test)).toMatchObject({ files: 2, added: 1, skipped: [{ path: "broken.pdf", why: expect.stringMatching(/broken/) }] });
    expect(await read(test)).toMatchObject({ added: 0, unchanged: 1 });
    expect(await sourcesOf(test, "when is the condenser cleaned")).toEqual([`${folder}/pump.PDF`]);
    const content = Buffer.from(pdfOf([page])).toString("base64");
    await call(test, "knowledge.add", { content, format: "pdf", source: "upload", collection: "uploads" });
    const { entries } = await call<{ entries: { title: string }[] }>(test, "knowledge.list", { collection: "uploads" });
    expect(entries).toMatchObject([{ title: "Heat pump" }]);
    for (const [bad, why] of [
      ["%%%", /base64/],
      [Buffer.from("no").toString("base64"), /not a PDF/],
    ] as const)
      await expect(call(test, "knowledge.add", { content: bad, format: "pdf", source: "x" })).rejects.toThrow(why);
  });

  it("again touches only what changed", async () => {
    await using test = await openTestKernel({ features: [knowledge] });
    for (const name of ["one", "two", "three"]) writeFileSync(join(folder, `${name}.md`), `All about ${name} and nothing else.`);
    expect(await read(test)).toMatchObject({ added: 3 });
    expect(await read(test)).toMatchObject({ added: 0, changed: 0, unchanged: 3, removed: 0 });
    writeFileSync(join(folder, "two.md"), "All about bananas and nothing else.");
    rmSync(join(folder, "three.md"));
    expect(await read(test)).toMatchObject({ added: 0, changed: 1, unchanged: 1, removed: 1 });
    expect(await sourcesOf(test, "bananas")).toEqual([`${folder}/two.md`]);
    expect(await sourcesOf(test, "three")).toEqual([]);
    const { entries } = await call<{ entries: { archivedBecause: string }[] }>(test, "knowledge.list", { archived: true });
    expect(entries.map(({ archivedBecause }) => archivedBecause).toSorted()).toEqual(["its file changed", `no longer in ${folder}`]);
  });

  it("reads a Git repository", { timeout: 30_000 }, async () => {
    await using test = await openTestKernel({ features: [knowledge] });
    writeFileSync(join(folder, "README.md"), "# Runbook\n\nTurn the valve to the left.");
    const git = (...args: string[]): Buffer =>
      execFileSync("git", ["-c", "user.name=Anna", "-c", "user.email=anna@example.org", ...args], { cwd: folder, stdio: "pipe" });
    git("init", "--quiet");
    git("add", "README.md");
    git("commit", "--quiet", "-m", "first");
    expect(await read(test, `file://${folder}`)).toMatchObject({ files: 1, added: 1 });
    expect(await sourcesOf(test, "which way does the valve turn")).toEqual([`file://${folder}/README.md`]);
    await expect(read(test, `file://${folder}/nothing-here`)).rejects.toMatchObject({ code: "upstream_failed" });
  });

  it("takes no folder that is none, and no address that runs a program", async () => {
    await using test = await openTestKernel({ features: [knowledge] });
    await expect(read(test, join(folder, "nowhere"))).rejects.toMatchObject({ code: "not_found" });
    await expect(read(test, "../etc")).rejects.toMatchObject({ code: "invalid_input" });
    for (const address of ["ext::sh -c touch", "--upload-pack=touch", "-c@host:x", "https://-x", "host:-oProxyCommand=x"])
      expect(isRepositoryAddress(address)).toBe(false);
    for (const address of ["https://git.example.org/a/b.git", "git@example.org:a/b.git", "ssh://git@example.org/a"])
      expect(isRepositoryAddress(address)).toBe(true);
  });
});
