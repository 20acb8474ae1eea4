import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { personCaller, type Caller } from "../../../kernel/caller.ts";
import { ManualClock } from "../../../kernel/clock.ts";
import { openTestKernel, type TestKernel } from "../../../kernel/testing.ts";
import { knowledge } from "./index.ts";

/** Generous: a condition is waited for, never a time. */
const PATIENCE = { timeout: 25_000, interval: 20 };

const ANNA = personCaller("anna");
const BEN = personCaller("ben");
const NOBODY: Caller = { kind: "program", id: "program:grafana", userId: null, scopes: ["*"] };

interface Found {
  results: { id: string; title: string | null; snippet: string; source: string; stale: boolean; citation: { heading: string | null } }[];
  mode: string;
  waitingChunks: number;
}
interface Added {
  entries: { id: string; created: boolean }[];
}

function call<Result>({ kernel }: TestKernel, caller: Caller, operation: string, input: unknown): Promise<Result> {
  return kernel.services.call({ operation, input, caller, door: "rest" }) as Promise<Result>;
}
const open = (options: { home?: string; clock?: ManualClock } = {}): Promise<TestKernel> =>
  openTestKernel({ features: [knowledge], ...options });
const find = (test: TestKernel, caller: Caller, q: string, more: object = {}): Promise<Found> =>
  call<Found>(test, caller, "knowledge.search", { q, ...more });

const lineOf = (number: number): string => `Line ${number} speaks of nothing in particular, as lines do.\n`;

describe("keeping and finding", () => {
  it("finds an entry by other forms of its words, with where it stands", async () => {
    await using test = await open();
    const content =
      "# Backups\n\nGeneral words about them.\n\n## Restoring\n\nStop the container, then restore the newest snapshot with restic.";
    await call(test, ANNA, "knowledge.add", { content, source: "handbook.md", category: "how-to" });
    const { results } = await find(test, ANNA, "how do I restore snapshots?");
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ title: "Backups", source: "handbook.md", stale: false });
    expect(results[0]?.snippet).toContain("restore the newest snapshot");
  });

  it("keeps the same content of the same source once, and counts one access more", async () => {
    await using test = await open();
    const entry = { content: "The NAS is in the cellar.", source: "chat" };
    const first = await call<Added>(test, ANNA, "knowledge.add", entry);
    const again = await call<Added>(test, ANNA, "knowledge.add", entry);
    const elsewhere = await call<Added>(test, ANNA, "knowledge.add", { ...entry, source: "mail" });
    expect(again.entries).toEqual([{ id: first.entries[0]?.id, created: false }]);
    expect(elsewhere.entries[0]?.created).toBe(true);
    const { entry: shown } = await call<{ entry: { accesses: number } }>(test, ANNA, "knowledge.show", { id: first.entries[0]?.id });
    expect(shown.accesses).toBe(1);
  });

  it("searches a collection, a category or a source alone", async () => {
    await using test = await open();
    const entries = [
      { content: "heat pump in the cellar", source: "a", collection: "house", category: "reference" },
      { content: "heat pump of the neighbours", source: "b", collection: "talk", category: "conversation" },
    ];
    await call(test, ANNA, "knowledge.add", { entries });
    const sources = async (filter: object): Promise<string[]> =>
      (await find(test, ANNA, "heat pump", filter)).results.map(({ source }) => source);
    expect((await sources({})).toSorted()).toEqual(["a", "b"]);
    expect(await sources({ collection: "talk" })).toEqual(["b"]);
    expect(await sources({ category: "reference" })).toEqual(["a"]);
    expect(await sources({ source: "b" })).toEqual(["b"]);
    expect(await sources({ collection: "attic" })).toEqual([]);
  });

  it("answers one row for each entry, or one for each piece", async () => {
    await using test = await open();
    const content = Array.from({ length: 12 }, (_, index) => `## Part ${index}\n\n${"The boiler needs water. ".repeat(20)}`).join("\n\n");
    await call(test, ANNA, "knowledge.add", { content, source: "boiler.md" });
    expect((await find(test, ANNA, "boiler water")).results).toHaveLength(1);
    const pieces = (await find(test, ANNA, "boiler water", { unit: "chunk" })).results;
    expect(pieces.length).toBeGreaterThan(1);
    expect(new Set(pieces.map(({ citation }) => citation.heading)).size).toBe(pieces.length);
  });

  it("reads HTML as text with headings, and leaves scripts out", async () => {
    await using test = await open();
    const content =
      "<html><head><title>Router &amp; Wi-Fi</title><script>var password = 1</script></head><body><h2>Channels</h2><p>Use channel&nbsp;11.</p></body></html>";
    const { entries } = await call<Added>(test, ANNA, "knowledge.add", { content, source: "page", format: "html" });
    const { entry } = await call<{ entry: { title: string; content: string } }>(test, ANNA, "knowledge.show", { id: entries[0]?.id });
    expect(entry).toMatchObject({ title: "Router & Wi-Fi", content: "## Channels\n\nUse channel 11." });
  });

  it("goes on over a restart, and without its index", { timeout: 30_000 }, async () => {
    const first = await open();
    await call(first, ANNA, "knowledge.add", { content: "The spare key is under the blue pot.", source: "note" });
    await first.kernel.stop();
    for (const suffix of ["", "-wal", "-shm"]) rmSync(join(first.home, `knowledge-index.db${suffix}`), { force: true });
    writeFileSync(join(first.home, "knowledge-index.db"), "this is no database at all, whatever its name says".repeat(100));
    await using second = await open({ home: first.home });
    await expect.poll(async () => (await find(second, ANNA, "spare keys")).results.length, PATIENCE).toBe(1);
  });
});

