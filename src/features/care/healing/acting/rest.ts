import type { Host } from "../../../../kernel/context.ts";
import type { Allowance } from "../limits/limits.ts";
import type { HoldBack } from "../plan/hold-back.ts";
import type { Plan } from "../plan/ladder.ts";
import { updateCase, type Case } from "../store/cases.ts";
import { raise } from "../telling/notices.ts";
import { publishPlan } from "../telling/plan.ts";
import { LOOK_LATER_MS, LOOK_SOON_MS } from "./endings.ts";
import type { Gathered } from "../world/gather.ts";
import { lookAt, type Look } from "../world/look.ts";

/** What somebody else sees to has this long before people hear that it is down. */
const IN_OTHER_HANDS_MS = 120_000;
const LONGEST_REST_MS = 600_000;
export const BROKEN_CHECK = "its check is broken, not what it checks";

/** Ways in which a turn ends with nothing to do now. Each says why in the plan, and when to look again; none has more to do at once. */
export class Rest {
  readonly #host: Host;
  readonly #file: Case;
  readonly #plan: Plan;
  readonly #gathered: Gathered;
  #toldPlan: string | null;

  constructor(host: Host, file: Case, plan: Plan, gathered: Gathered) {
    this.#host = host;
    this.#file = file;
    this.#plan = plan;
    this.#gathered = gathered;
    this.#toldPlan = file.toldPlan;
  }

  async publish(holdBack: string | null, escalated: Partial<Pick<Plan, "forPerson" | "isEscalated">> = {}): Promise<void> {
    const { shown, situation } = this.#gathered;
    const file = { ...this.#file, toldPlan: this.#toldPlan };
    this.#toldPlan = await publishPlan(this.#host, file, { ...this.#plan, ...escalated }, { shown, records: situation.records, holdBack });
  }

  async until(ms: number | null): Promise<false> {
    const lookAgainAt = ms === null ? null : this.#host.clock.now() + Math.min(ms, LONGEST_REST_MS);
    await updateCase(this.#host, this.#file.incidentId, { lookAt: lookAgainAt });
    return false;
  }

  async because(reason: string, lookAgainMs: number | null): Promise<false> {
    await this.publish(reason);
    return this.until(lookAgainMs);
  }

  /** A look did not show it ill: true when that ends the turn. */
  async unlessIll(look: Look): Promise<boolean> {
    if (look.isBrokenCheck) await this.because(BROKEN_CHECK, null);
    else if (look.isIll !== true) await this.until(look.isIll === null ? LOOK_SOON_MS : LOOK_LATER_MS);
    return look.isIll !== true;
  }

  /** Hydra leaves it alone. What is in other hands for long and still ill is told all the same. */
  async holdBack({ reason, lookAgainMs, isInOtherHands }: HoldBack): Promise<false> {
    await this.because(reason, lookAgainMs);
    const isLong = this.#file.isSettled && this.#host.clock.now() - this.#file.openedAt >= IN_OTHER_HANDS_MS;
    if (isInOtherHands && isLong && (await this.#isIll()))
      await raise(this.#host, this.#file, "down", "down", `Hydra does nothing: ${reason}.`);
    return false;
  }

  /** A limit. A pause between two tries is no news; that Hydra may do nothing more for a long time is. */
  async wait({ reason, isBackOff }: Allowance, waitMs: number): Promise<false> {
    const why = reason ?? "a limit";
    await this.because(why, waitMs);
    if (!isBackOff && this.#file.isSettled && (await this.#isIll()))
      await raise(this.#host, this.#file, "needs-person", "limit", `Hydra does nothing more for now: ${why}.`);
    return false;
  }

  /** Only watching: people hear that it is down once it is known to be the root. */
  async watch(): Promise<false> {
    await this.publish("only watching");
    if (this.#file.isSettled) await raise(this.#host, this.#file, "down", "down", "Hydra only watches here: it was not allowed to act.");
    return this.until(LOOK_LATER_MS);
  }

  /** Nothing is left that Hydra could do by itself. */
  async escalate(forPerson: string): Promise<false> {
    if (!this.#file.isSettled) return this.because("it is not known yet where the cause is", LOOK_SOON_MS);
    if (this.#file.subject.kind === "container" && (await this.unlessIll(await lookAt(this.#host, this.#file.subject)))) return false;
    await this.publish(null, { forPerson, isEscalated: true });
    await raise(this.#host, this.#file, "needs-person", "escalated", forPerson);
    return this.until(null);
  }

  async #isIll(): Promise<boolean> {
    return (await lookAt(this.#host, this.#file.subject)).isIll === true;
  }
}
