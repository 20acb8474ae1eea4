import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Kysely, Transaction } from "kysely";
import type { CallerKind, Door } from "./caller.ts";
import { canonicalJson, sha256 } from "./canonical.ts";
import { toIso, type Clock } from "./clock.ts";
import type { Migration } from "./feature.ts";
import { maskValue } from "./secrets.ts";
import type { Store } from "./store/store.ts";

/** `done` and `failed` are results, `refused` a rule, `asked` a parked call, `would` a thing Hydra only watched, `interrupted` unknown. */
export type AuditOutcome = "done" | "failed" | "refused" | "asked" | "would" | "interrupted";

export interface AuditRecord {
  actor: string;
  caller: CallerKind;
  door: Door;
  operation: string;
  subject: string | null;
  input: unknown;
  outcome: AuditOutcome;
  /** The error code, or what the outcome rests on. */
  detail: string | null;
}

export interface AuditEntry extends AuditRecord {
  seq: number;
  at: string;
  digest: string;
  previous: string;
}

interface AuditRow {
  seq: number;
  at: number;
  actor: string;
  caller: CallerKind;
  door: Door;
  operation: string;
  subject: string | null;
  outcome: AuditOutcome;
  detail: string | null;
  payload_digest: string;
  digest: string;
  previous: string;
}

export interface AuditTables {
  audit_entries: AuditRow;
  audit_payloads: { seq: number; input: string };
}

