import type { Host } from "../../../../kernel/context.ts";
import { HydraError, messageOf } from "../../../../kernel/errors.ts";
import { incidentsSettings } from "../settings.ts";
import { openGate, pass, type GateState, type Hold } from "./gate.ts";
import type { Look, MeasuredSignal } from "./signal.ts";
import { lookAtCertificates, lookAtDisks, lookAtEngines, lookAtErrors, lookAtMemory, lookAtTargets, type Round } from "./rounds.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** What is not there any more is over, when it stays away so long. */
const GONE_MS = 5 * MINUTE_MS;

interface Plan {
  name: string;
  everyMs: number;
  hold: Hold;
  round: Round;
}

/** Watches what nobody sends an event about, by looking at what Hydra measures anyway. */
export class MeasuredWatch {
  readonly #host: Host;
  readonly #hear: (signal: MeasuredSignal) => Promise<void>;
  /** By plan and subject: a node has one for its engine and one for its memory. */
  readonly #gates = new Map<string, Map<string, { state: GateState; last: Look }>>();
  readonly plans: readonly Plan[];

  constructor(host: Host, hear: (signal: MeasuredSignal) => Promise<void>) {
    this.#host = host;
    this.#hear = hear;
    const upBefore = new Set<string>();
    const usualBefore = new Map<string, number | null>();
    this.plans = [
      // A restart of the daemon takes some ten seconds, of a small machine more: three quarters of a minute are none of either.
      { name: "nodes", everyMs: 5 * SECOND_MS, hold: { badMs: 45 * SECOND_MS, goodMs: 0 }, round: lookAtEngines },
      { name: "disks", everyMs: 30 * SECOND_MS, hold: { badMs: 60 * SECOND_MS, goodMs: 2 * MINUTE_MS }, round: lookAtDisks },
      { name: "memory", everyMs: 30 * SECOND_MS, hold: { badMs: 5 * MINUTE_MS, goodMs: 2 * MINUTE_MS }, round: lookAtMemory },
      { name: "certificates", everyMs: 60 * SECOND_MS, hold: { badMs: 0, goodMs: 0 }, round: lookAtCertificates },
      { name: "targets", everyMs: 15 * SECOND_MS, hold: { badMs: 60 * SECOND_MS, goodMs: 30 * SECOND_MS }, round: lookAtTargets(upBefore) },
      {
        name: "errors",
        everyMs: 15 * SECOND_MS,
        hold: { badMs: 0, goodMs: MINUTE_MS },
        round: lookAtErrors(usualBefore, (key) => this.#gates.get("errors")?.get(key)?.state.told === true),
      },
    ];
  }

  /** One round of one kind, now. */
  async look({ name, hold, round }: Plan): Promise<void> {
    const found = await round(this.#host, this.#host.settings(incidentsSettings));
    if (found === null) return;
    const { looks, unseen } = found;
    const gates = this.#gates.get(name) ?? new Map<string, { state: GateState; last: Look }>();
    this.#gates.set(name, gates);
    for (const look of looks) await this.#pass(gates, look, hold);
    const seen = new Set(looks.map(({ subject }) => subject.key));
    for (const [key, { state, last }] of gates) {
      if (seen.has(key) || unseen.has(last.subject.node)) continue;
      const detail = `${last.subject.name} is not there any more`;
      await this.#pass(gates, { ...last, detail, reading: "good" }, { ...hold, goodMs: Math.max(hold.goodMs, GONE_MS) });
      if (state.told !== true) gates.delete(key);
    }
  }

  async #pass(gates: Map<string, { state: GateState; last: Look }>, look: Look, hold: Hold): Promise<void> {
    const { key } = look.subject;
    const before = gates.get(key);
    const { state, tell } = pass(before?.state ?? openGate(), look.reading, this.#host.clock.monotonicMs(), hold);
    gates.set(key, { state, last: look });
    // Told already, and worse by now: a certificate that was near its end has ended.
    const isWorse =
      tell === null && state.told === true && look.reading === "bad" && before !== undefined && before.last.severity !== look.severity;
    if (tell === null && !isWorse) return;
    const { reading: _reading, ...told } = look;
    await this.#hear({
      ...told,
      at: this.#host.clock.now(),
      isBad: tell ?? true,
      wasSoAtFirstSight: tell === true && state.isBadFromTheStart,
    });
  }
}

/** Hear of what is measured: when it turns bad, when it is over, and once of what is well at the first look. */
export function watchMeasured(host: Host, hear: (signal: MeasuredSignal) => Promise<void>): void {
  const watch = new MeasuredWatch(host, hear);
  for (const plan of watch.plans) {
    host.every(`incidents.measured.${plan.name}`, plan.everyMs, async () => {
      try {
        await watch.look(plan);
      } catch (error) {
        // Logs may be switched off, and a feature may not be there.
        if (error instanceof HydraError && error.code === "not_configured") return;
        host.log.warn({ round: plan.name, reason: messageOf(error) }, "what is measured could not be looked at");
      }
    });
  }
}
