import type { Grant } from "../../../../kernel/grants.ts";
import type { Deed } from "./deed.ts";

export const DAY_MS = 86_400_000;
export const NOW = Date.UTC(2026, 2, 12, 9);

/** A deed that was right, about the container `web` of the project `media`, nine days ago. */
export function deed(seq: number, given: Partial<Deed> = {}): Deed {
  return {
    seq,
    id: `deed-${seq}`,
    grantee: "hydra:healing",
    operation: "containers.restart",
    subject: { kind: "container", node: "tower", project: "media", name: "web" },
    cause: "crashed",
    level: "would",
    at: NOW - 9 * DAY_MS,
    outcome: "right",
    reason: "it stayed down for ten minutes",
    ...given,
  };
}

/** A grant to restart what crashed, given ten days ago. */
export function grant(given: Partial<Grant> = {}): Grant {
  return {
    id: "grant-1",
    grantee: "hydra:healing",
    operation: "containers.restart",
    scope: { kind: "all" },
    cause: null,
    level: "act",
    by: "person:owner",
    reason: null,
    since: NOW - 10 * DAY_MS,
    expiresAt: null,
    ...given,
  };
}
