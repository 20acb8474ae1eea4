import { digestOfRow, GENESIS, PRUNED, type Anchor, type AuditRow, type AuditTables } from "./audit-tables.ts";
import { sha256 } from "./canonical.ts";
import type { Store } from "./store/store.ts";

export interface AuditVerdict {
  intact: boolean;
  entries: number;
  /** Entries whose input was erased: the chain still proves that they were there. */
  erased: number;
  problems: string[];
}

/** Walk the whole chain and compare it with the anchor. */
export async function verifyChain(store: Store, anchor: Anchor | null): Promise<AuditVerdict> {
  const db = store.tables<AuditTables>();
  const problems: string[] = [];
  const pruned = await prunedUntil(store);
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
      const expected: Anchor = previous ?? beginningBefore(row, pruned);
      if (row.seq !== expected.seq + 1) problems.push(`line ${expected.seq + 1} is missing`);
      if (row.previous !== expected.digest) problems.push(`line ${row.seq} does not follow the line before it`);
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

/** What the last prune line names: the chain may begin right after it, or earlier when a crash stopped the deleting. */
async function prunedUntil(store: Store): Promise<Anchor | null> {
  const line = await store
    .tables<AuditTables>()
    .selectFrom("audit_entries")
    .select("detail")
    .where("operation", "=", PRUNED)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  const [, seq, digest] = /^lines up to (\d+) \(([0-9a-f]{64})\)/.exec(line?.detail ?? "") ?? [];
  return seq === undefined || digest === undefined ? null : { seq: Number(seq), digest };
}

/** What the first line that is left must follow. */
function beginningBefore(first: Pick<AuditRow, "seq" | "previous">, pruned: Anchor | null): Anchor {
  if (pruned === null || first.seq === 1) return { seq: 0, digest: GENESIS };
  // Deleting had not come to its end: the line that was named is still there and is checked as any other.
  if (first.seq <= pruned.seq) return { seq: first.seq - 1, digest: first.previous };
  return pruned;
}
