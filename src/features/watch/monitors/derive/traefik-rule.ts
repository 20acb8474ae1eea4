/** What a Traefik router listens for, as far as a probe can use it. */
export interface TraefikRule {
  hosts: string[];
  /** The first plain path or prefix. */
  path: string | null;
}

const MATCHER = /(!\s*)?\b(Host|Path|PathPrefix)\s*\(([^()]*)\)/gi;
const QUOTED = /`([^`]*)`|"([^"]*)"|'([^']*)'/g;
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;

/** Read hosts and path out of a rule such as ``Host(`a.example`) && PathPrefix(`/api`)``. Negated and regular-expression matchers tell nothing. */
export function readTraefikRule(rule: string): TraefikRule {
  const hosts = new Set<string>();
  let path: string | null = null;
  for (const [, negation, matcher = "", list = ""] of rule.matchAll(MATCHER)) {
    if (negation !== undefined) continue;
    for (const [, backtick, double, single] of list.matchAll(QUOTED)) {
      const value = backtick ?? double ?? single ?? "";
      if (matcher.toLowerCase() === "host") {
        if (HOST_NAME.test(value)) hosts.add(value.toLowerCase());
      } else if (/^\/[\x21-\x7e]*$/.test(value)) {
        path ??= value;
      }
    }
  }
  return { hosts: [...hosts], path };
}