describe("who may see it", () => {
  it("never shows what is private to anybody else, by any operation", async () => {
    await using test = await open();
    const { entries } = await call<Added>(test, ANNA, "knowledge.add", {
      content: "My diary: the surprise party is on Friday.",
      source: "diary",
    });
    const id = entries[0]?.id ?? "";
    await call(test, ANNA, "knowledge.add", { content: "The party room is booked.", source: "plan", visibility: "shared" });
    for (const stranger of [BEN, NOBODY]) {
      expect((await find(test, stranger, "party")).results.map(({ source }) => source)).toEqual(["plan"]);
      expect((await find(test, stranger, "party", { source: "diary" })).results).toEqual([]);
      expect((await find(test, stranger, "surprise diary friday", { unit: "chunk" })).results).toEqual([]);
      expect((await call<{ entries: object[] }>(test, stranger, "knowledge.list", {})).entries).toHaveLength(1);
      await expect(call(test, stranger, "knowledge.show", { id })).rejects.toThrow("no entry");
      const { text } = await call<{ text: string }>(test, stranger, "knowledge.recall", { q: "surprise party" });
      expect(text).not.toContain("diary");
    }
    await expect(call(test, BEN, "knowledge.archive", { ids: [id] })).rejects.toThrow("no entry");
    expect((await find(test, ANNA, "party")).results).toHaveLength(2);
  });

  it("takes no private entry from somebody who is nobody in particular", async () => {
    await using test = await open();
    const entry = { content: "Some fact.", source: "grafana" };
    await expect(call(test, NOBODY, "knowledge.add", { ...entry, visibility: "private" })).rejects.toThrow("belongs to a person");
    await call(test, NOBODY, "knowledge.add", entry);
    expect((await find(test, BEN, "fact")).results).toHaveLength(1);
  });

  it("exports and erases what is a person's, and leaves the rest", async () => {
    await using test = await open();
    await call(test, ANNA, "knowledge.add", { content: "Anna likes tea.", source: "chat" });
    await call(test, BEN, "knowledge.add", { content: "Ben likes tea.", source: "chat" });
    const host = test.kernel.hostOf("knowledge");
    if (knowledge.personal === "nothing") throw new Error("knowledge keeps something about people");
    expect(await knowledge.personal.export(host, "anna")).toMatchObject([{ content: "Anna likes tea." }]);
    expect(await knowledge.personal.erase(host, "anna")).toBe(1);
    expect((await find(test, ANNA, "tea")).results).toEqual([]);
    expect((await find(test, BEN, "tea")).results).toHaveLength(1);
  });
});

