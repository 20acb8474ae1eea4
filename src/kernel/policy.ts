import type { CallerKind } from "./caller.ts";
import type { Risk } from "./operation.ts";

/**
 * What stands between a caller and an operation:
 * `runs` nothing, `by-scope` a scope of the token, `by-grant` a scope and then a person's grant (watch, ask or act),
 * `confirms` the same person says it twice, `needs-person` a person approves, whatever was granted.
 */
export type Ruling = "runs" | "by-scope" | "by-grant" | "confirms" | "needs-person";

/** The whole policy of the house, as data. Each cell has its test. */
export const POLICY: Readonly<Record<Risk, Readonly<Record<CallerKind, Ruling>>>> = {
  read: { person: "runs", program: "by-scope", model: "by-scope", hydra: "runs" },
  undoable: { person: "runs", program: "by-scope", model: "by-grant", hydra: "by-grant" },
  lasting: { person: "runs", program: "by-scope", model: "by-grant", hydra: "by-grant" },
  destroying: { person: "confirms", program: "needs-person", model: "needs-person", hydra: "needs-person" },
};

/** What a protected subject makes of a ruling: everything but reading needs a person; a person confirms. */
export function rulingFor(risk: Risk, kind: CallerKind, isProtected: boolean): Ruling {
  if (!isProtected || risk === "read") return POLICY[risk][kind];
  return kind === "person" ? "confirms" : "needs-person";
}

/** May this ruling be reached only with a scope that covers the permission? */
export function needsScope(kind: CallerKind): boolean {
  return kind === "program" || kind === "model";
}
