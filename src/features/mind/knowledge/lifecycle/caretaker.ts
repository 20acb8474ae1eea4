import type { Database } from "better-sqlite3";
import { createHash } from "node:crypto";
import { dayOf } from "../keeping/day.ts";
import type { Library } from "../keeping/library.ts";
import { factsOf, type EntryRow } from "../keeping/rows.ts";
import type { EntryFacts, Reader } from "../keeping/shapes.ts";
import { wordsOf } from "../words/words.ts";
import { tooOld, type StaleAges } from "./age.ts";
import { contradictionIn, type LivingContainer } from "./claims.ts";
import { whyJunk } from "./junk.ts";
import { ALIKE, likenessOf } from "./likeness.ts";
import type { Audit, DuplicateGroup, Figures } from "./shapes.ts";

const GROWTH_DAYS = 30;
const DAY_MS = 86_400_000;
const MOST_SOURCES = 100;
const MOST_GROUPS = 200;
const MOST_IN_GROUP = 20;
const PAGE = 200;
const KEPT_AUDITS = 365;
const VISIBLE = "archived_at IS NULL AND (owner = '' OR owner = @reader)";

/** Looks after what is kept: how much, how old, how true, how often the same. Lives in the knowledge thread. */
export class Caretaker {
  readonly #library: Library;
  readonly #file: Database;

  constructor(library: Library) {
    this.#library = library;
    this.#file = library.files.entries;
  }

  figures(reader: Reader, now: number, ages: StaleAges): Figures {
    this.#library.sweep(now);
    const who = { reader: reader ?? "" };
    const counts = (column: "category" | "source", most: number): Record<string, number> => {
      const rows = this.#file
        .prepare(
          `SELECT ${column} AS name, count(*) AS count FROM entries WHERE ${VISIBLE} GROUP BY ${column} ORDER BY count DESC, name LIMIT ${most}`,
        )
        .all(who) as { name: string; count: number }[];
      return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
    };
    const sums = this.#file
      .prepare(
        `SELECT count(*) AS total, coalesce(sum(size_bytes), 0) AS sizeBytes, coalesce(sum(chunks), 0) AS chunks FROM entries WHERE ${VISIBLE}`,
      )
      .get(who) as { total: number; sizeBytes: number; chunks: number };
    const since = dayOf(now - (GROWTH_DAYS - 1) * DAY_MS);
    const growth = this.#file
      .prepare(
        "SELECT day, sum(added) AS added, sum(removed) AS removed FROM days WHERE (owner = '' OR owner = @reader) AND day >= @since GROUP BY day ORDER BY day",
      )
      .all({ ...who, since }) as Figures["growth"];
    return {
      ...sums,
      byCategory: counts("category", 1_000),
      bySource: counts("source", MOST_SOURCES),
      staleCount: this.#staleRows(reader, now, ages).length,
      duplicateCount: this.duplicates(reader).reduce((total, { archive }) => total + archive.length, 0),
      growth,
      lastAudit: this.audits(reader, 1)[0] ?? null,
    };
  }

  stale(reader: Reader, now: number, ages: StaleAges, limit: number): EntryFacts[] {
    return this.#staleRows(reader, now, ages)
      .slice(0, limit)
      .map((row) => factsOf(row, now, ages));
  }

  /** Groups of entries of one owner that say nearly the same, with what would be kept and what would be lost. */
  duplicates(reader: Reader): DuplicateGroup[] {
    const groups: DuplicateGroup[] = [];
    for (const numbers of this.#meetings()) {
      if (groups.length >= MOST_GROUPS) break;
      const rows = [...this.#library.entries.byNumbers(numbers).values()].filter(
        ({ owner, archived_at: archivedAt }) => archivedAt === null && (owner === "" || owner === reader),
      );
      for (const owner of new Set(rows.map((row) => row.owner))) {
        const group = this.#groupOf(rows.filter((row) => row.owner === owner));
        if (group !== null && !groups.some(({ id }) => id === group.id)) groups.push(group);
      }
    }
    return groups;
  }