describe("how long it stays", () => {
  it("archives what has run out, before anybody finds it again", async () => {
    const clock = new ManualClock();
    await using test = await open({ clock });
    await call(test, ANNA, "knowledge.add", { content: "The guest password changes tomorrow.", source: "note", ttlSeconds: 60 });
    expect((await find(test, ANNA, "guest")).results).toHaveLength(1);
    clock.advance(61_000);
    expect((await find(test, ANNA, "guest")).results).toEqual([]);
    const { entries } = await call<{ entries: { archivedBecause: string }[] }>(test, ANNA, "knowledge.list", { archived: true });
    expect(entries).toMatchObject([{ archivedBecause: "its time to live is over" }]);
  });

  it("archives before it deletes, and restores", async () => {
    await using test = await open();
    const { entries } = await call<Added>(test, ANNA, "knowledge.add", { content: "An old address.", source: "note" });
    const ids = entries.map(({ id }) => id);
    await expect(call(test, ANNA, "knowledge.purge", { ids })).rejects.toMatchObject({ code: "approval_required" });
    await call(test, ANNA, "knowledge.archive", { ids, because: "moved" });
    expect((await find(test, ANNA, "address")).results).toEqual([]);
    await call(test, ANNA, "knowledge.restore", { ids });
    expect((await find(test, ANNA, "address")).results).toHaveLength(1);
  });

  it("never keeps as new what it recalled itself", async () => {
    await using test = await open();
    const { entries } = await call<Added>(test, ANNA, "knowledge.add", { content: "The gate code is on the fridge.", source: "note" });
    const { text } = await call<{ text: string }>(test, ANNA, "knowledge.recall", { q: "gate code" });
    const known = await call<Added>(test, ANNA, "knowledge.add", { content: text, source: "model" });
    expect(known.entries).toEqual([{ id: entries[0]?.id, created: false }]);
    const mixed = await call<Added>(test, ANNA, "knowledge.add", { content: `${text}\nIt was changed in May.`, source: "model" });
    const shown = await call<{ entry: { content: string } }>(test, ANNA, "knowledge.show", { id: mixed.entries[0]?.id });
    expect(shown.entry.content.trim()).toBe("It was changed in May.");
    await expect(call(test, BEN, "knowledge.add", { content: text, source: "model" })).rejects.toThrow("already Hydra's own");
  });
});

describe("bad input", () => {
  it.each([
    ["nothing", "", "there is nothing in it"],
    ["space", " \n\t ", "there is nothing in it"],
    ["binary", "\u0000\u0001\u0002PNG".repeat(100), "binary"],
    ["lost characters", "\uFFFD".repeat(50), "UTF-8"],
  ])("says what is wrong with %s", async (_what, content, message) => {
    await using test = await open();
    await expect(call(test, ANNA, "knowledge.add", { content, source: "x" })).rejects.toThrow(message);
    await expect(
      call(test, ANNA, "knowledge.add", {
        entries: [
          { content: "fine", source: "x" },
          { content, source: "x" },
        ],
      }),
    ).rejects.toThrow(`entries.1.content: `);
    expect((await find(test, ANNA, "fine")).results).toEqual([]);
  });

  it("takes no half of a word for a query language", async () => {
    await using test = await open();
    await call(test, ANNA, "knowledge.add", { content: "Plain words about NEAR and far.", source: "x" });
    for (const q of [
      '"',
      "NEAR(",
      "a AND",
      "title:*",
      "'; DROP TABLE entries; --",
      "((((",
      "*",
      "^far -near",
      "\\",
      "%_",
      "🙂",
      "\uD800",
      "-",
    ]) {
      const { results } = await find(test, ANNA, q);
      expect(results).toBeInstanceOf(Array);
    }
    expect((await find(test, ANNA, "far OR nothing")).results).toHaveLength(1);
    await expect(find(test, ANNA, "")).rejects.toMatchObject({ code: "invalid_input" });
    await expect(find(test, ANNA, "x".repeat(5_000))).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("keeps a text of ten megabytes in pieces, and finds a line in it", { timeout: 60_000 }, async () => {
    await using test = await open();
    const content = `${Array.from({ length: 100_000 }, (_, number) => lineOf(number)).join("")}The needle is a pomegranate.\n${lineOf(1).repeat(100_000)}`;
    expect(content.length).toBeGreaterThan(10_000_000);
    await call(test, ANNA, "knowledge.add", { content, source: "huge.txt" });
    expect((await find(test, ANNA, "pomegranate")).results[0]?.snippet).toContain("needle");
  });

  it("masks secrets before it keeps anything", async () => {
    await using test = await open();
    const { entries } = await call<Added>(test, ANNA, "knowledge.add", {
      content: "POSTGRES_PASSWORD=hunter2hunter2 in .env",
      source: "x",
    });
    const { entry } = await call<{ entry: { content: string } }>(test, ANNA, "knowledge.show", { id: entries[0]?.id });
    expect(entry.content).not.toContain("hunter2hunter2");
  });
});
