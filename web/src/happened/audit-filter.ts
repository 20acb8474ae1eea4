import type { InputOf } from "../api/operations.ts";

type AuditInput = InputOf<"GET /audit">;

/** What is wanted of the audit; empty text wants all of it. */
export interface AuditFilter {
  caller: string;
  actor: string;
  door: string;
  feature: string;
  outcome: string;
  text: string;
}

export const ALL: AuditFilter = { caller: "", actor: "", door: "", feature: "", outcome: "", text: "" };

export const CALLERS = ["person", "program", "model", "hydra"] as const;
export const DOORS = ["page", "cli", "rest", "mcp", "internal"] as const;
export const OUTCOMES = ["done", "failed", "refused", "asked", "would", "interrupted"] as const;

function known<T extends string>(all: readonly T[], value: string): T | undefined {
  return all.find((each) => each === value);
}

/** The filter as the operation takes it. */
export function asInput({ caller, actor, door, feature, outcome, text }: AuditFilter): AuditInput {
  return {
    caller: known(CALLERS, caller),
    door: known(DOORS, door),
    outcome: known(OUTCOMES, outcome),
    ...(actor === "" ? {} : { actor }),
    ...(feature === "" ? {} : { feature }),
    ...(text.trim() === "" ? {} : { text: text.trim().slice(0, 200) }),
  };
}
