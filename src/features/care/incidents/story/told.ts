import type { Attempt, Healer, IncidentState, Trouble } from "../events.ts";

/** An incident as it is told to people. `incidents.show` answers with at least this. Times are ISO 8601. */
export interface Story {
  id: string;
  state: IncidentState;
  subject: { kind: string; node: string; project: string | null; name: string };
  trouble: Trouble;
  openedAt: string;
  /** When it came again the last time; null when it came once. */
  againAt: string | null;
  /** How long it was ill, without the times in between. */
  illMs: number;
  resolvedAt: string | null;
  healedBy: Healer | null;
  affected: readonly string[];
  diagnosis: {
    category: string;
    /** 0 to 1. */
    confidence: number;
    evidence: readonly { source: string; line: string; why: string }[];
  } | null;
  signals: readonly { at: string; detail: string }[];
  changes: readonly { at: string; name: string; what: string; why: string }[];
  plan: {
    steps: readonly { remedy: string; subject: string; why: string; record: string | null }[];
    holdBack: string | null;
    forPerson: string | null;
  } | null;
  attempts: readonly {
    by: "hydra" | "docker" | "person";
    remedy: string;
    subject: string;
    level: "would" | "asked" | "acted";
    startedAt: string;
    outcome: Attempt["outcome"];
    verifiedBy: string | null;
    durationMs: number | null;
    detail: string | null;
  }[];
  timeline: readonly { at: string; what: string }[];
}

/** How times are read out. */
export interface Reading {
  /** Epoch ms: how long ago something was, and whether its day has to be said. */
  now: number;
  /** IANA name; default the machine's own. */
  timeZone?: string;
}
