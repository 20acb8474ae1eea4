/** What the caretaker says of everything that a reader may see. Times in epoch ms. */

export interface Figures {
  total: number;
  sizeBytes: number;
  chunks: number;
  byCategory: Record<string, number>;
  /** The hundred with most. */
  bySource: Record<string, number>;
  staleCount: number;
  duplicateCount: number;
  growth: { day: string; added: number; removed: number }[];
  lastAudit: Audit | null;
}

export interface Audit {
  at: number;
  examined: number;
  junk: number;
  reasons: Record<string, number>;
}

export interface DuplicateGroup {
  /** The same as long as the same entries are meant. */
  id: string;
  keep: { id: string; title: string | null; source: string; content: string };
  archive: {
    id: string;
    title: string | null;
    source: string;
    /** 0.8 to 1 */
    likeness: number;
    /** Lines that stand in it and not in the one that is kept. */
    lost: string[];
  }[];
}
