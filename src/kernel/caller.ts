/** Who may be behind a call. `model` is a language model, whatever token it bears; `hydra` is what Hydra starts itself. */
export const CALLER_KINDS = ["person", "program", "model", "hydra"] as const;
export type CallerKind = (typeof CALLER_KINDS)[number];

/** Through which door a call came; `internal` is one operation calling another. */
export const DOORS = ["rest", "mcp", "cli", "page", "internal"] as const;
export type Door = (typeof DOORS)[number];

export interface Caller {
  kind: CallerKind;
  /** Stable: `person:owner`, `program:grafana`, `model:grafana`, `hydra:healing`. Stands in the audit. */
  id: string;
  /** Whose household member this is; private rows are keyed by it. Null: nobody's (a program, Hydra itself). */
  userId: string | null;
  /** What a program or model may touch: `containers.read`, `containers.*`, `*.read`, `*`. A person and Hydra have `*`. */
  scopes: readonly string[];
}

export function personCaller(userId: string): Caller {
  return { kind: "person", id: `person:${userId}`, userId, scopes: ["*"] };
}

export function hydraCaller(part: string): Caller {
  return { kind: "hydra", id: `hydra:${part}`, userId: null, scopes: ["*"] };
}

/** The same rights, but a language model holds them. MCP and every model's tool call use this. */
export function asModel(caller: Caller): Caller {
  if (caller.kind === "model") return caller;
  const name = caller.id.slice(caller.id.indexOf(":") + 1);
  return { ...caller, kind: "model", id: `model:${name}` };
}

/** Does one of the scopes cover the permission? `containers.*` covers `containers.read`, `*.read` covers it too. */
export function covers(scopes: readonly string[], permission: string): boolean {
  const [feature, verb] = permission.split(".");
  return scopes.some((scope) => {
    if (scope === "*" || scope === permission) return true;
    const [scopeFeature, scopeVerb, ...rest] = scope.split(".");
    return rest.length === 0 && (scopeFeature === "*" || scopeFeature === feature) && (scopeVerb === "*" || scopeVerb === verb);
  });
}
