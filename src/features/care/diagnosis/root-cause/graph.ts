export type Edge = readonly [caller: string, callee: string];

/** Who calls whom. */
export class CallGraph {
  readonly nodes = new Set<string>();
  readonly #callees = new Map<string, Set<string>>();
  readonly #callers = new Map<string, Set<string>>();

  constructor(edges: readonly Edge[]) {
    for (const [caller, callee] of edges) {
      this.nodes.add(caller).add(callee);
      if (caller === callee) continue;
      add(this.#callees, caller, callee);
      add(this.#callers, callee, caller);
    }
  }

  calleesOf(node: string): ReadonlySet<string> {
    return this.#callees.get(node) ?? new Set();
  }

  callersOf(node: string): ReadonlySet<string> {
    return this.#callers.get(node) ?? new Set();
  }

  /** How many calls lie between `from` and each node that it reaches; 0 for itself. */
  stepsFrom(from: string): Map<string, number> {
    const steps = new Map([[from, 0]]);
    // A map goes on over what is added while it is walked: breadth first.
    for (const [node, step] of steps) for (const callee of this.calleesOf(node)) if (!steps.has(callee)) steps.set(callee, step + 1);
    return steps;
  }
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}
