import type { Transaction } from "kysely";
import { approvalAsked, approvalEnded } from "./approval-events.ts";
import { toApproval, type Approval, type ApprovalRow, type ApprovalState, type ApprovalTables } from "./approval-tables.ts";
import type { Caller } from "./caller.ts";
import { canonicalJson, digestOf } from "./canonical.ts";
import type { Clock } from "./clock.ts";
import { HydraError } from "./errors.ts";
import type { Events } from "./events.ts";
import { newId } from "./ids.ts";
import { maskValue } from "./secrets.ts";
import type { Store } from "./store/store.ts";

export { APPROVAL_STATES, type Approval, type ApprovalState } from "./approval-tables.ts";

const LIFETIME_MS = 24 * 3_600_000;
/** How long a result waits for its caller. Later the same call is a new wish: the world it was about is gone. */
const HANDOVER_MS = 3_600_000;
/** Who confirms a wish of their own has the result already: saying it again a little later means doing it again. */
const OWN_HANDOVER_MS = 30_000;

/** How many results are forgotten in one commit. */
const MOST_AT_ONCE = 500;

/** Calls that wait for a person: each runs at most once, and only after a person said so. */
export class Approvals {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #events: Events;

  constructor(store: Store, clock: Clock, events: Events) {
    this.#store = store;
    this.#clock = clock;
    this.#events = events;
  }

