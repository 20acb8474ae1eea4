import { HydraError } from "../../../../kernel/errors.ts";

export interface Budget {
  tokensPerDay: number | null;
  requestsPerDay: number | null;
}

export interface Spent {
  tokens: number;
  requests: number;
}

const DAY_MS = 86_400_000;

/** What each caller has used since midnight UTC, against what it may. */
export class Budgets {
  readonly #budgetOf: (callerId: string) => Budget;
  #day = 0;
  #spent = new Map<string, Spent>();

  constructor(budgetOf: (callerId: string) => Budget) {
    this.#budgetOf = budgetOf;
  }

  /** Take over what was used earlier today, before a restart. */
  restore(now: number, used: Iterable<readonly [string, Spent]>): void {
    this.#day = dayOf(now);
    for (const [callerId, spent] of used) this.#add(callerId, spent);
  }

  /** Count one request in. @throws HydraError rate_limited until midnight UTC when a budget is used up */
  admit(callerId: string, now: number): void {
    this.#turn(now);
    const { tokensPerDay, requestsPerDay } = this.#budgetOf(callerId);
    const { tokens, requests } = this.spentBy(callerId, now);
    const refuse = (limit: number, of: string): never => {
      throw new HydraError("rate_limited", `${callerId} has used its ${limit} ${of} of today (UTC). Settings: gateway.budgets.`, {
        retryAfterSeconds: Math.ceil(((this.#day + 1) * DAY_MS - now) / 1_000),
      });
    };
    if (requestsPerDay !== null && requests >= requestsPerDay) refuse(requestsPerDay, "requests");
    if (tokensPerDay !== null && tokens >= tokensPerDay) refuse(tokensPerDay, "tokens");
    this.#add(callerId, { tokens: 0, requests: 1 });
  }

  spend(callerId: string, tokens: number, now: number): void {
    this.#turn(now);
    this.#add(callerId, { tokens, requests: 0 });
  }

  spentBy(callerId: string, now: number): Spent {
    this.#turn(now);
    return this.#spent.get(callerId) ?? { tokens: 0, requests: 0 };
  }

  budgetOf(callerId: string): Budget {
    return this.#budgetOf(callerId);
  }

  callers(): string[] {
    return [...this.#spent.keys()].toSorted();
  }

  #add(callerId: string, { tokens, requests }: Spent): void {
    const before = this.#spent.get(callerId) ?? { tokens: 0, requests: 0 };
    this.#spent.set(callerId, { tokens: before.tokens + tokens, requests: before.requests + requests });
  }

  /** A clock that is put back a day starts no new day. */
  #turn(now: number): void {
    if (dayOf(now) <= this.#day) return;
    this.#day = dayOf(now);
    this.#spent = new Map();
  }
}

function dayOf(now: number): number {
  return Math.floor(now / DAY_MS);
}

/** Midnight UTC before `now`, epoch ms. */
export function startOfDay(now: number): number {
  return dayOf(now) * DAY_MS;
}