  /** Hold everything that is kept against the living system. @returns how many entries it contradicts */
  async compare(living: readonly LivingContainer[]): Promise<number> {
    let contradicted = 0;
    for await (const row of this.#everyEntry()) {
      const found = contradictionIn(this.#library.entries.content(row.number), living);
      if (found !== null) contradicted += 1;
      if ((found?.why ?? null) !== row.contradicted_why) this.#library.entries.contradict(row.id, found?.by ?? null, found?.why ?? null);
    }
    return contradicted;
  }

  /** Look at everything for junk, owner by owner, and keep the figures. */
  async audit(now: number): Promise<void> {
    const byOwner = new Map<string, { examined: number; junk: number; reasons: Record<string, number> }>();
    const twice = new Set(this.#meetings().flatMap((numbers) => numbers.slice(1)));
    for await (const row of this.#everyEntry()) {
      const sums = byOwner.get(row.owner) ?? { examined: 0, junk: 0, reasons: {} };
      byOwner.set(row.owner, sums);
      sums.examined += 1;
      const why = whyJunk(this.#library.entries.content(row.number)) ?? (twice.has(row.number) ? "says what another says" : null);
      if (why === null) continue;
      sums.junk += 1;
      sums.reasons[why] = (sums.reasons[why] ?? 0) + 1;
    }
    const insert = this.#file.prepare("INSERT OR REPLACE INTO audits (owner, at, examined, junk, reasons) VALUES (?, ?, ?, ?, ?)");
    this.#library.entries.transact(() => {
      for (const [owner, { examined, junk, reasons }] of byOwner) insert.run(owner, now, examined, junk, JSON.stringify(reasons));
      this.#file.prepare("DELETE FROM audits WHERE at < ?").run(now - KEPT_AUDITS * DAY_MS);
      this.#file.prepare("DELETE FROM days WHERE day < ?").run(dayOf(now - 3 * KEPT_AUDITS * DAY_MS));
    });
  }

  /** When the newest one was, whoever it was about; null: there was none. */
  lastAudit(): number | null {
    return (this.#file.prepare("SELECT max(at) AS at FROM audits").get() as { at: number | null }).at;
  }

  /** Newest first: what is shared and what is this reader's, taken together. */
  audits(reader: Reader, limit: number): Audit[] {
    const rows = this.#file
      .prepare(
        "SELECT at, sum(examined) AS examined, sum(junk) AS junk, json_group_array(json(reasons)) AS reasons FROM audits WHERE owner = '' OR owner = @reader GROUP BY at ORDER BY at DESC LIMIT @limit",
      )
      .all({ reader: reader ?? "", limit }) as { at: number; examined: number; junk: number; reasons: string }[];
    return rows.map(({ reasons, ...row }) => ({ ...row, reasons: sumOf(JSON.parse(reasons) as Record<string, number>[]) }));
  }

  #staleRows(reader: Reader, now: number, ages: StaleAges): EntryRow[] {
    const rows = this.#file.prepare(`SELECT * FROM entries WHERE ${VISIBLE} ORDER BY updated_at`).iterate({ reader: reader ?? "" });
    const stale: EntryRow[] = [];
    for (const row of rows as IterableIterator<EntryRow>)
      if (row.contradicted_why !== null || tooOld(row.category, row.updated_at, now, ages) !== null) stale.push(row);
    return stale;
  }

  /** Living entries that share a band, in groups: likely alike, to be looked at. */
  #meetings(): number[][] {
    const rows = this.#library.files.index
      .prepare("SELECT json_group_array(entry) AS entries FROM bands GROUP BY key HAVING count(*) > 1 LIMIT 5000")
      .all() as { entries: string }[];
    const parents = new Map<number, number>();
    const rootOf = (number: number): number => {
      let root = number;
      while ((parents.get(root) ?? root) !== root) root = parents.get(root) as number;
      return root;
    };
    for (const { entries } of rows) {
      const [first, ...others] = JSON.parse(entries) as number[];
      if (first === undefined) continue;
      for (const other of others) parents.set(rootOf(other), rootOf(first));
    }
    const groups = new Map<number, number[]>();
    for (const number of new Set([...parents.keys(), ...parents.values()])) {
      const root = rootOf(number);
      groups.set(root, [...(groups.get(root) ?? []), number]);
    }
    return [...groups.values()].filter((group) => group.length > 1).map((group) => group.toSorted((a, b) => a - b));
  }

  #groupOf(rows: readonly EntryRow[]): DuplicateGroup | null {
    if (rows.length < 2) return null;
    const read = rows.slice(0, MOST_IN_GROUP).map((row) => ({ row, content: this.#library.entries.content(row.number) }));
    // The newest word is kept; of equally new ones the longer.
    const [kept, ...others] = read.toSorted((a, b) => b.row.updated_at - a.row.updated_at || b.content.length - a.content.length);
    if (kept === undefined) return null;
    const words = wordsOf(kept.content);
    const alike = others.flatMap(({ row, content }) => {
      const likeness = likenessOf(words, wordsOf(content));
      return likeness >= ALIKE
        ? [{ id: row.id, title: row.title, source: row.source, likeness, lost: linesMissing(content, kept.content) }]
        : [];
    });
    if (alike.length === 0) return null;
    const id = createHash("sha256")
      .update([kept.row.id, ...alike.map((each) => each.id)].join())
      .digest("hex")
      .slice(0, 16);
    return {
      id,
      keep: { id: kept.row.id, title: kept.row.title, source: kept.row.source, content: kept.content.slice(0, 2_000) },
      archive: alike,
    };
  }

  /** Page by page, so that searches come in between. */
  async *#everyEntry(): AsyncGenerator<EntryRow> {
    for (let last = 0; ;) {
      const rows = this.#file
        .prepare("SELECT * FROM entries WHERE number > ? AND archived_at IS NULL ORDER BY number LIMIT ?")
        .all(last, PAGE) as EntryRow[];
      if (rows.length === 0) return;
      for (const row of rows) {
        last = row.number;
        yield row;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function linesMissing(content: string, kept: string): string[] {
  const there = new Set(kept.split("\n").map((line) => line.trim()));
  return content
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !there.has(line))
    .slice(0, 20);
}

function sumOf(all: readonly Record<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const reasons of all) for (const [why, count] of Object.entries(reasons)) sums[why] = (sums[why] ?? 0) + count;
  return sums;
}