  /** Park a call. The same call by the same caller meanwhile returns the same approval; its result is handed over once. */
  async park(
    call: Pick<Approval, "operation" | "input" | "caller" | "door" | "subject" | "reason" | "stateBefore"> & { cause?: string | null },
  ): Promise<{ approval: Approval; isNew: boolean }> {
    const callDigest = digestOf([call.caller.id, call.operation, call.input]);
    const parked = await this.#store.commit<ApprovalTables, { approval: Approval; isNew: boolean }>(async (trx) => {
      const now = this.#clock.now();
      const same = await trx
        .selectFrom("approvals")
        .selectAll()
        .where("call_digest", "=", callDigest)
        .where("expires_at", ">", now)
        .where("is_collected", "=", 0)
        .where("state", "!=", "expired")
        .orderBy("asked_at", "desc")
        .executeTakeFirst();
      if (same !== undefined) {
        const isEnded = same.state === "done" || same.state === "failed" || same.state === "rejected";
        if (isEnded) await handOver(trx, same.id);
        return { approval: toApproval(same, now), isNew: false };
      }
      const row: ApprovalRow = {
        id: newId("approval", now),
        operation: call.operation,
        input: canonicalJson(call.input),
        call_digest: callDigest,
        caller: JSON.stringify(call.caller),
        door: call.door,
        subject: call.subject,
        cause: call.cause ?? null,
        reason: call.reason,
        state_before: call.stateBefore,
        state: "waiting",
        asked_at: now,
        expires_at: now + LIFETIME_MS,
        decided_by: null,
        decided_at: null,
        decision_reason: null,
        result: null,
        error: null,
        is_collected: 0,
      };
      await trx.insertInto("approvals").values(row).execute();
      return { approval: toApproval(row, now), isNew: true };
    });
    if (parked.isNew) await this.#events.emit(approvalAsked, aboutOf(parked.approval));
    return parked;
  }

  /** Whoever asked needs it no longer: nobody has to decide. Changes nothing when it was decided meanwhile. */
  async withdraw(id: string, by: Caller, reason: string): Promise<void> {
    const known = await this.get(id);
    if (known.caller.id !== by.id) throw new HydraError("forbidden", `${id} was asked by ${known.caller.id}, not by ${by.id}.`);
    const isWithdrawn = await this.#store.commit<ApprovalTables, boolean>(async (trx) => {
      const result = await trx
        .updateTable("approvals")
        .set({
          state: "withdrawn",
          decided_by: by.id,
          decided_at: this.#clock.now(),
          decision_reason: reason,
          input: await maskedInput(trx, id),
          is_collected: 1,
        })
        .where("id", "=", id)
        .where("state", "=", "waiting")
        .executeTakeFirst();
      return Number(result.numUpdatedRows) > 0;
    });
    if (isWithdrawn) await this.#tellEnd(id);
  }

  /** Whoever asked has heard how it ended: the same call from now on is a new wish, not a question for the old answer. */
  async collect(id: string, by: Caller): Promise<void> {
    const known = await this.get(id);
    if (known.caller.id !== by.id) throw new HydraError("forbidden", `${id} was asked by ${known.caller.id}, not by ${by.id}.`);
    await this.#store.commit<ApprovalTables, void>((trx) => handOver(trx, id));
  }

  /** Results whose callers did not come for them in time: what is secret in them has no more use. */
  async forgetResults(): Promise<void> {
    await this.#store.commit<ApprovalTables, void>(async (trx) => {
      const late = await trx
        .selectFrom("approvals")
        .select("id")
        .where("is_collected", "=", 0)
        .where("expires_at", "<=", this.#clock.now())
        .where("state", "in", ["done", "failed", "rejected"])
        .limit(MOST_AT_ONCE)
        .execute();
      for (const { id } of late) await handOver(trx, id);
    });
  }

  async #tellEnd(id: string): Promise<void> {
    const approval = await this.get(id);
    const { state, decidedBy, decisionReason } = approval;
    if (state === "done" || state === "failed" || state === "rejected" || state === "withdrawn")
      await this.#events.emit(approvalEnded, { ...aboutOf(approval), state, decidedBy, decisionReason });
  }

  /**
   * Move a waiting approval to running or rejected. Of two people who decide at once, the second gets a conflict. Who
   * rejects a wish of their own takes it back: nobody is told no, and the same call afterwards is a new wish.
   */
  async decide(id: string, to: "running" | "rejected", by: Caller, reason: string | null): Promise<Approval> {
    if (by.kind !== "person") throw new HydraError("forbidden", "Only a person may decide an approval.");
    const decided = await this.#store.commit<ApprovalTables, Approval>(async (trx) => {
      const now = this.#clock.now();
      const isTakenBack = to === "rejected" && (await askedAndDecided(trx, id)).caller === by.id;
      const result = await trx
        .updateTable("approvals")
        .set({ state: isTakenBack ? "withdrawn" : to, decided_by: by.id, decided_at: now, decision_reason: reason })
        .$if(isTakenBack, (update) => update.set({ is_collected: 1 }))
        .where("id", "=", id)
        .where("state", "=", "waiting")
        .where("expires_at", ">", now)
        .executeTakeFirst();
      const row = await trx.selectFrom("approvals").selectAll().where("id", "=", id).executeTakeFirst();
      if (row === undefined) throw new HydraError("not_found", `There is no approval ${id}. GET /approvals lists what waits.`);
      const approval = toApproval(row, now);
      if (Number(result.numUpdatedRows) === 0) throw new HydraError("conflict", `The approval ${id} is already ${approval.state}.`);
      if (to === "rejected") {
        const input = await maskedInput(trx, id);
        await trx.updateTable("approvals").set({ input }).where("id", "=", id).execute();
      }
      return approval;
    });
    if (to === "rejected") await this.#tellEnd(id);
    return decided;
  }

  async finish(id: string, outcome: { result: unknown } | { error: { code: string; detail: string } }): Promise<void> {
    const ended =
      "result" in outcome
        ? { state: "done" as const, result: JSON.stringify(outcome.result ?? null) }
        : { state: "failed" as const, error: JSON.stringify(outcome.error) };
    await this.#store.commit<ApprovalTables, unknown>(async (trx) => {
      const { caller, decidedBy } = await askedAndDecided(trx, id);
      const handoverMs = caller === decidedBy ? OWN_HANDOVER_MS : HANDOVER_MS;
      await trx
        .updateTable("approvals")
        .set({ ...ended, input: await maskedInput(trx, id), expires_at: this.#clock.now() + handoverMs })
        .where("id", "=", id)
        .where("state", "=", "running")
        .execute();
    });
    await this.#tellEnd(id);
  }

  async get(id: string): Promise<Approval> {
    const row = await this.#store.tables<ApprovalTables>().selectFrom("approvals").selectAll().where("id", "=", id).executeTakeFirst();
    if (row === undefined) throw new HydraError("not_found", `There is no approval ${id}. GET /approvals lists what waits.`);
    return toApproval(row, this.#clock.now());
  }

  /** Newest first; without a state, those that wait. */
  async list(state: ApprovalState, limit: number): Promise<Approval[]> {
    const now = this.#clock.now();
    const rows = await this.#store
      .tables<ApprovalTables>()
      .selectFrom("approvals")
      .selectAll()
      .where("state", "=", state === "expired" ? "waiting" : state)
      .where("expires_at", state === "expired" ? "<=" : ">", state === "waiting" || state === "expired" ? now : 0)
      .orderBy("asked_at", "desc")
      .limit(limit)
      .execute();
    return rows.map((row) => toApproval(row, now));
  }

  async countWaiting(): Promise<number> {
    const row = await this.#store
      .tables<ApprovalTables>()
      .selectFrom("approvals")
      .select((expression) => expression.fn.countAll<number>().as("count"))
      .where("state", "=", "waiting")
      .where("expires_at", ">", this.#clock.now())
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  /** Approvals that a dead process was running: nobody knows how they ended. Their jobs are looked at by the kernel. */
  async failInterrupted(): Promise<void> {
    const error = JSON.stringify({ code: "internal", detail: "Hydra was stopped while this ran. What happened stands in the audit." });
    await this.#store.commit<ApprovalTables, unknown>((trx) =>
      trx.updateTable("approvals").set({ state: "failed", error }).where("state", "=", "running").execute(),
    );
  }
}

async function askedAndDecided(trx: Transaction<ApprovalTables>, id: string): Promise<{ caller: string | null; decidedBy: string | null }> {
  const row = await trx.selectFrom("approvals").select(["caller", "decided_by"]).where("id", "=", id).executeTakeFirst();
  return { caller: row === undefined ? null : (JSON.parse(row.caller) as Caller).id, decidedBy: row?.decided_by ?? null };
}

/** The answer was given, or waits for nobody any more: from now on the same call is a new wish, and no secret stays. */
async function handOver(trx: Transaction<ApprovalTables>, id: string): Promise<void> {
  const row = await trx.selectFrom("approvals").select(["state", "result"]).where("id", "=", id).executeTakeFirst();
  if (row === undefined || row.state === "waiting" || row.state === "running") return;
  const result = row.result === null ? null : canonicalJson(maskValue(JSON.parse(row.result)));
  await trx.updateTable("approvals").set({ is_collected: 1, result }).where("id", "=", id).execute();
}

/** What is left of an input that will not be run again: what is secret in it has no more use. */
async function maskedInput(trx: Transaction<ApprovalTables>, id: string): Promise<string> {
  const row = await trx.selectFrom("approvals").select("input").where("id", "=", id).executeTakeFirst();
  return canonicalJson(maskValue(JSON.parse(row?.input ?? "null")));
}

/** An approval as somebody may see it: secrets in its input masked. */
export function shownInput(approval: Approval): unknown {
  return maskValue(approval.input);
}

function aboutOf({ id, operation, subject, caller, reason }: Approval) {
  return { id, operation, subject, askedBy: caller.id, caller: caller.kind, reason };
}
