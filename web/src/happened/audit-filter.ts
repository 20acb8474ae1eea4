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
  /** Empty: without what a person only looked at. */
  looks: string;
}

export const ALL: AuditFilter = { caller: "", actor: "", door: "", feature: "", outcome: "", text: "", looks: "" };

export const CALLERS = ["person", "program", "model", "hydra"] as const;
export const DOORS = ["page", "cli", "rest", "mcp", "internal"] as const;
export const OUTCOMES = ["done", "failed", "refused", "asked", "would", "interrupted"] as const;

function known<T extends string>(all: readonly T[], value: string): T | undefined {
  return all.find((each) => each === value);
}

/** The filter as the operation takes it. */
export function asInput({ caller, actor, door, feature, outcome, text, looks }: AuditFilter): AuditInput {
  return {
    caller: known(CALLERS, caller),
    door: known(DOORS, door),
    outcome: known(OUTCOMES, outcome),
    looks: looks !== "",
    ...(actor === "" ? {} : { actor }),
    ...(feature === "" ? {} : { feature }),
    ...(text.trim() === "" ? {} : { text: text.trim().slice(0, 200) }),
  };
}

const PAGE = "/happened";

/** The filter as the address of the page says it: `/happened/FIELD=VALUE&…`. @param address as it stands behind the `#` */
export function readAddress(address: string): AuditFilter {
  const said = new URLSearchParams(address.slice(PAGE.length + 1));
  return { ...ALL, ...Object.fromEntries(Object.keys(ALL).map((field) => [field, said.get(field) ?? ""])) };
}

export function writeAddress(filter: AuditFilter): string {
  const said = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== "")).toString();
  return said === "" ? PAGE : `${PAGE}/${said}`;
}
