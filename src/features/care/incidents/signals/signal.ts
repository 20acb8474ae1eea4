import type { IncidentSubject, Trouble } from "../events.ts";

export const SIGNAL_KINDS = [
  "exit",
  "oom",
  "unhealthy",
  "restart-loop",
  "probe",
  "verdict",
  "node",
  "disk",
  "memory",
  "certificate",
  "target",
  "error-burst",
] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

/** One observation that something is, or is no longer, as it should be. */
export interface Signal {
  kind: SignalKind;
  subject: IncidentSubject;
  trouble: Trouble;
  /** When it happened at its source, epoch ms. */
  at: number;
  /** One line for a person, secrets masked. */
  detail: string;
  /** False: what it speaks of is over. */
  isBad: boolean;
}
