import { tooOld, type StaleAges } from "../lifecycle/age.ts";
import type { EntryFacts } from "./shapes.ts";

/** A row of `entries`. The owner is "" for what is shared, so that it can stand in keys. */
export interface EntryRow {
  number: number;
  id: string;
  owner: string;
  collection: string;
  source: string;
  title: string | null;
  category: string;
  added_by: string;
  size_bytes: number;
  chunks: number;
  created_at: number;
  updated_at: number;
  accessed_at: number | null;
  accesses: number;
  expires_at: number | null;
  archived_at: number | null;
  archived_because: string | null;
  contradicted_by: string | null;
  contradicted_why: string | null;
}

export function factsOf(row: EntryRow, now: number, ages: StaleAges): EntryFacts {
  return {
    id: row.id,
    title: row.title,
    source: row.source,
    category: row.category,
    collection: row.collection,
    owner: row.owner === "" ? null : row.owner,
    addedBy: row.added_by,
    sizeBytes: row.size_bytes,
    chunks: row.chunks,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    accessedAt: row.accessed_at,
    accesses: row.accesses,
    expiresAt: row.expires_at,
    archivedAt: row.archived_at,
    archivedBecause: row.archived_because,
    staleBecause: row.contradicted_why ?? tooOld(row.category, row.updated_at, now, ages),
    contradictedBy: row.contradicted_by,
  };
}