export const auditMigrations: readonly Migration[] = [
  {
    name: "audit",
    async up(db: Kysely<AuditTables>) {
      await db.schema
        .createTable("audit_entries")
        .addColumn("seq", "integer", (column) => column.primaryKey())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("actor", "text", (column) => column.notNull())
        .addColumn("caller", "text", (column) => column.notNull())
        .addColumn("door", "text", (column) => column.notNull())
        .addColumn("operation", "text", (column) => column.notNull())
        .addColumn("subject", "text")
        .addColumn("outcome", "text", (column) => column.notNull())
        .addColumn("detail", "text")
        .addColumn("payload_digest", "text", (column) => column.notNull())
        .addColumn("digest", "text", (column) => column.notNull())
        .addColumn("previous", "text", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("audit_entries_at").on("audit_entries").column("at").execute();
      await db.schema
        .createTable("audit_payloads")
        .addColumn("seq", "integer", (column) => column.primaryKey())
        .addColumn("input", "text", (column) => column.notNull())
        .execute();
    },
  },
];

const GENESIS = "0".repeat(64);

export interface AuditFilter {
  since?: number;
  actor?: string;
  operation?: string;
  limit: number;
}

export interface AuditVerdict {
  intact: boolean;
  entries: number;
  /** Entries whose input was erased: the chain still proves that they were there. */
  erased: number;
  problems: string[];
}

interface Anchor {
  seq: number;
  digest: string;
}

/**
 * What was done, by whom, chained by hashes: a changed, removed or inserted line breaks the chain, and a cut end
 * contradicts the anchor file. Inputs stand apart, so that one can be erased without breaking the proof.
 */
export class Audit {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #anchorPath: string;
  #head: Anchor = { seq: 0, digest: GENESIS };

  constructor(store: Store, clock: Clock, anchorPath: string) {
    this.#store = store;
    this.#clock = clock;
    this.#anchorPath = anchorPath;
  }

  /** Append one line; resolves once it is on disk. */
  async append(record: AuditRecord): Promise<AuditEntry> {
    return this.#store.commit<AuditTables, AuditEntry>((trx) => this.appendIn(trx, record));
  }

  /** Append as a part of a larger commit, so that an outcome and its line stand or fall together. */
  async appendIn(trx: Transaction<AuditTables>, record: AuditRecord): Promise<AuditEntry> {
    // The head is read inside the transaction: a rolled back line must not become anybody's predecessor.
    const last = await trx.selectFrom("audit_entries").select(["seq", "digest"]).orderBy("seq", "desc").limit(1).executeTakeFirst();
    const at = this.#clock.now();
    const input = canonicalJson(maskValue(record.input));
    const row: Omit<AuditRow, "digest"> = {
      seq: (last?.seq ?? 0) + 1,
      at,
      actor: record.actor,
      caller: record.caller,
      door: record.door,
      operation: record.operation,
      subject: record.subject,
      outcome: record.outcome,
      detail: record.detail,
      payload_digest: sha256(input),
      previous: last?.digest ?? GENESIS,
    };
    const digest = digestOfRow(row);
    await trx
      .insertInto("audit_entries")
      .values({ ...row, digest })
      .execute();
    await trx.insertInto("audit_payloads").values({ seq: row.seq, input }).execute();
    setImmediate(() => this.#anchor());
    return { ...record, input: JSON.parse(input), seq: row.seq, at: toIso(at), digest, previous: row.previous };
  }

  async list(filter: AuditFilter): Promise<AuditEntry[]> {
    let query = this.#store
      .tables<AuditTables>()
      .selectFrom("audit_entries")
      .leftJoin("audit_payloads", "audit_payloads.seq", "audit_entries.seq")
      .selectAll("audit_entries")
      .select("audit_payloads.input")
      .orderBy("audit_entries.seq", "desc")
      .limit(filter.limit);
    if (filter.since !== undefined) query = query.where("at", ">=", filter.since);
    if (filter.actor !== undefined) query = query.where("actor", "=", filter.actor);
    if (filter.operation !== undefined) query = query.where("operation", "=", filter.operation);
    const rows = await query.execute();
    return rows.map(({ at, input, payload_digest: _payloadDigest, ...row }) => ({
      ...row,
      at: toIso(at),
      input: input === null ? null : JSON.parse(input),
    }));
  }

  /** Walk the whole chain and compare it with the anchor. */
  async verify(): Promise<AuditVerdict> {
    const db = this.#store.tables<AuditTables>();
    const problems: string[] = [];
    const anchor = this.#readAnchor();
    let entries = 0;
    let erased = 0;
    let previous: Anchor | null = null;
    for (;;) {
      const rows: (AuditRow & { input: string | null })[] = await db
        .selectFrom("audit_entries")
        .leftJoin("audit_payloads", "audit_payloads.seq", "audit_entries.seq")
        .selectAll("audit_entries")
        .select("audit_payloads.input")
        .where("audit_entries.seq", ">", previous?.seq ?? 0)
        .orderBy("audit_entries.seq")
        .limit(1_000)
        .execute();
      for (const { input, digest, ...row } of rows) {
        entries += 1;
        if (previous !== null && row.seq !== previous.seq + 1) problems.push(`line ${previous.seq + 1} is missing`);
        if (row.previous !== (previous?.digest ?? (row.seq === 1 ? GENESIS : row.previous)))
          problems.push(`line ${row.seq} does not follow the line before it`);
        if (digestOfRow(row) !== digest) problems.push(`line ${row.seq} was changed`);
        if (input === null) erased += 1;
        else if (sha256(input) !== row.payload_digest) problems.push(`the input of line ${row.seq} was changed`);
        if (anchor?.seq === row.seq && anchor.digest !== digest) problems.push(`line ${row.seq} is not the one that was anchored`);
        previous = { seq: row.seq, digest };
      }
      if (rows.length < 1_000) break;
    }
    if (anchor !== null && (previous?.seq ?? 0) < anchor.seq)
      problems.push(`lines after ${previous?.seq ?? 0} are missing: ${anchor.seq} was anchored`);
    if (anchor === null && entries > 0) problems.push("the anchor file is missing or unreadable");
    return { intact: problems.length === 0, entries, erased, problems: problems.slice(0, 20) };
  }

  #readAnchor(): Anchor | null {
    try {
      return JSON.parse(readFileSync(this.#anchorPath, "utf8")) as Anchor;
    } catch {
      return null;
    }
  }

  /** Write the newest committed line to the anchor file. It may lag behind after a crash, never run ahead. */
  async #anchor(): Promise<void> {
    const last = await this.#store
      .tables<AuditTables>()
      .selectFrom("audit_entries")
      .select(["seq", "digest"])
      .orderBy("seq", "desc")
      .limit(1)
      .executeTakeFirst();
    if (last === undefined || last.seq === this.#head.seq) return;
    this.#head = last;
    const unfinished = `${this.#anchorPath}.new`;
    try {
      writeFileSync(unfinished, `${JSON.stringify(last)}\n`, { mode: 0o600 });
      renameSync(unfinished, this.#anchorPath);
    } catch {
      // A full disk: the next line tries again, and verify says when the anchor is missing.
      this.#head = { seq: 0, digest: GENESIS };
    }
  }
}

function digestOfRow(row: Omit<AuditRow, "digest">): string {
  return sha256(canonicalJson(row));
}
