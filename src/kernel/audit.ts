import { readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import type { Transaction } from "kysely";
import { verifyChain, type AuditVerdict } from "./audit-proof.ts";
import { digestOfRow, GENESIS, PRUNED, type Anchor, type AuditOutcome, type AuditRow, type AuditTables } from "./audit-tables.ts";
import type { CallerKind, Door } from "./caller.ts";
import { canonicalJson, sha256 } from "./canonical.ts";
import { toIso, type Clock } from "./clock.ts";
import { maskValue } from "./secrets.ts";
import { holdsText } from "./store/dialect.ts";
import type { Store } from "./store/store.ts";

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

export interface AuditFilter {
  since?: number;
  /** Only lines with a lower number: the way back through all of them. */
  before?: number;
  actor?: string;
  caller?: CallerKind;
  door?: Door;
  operation?: string;
  /** The part of an operation's name before its dot. */
  feature?: string;
  outcome?: AuditOutcome;
  /** Somewhere in who, what, about what, or why. */
  text?: string;
  /** Without the lines of these by which a person did no more than read. */
  withoutLooks?: readonly string[];
  limit: number;
}

const SEARCHED = ["actor", "operation", "subject", "detail"] as const;

/** An input larger than this leaves its size and digest only: a refused call must not be a way to fill the disk. */
const KEPT_INPUT_CHARS = 32_768;
const PRUNED_AT_ONCE = 5_000;

/**
 * What was done, by whom, chained by hashes: a changed, removed or inserted line breaks the chain, and a cut end
 * contradicts the anchor file. Inputs stand apart, so that one can be erased without breaking the proof.
 */
export class Audit {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #anchorPath: string;
  readonly #listeners = new Set<() => void>();
  #anchoring: Promise<void> | null = null;
  #isBehind = false;

  constructor(store: Store, clock: Clock, anchorPath: string) {
    this.#store = store;
    this.#clock = clock;
    this.#anchorPath = anchorPath;
  }

  /** Called once lines were added, for many that come together once. @returns what ends it */
  onGrown(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
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
    const input = keptInput(record.input);
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
    this.#anchorSoon();
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
    if (filter.before !== undefined) query = query.where("audit_entries.seq", "<", filter.before);
    for (const column of ["actor", "caller", "door", "operation", "outcome"] as const) {
      const wanted = filter[column];
      if (wanted !== undefined) query = query.where(column, "=", wanted);
    }
    const { feature, text, withoutLooks } = filter;
    if (withoutLooks !== undefined)
      query = query.where(({ not, and, eb }) =>
        not(and([eb("caller", "=", "person"), eb("outcome", "=", "done"), eb("operation", "in", withoutLooks)])),
      );
    // Between `jobs.` and the sign after the dot: by the beginning, without signs that a pattern would read.
    if (feature !== undefined) query = query.where("operation", ">=", `${feature}.`).where("operation", "<", `${feature}/`);
    if (text !== undefined) query = query.where(({ or }) => or(SEARCHED.map((column) => holdsText(column, text))));
    const rows = await query.execute();
    return rows.map(({ at, input, payload_digest: _payloadDigest, ...row }) => ({
      ...row,
      at: toIso(at),
      input: input === null ? null : JSON.parse(input),
    }));
  }

  /** Drop the oldest lines, always from the beginning of the chain, and leave a line that names the last one dropped. */
  async prune(rule: { maxAgeDays: number; maxRows: number }, now: number): Promise<number> {
    const until = await this.#lastToPrune(rule, now);
    if (until === null) return 0;
    const detail = `lines up to ${until.seq} (${until.digest}) were dropped by age or number`;
    await this.append({
      actor: "hydra:kernel",
      caller: "hydra",
      door: "internal",
      operation: PRUNED,
      subject: null,
      input: rule,
      outcome: "done",
      detail,
    });
    // The anchor moves on to the new line before the one that it names may go.
    await this.settle();
    for (let deleted = 0; ;) {
      // In slices, so that other writes get their turn; a crash in between leaves a chain that begins a bit earlier.
      const slice = await this.#store.commit<AuditTables, number>(async (trx) => {
        const first = await trx.selectFrom("audit_entries").select("seq").orderBy("seq").limit(1).executeTakeFirstOrThrow();
        const last = Math.min(until.seq, first.seq + PRUNED_AT_ONCE - 1);
        await trx.deleteFrom("audit_payloads").where("seq", "<=", last).execute();
        const result = await trx.deleteFrom("audit_entries").where("seq", "<=", last).executeTakeFirst();
        return Number(result.numDeletedRows);
      });
      deleted += slice;
      if (slice === 0) return deleted;
    }
  }

  /** The newest of the lines that are too old or too many, or null. The clock may have jumped: order is by number, not by time. */
  async #lastToPrune(rule: { maxAgeDays: number; maxRows: number }, now: number): Promise<Anchor | null> {
    const db = this.#store.tables<AuditTables>();
    const newest = await db.selectFrom("audit_entries").select("seq").orderBy("seq", "desc").limit(1).executeTakeFirst();
    if (newest === undefined) return null;
    const young = await db
      .selectFrom("audit_entries")
      .select((expression) => expression.fn.min("seq").as("seq"))
      .where("at", ">=", now - rule.maxAgeDays * 86_400_000)
      .executeTakeFirst();
    const seq = Math.max((young?.seq ?? newest.seq + 1) - 1, newest.seq - rule.maxRows);
    const last = await db.selectFrom("audit_entries").select(["seq", "digest"]).where("seq", "=", seq).executeTakeFirst();
    return last ?? null;
  }

  /** Walk the whole chain and compare it with the anchor. */
  async verify(): Promise<AuditVerdict> {
    await this.settle();
    return verifyChain(this.#store, this.#readAnchor());
  }

  #readAnchor(): Anchor | null {
    try {
      const parsed: unknown = JSON.parse(readFileSync(this.#anchorPath, "utf8"));
      const { seq, digest } = parsed as Partial<Anchor>;
      return typeof seq === "number" && typeof digest === "string" ? { seq, digest } : null;
    } catch {
      return null;
    }
  }

  /** Wait until the anchor holds every line that is committed now: the write under way may have begun too early for it. */
  async settle(): Promise<void> {
    await this.#anchoring;
    await this.#anchoring;
  }

  /** Anchor what is committed by then: many lines share one write. */
  #anchorSoon(): void {
    this.#isBehind = true;
    this.#anchoring ??= this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.#isBehind = false;
    try {
      await this.#anchor();
    } catch {
      // A full disk: the next line tries again, and verify says when the anchor is missing.
    }
    for (const hear of this.#listeners) hear();
    this.#anchoring = this.#isBehind ? this.#catchUp() : null;
  }

  /**
   * Write the newest committed line to the anchor file. It may lag behind after a crash, never run ahead. Where the
   * anchored line is gone or another, somebody cut or rewrote the chain: the anchor then stays and is the proof of it.
   */
  async #anchor(): Promise<void> {
    const last = await this.#store
      .tables<AuditTables>()
      .selectFrom("audit_entries")
      .select(["seq", "digest"])
      .orderBy("seq", "desc")
      .limit(1)
      .executeTakeFirst();
    const anchored = this.#readAnchor();
    if (last === undefined || last.seq === anchored?.seq) return;
    if (anchored !== null && !(await this.#holds(anchored))) return;
    const unfinished = `${this.#anchorPath}.new`;
    const file = await open(unfinished, "w", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(last)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, this.#anchorPath);
  }

  async #holds(anchor: Anchor): Promise<boolean> {
    const line = await this.#store
      .tables<AuditTables>()
      .selectFrom("audit_entries")
      .select("digest")
      .where("seq", "=", anchor.seq)
      .executeTakeFirst();
    return line?.digest === anchor.digest;
  }
}

function keptInput(value: unknown): string {
  const input = canonicalJson(maskValue(value));
  if (input.length <= KEPT_INPUT_CHARS) return input;
  return canonicalJson({ omitted: "too large to keep", sizeChars: input.length, sha256: sha256(input) });
}
