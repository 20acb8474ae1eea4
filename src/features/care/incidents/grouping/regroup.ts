import type { Host } from "../../../../kernel/context.ts";
import { part } from "../../../../kernel/keys.ts";
import type { Incident, Sickness } from "../keeping/incident.ts";
import { ledger } from "../keeping/ledger.ts";

/** The root may still move for so long after an incident was opened; then it is told. */
const SETTLES_MS = 5_000;

/** Finds what incidents have in common. */
export class Grouping {
  readonly #host: Host;
  /** When the first seconds of an incident are over, on the clock that only grows. */
  readonly #settlesAtMs = new Map<string, number>();

  constructor(host: Host) {
    this.#host = host;
  }

  async isExplained({ subject, signals, trouble }: Sickness): Promise<boolean> {
    const book = this.#host.part(ledger);
    const root = book.affecting(subject.key);
    if (root === undefined) return false;
    await book.hear(
      root,
      signals.map((signal) => ({ ...signal, trouble })),
    );
    return true;
  }

  async regroup(_incident: Incident): Promise<void> {
    await this.settle();
  }

  async mayEnd(_incident: Incident): Promise<boolean> {
    return true;
  }

  /** Tell those whose first seconds are over. */
  async settle(): Promise<void> {
    const now = this.#host.clock.monotonicMs();
    const book = this.#host.part(ledger);
    for (const incident of book.standing) {
      if (incident.settledAt !== null) continue;
      const dueAt = this.#settlesAtMs.get(incident.id) ?? now + SETTLES_MS;
      this.#settlesAtMs.set(incident.id, dueAt);
      if (dueAt > now) continue;
      this.#settlesAtMs.delete(incident.id);
      await book.settle(incident);
    }
  }
}

export const grouping = part("incidents.grouping", (host) => new Grouping(host));
