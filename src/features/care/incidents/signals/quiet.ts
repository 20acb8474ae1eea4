/** What an act of somebody covers: the project, or the container alone. */
export function quietKey({ node, project, name }: { node: string; project: string | null; name: string }): string {
  return project === null ? `${node}//${name}` : `${node}/${project}`;
}

/**
 * Times in which somebody is at work on a project: what goes down then is their doing until it stays down. Each further
 * act of theirs extends it. Measured on a clock that only grows.
 */
export class Quiet {
  readonly #untilMs = new Map<string, number>();
  readonly #lastsMs: number;

  constructor(lastsMs: number) {
    this.#lastsMs = lastsMs;
  }

  begin(key: string, nowMs: number): void {
    this.#untilMs.set(key, nowMs + this.#lastsMs);
  }

  covers(key: string, nowMs: number): boolean {
    return (this.#untilMs.get(key) ?? Number.NEGATIVE_INFINITY) > nowMs;
  }

  /** Forget those that are over, and say which. */
  takeEnded(nowMs: number): string[] {
    const ended = [...this.#untilMs].filter(([, untilMs]) => untilMs <= nowMs).map(([key]) => key);
    for (const key of ended) this.#untilMs.delete(key);
    return ended;
  }
}
