import type { AuditOutcome } from "./audit-tables.ts";
import { covers, type Caller, type Door } from "./caller.ts";
import { HydraError } from "./errors.ts";
import { keptInput, permissionOf, RISKS, type AnyOperation, type Risk, type Subject } from "./operation.ts";
import { needsScope, rulingFor } from "./policy.ts";
import type { KernelServices } from "./services.ts";

/** The context as an operation of any kind takes it. */
export type AnyContext = Parameters<AnyOperation["run"]>[1];

/** A call on its way: what is known about it so far. */
export interface Passing {
  op: AnyOperation;
  input: unknown;
  caller: Caller;
  door: Door;
  cause: string | null;
  ctx: AnyContext;
  /** What a person approved, where this is that or is called by it. */
  leave: Leave | null;
  subject: Subject | null;
  stateBefore: string | null;
}

/** A person's yes to an operation. */
export interface Leave {
  risk: Risk;
  subject: Subject | null;
}

/**
 * Who says yes to a deed says yes to its parts: not to something worse, and not to something protected that was not
 * what the yes was about.
 */
function isCoveredBy(leave: Leave | null, { op, subject }: Pick<Passing, "op" | "subject">, isProtected: boolean): boolean {
  if (leave === null || RISKS.indexOf(op.risk) > RISKS.indexOf(leave.risk)) return false;
  return !isProtected || (leave.subject !== null && leave.subject.name === subject?.name && leave.subject.node === subject.node);
}

/** What of a call stands in the audit. */
type Audited = Pick<Passing, "op" | "input" | "caller" | "door" | "subject">;

/**
 * May this call run, now and as it is? Rights first, then the policy table with protection, grants and approvals. Every
 * no leaves an audit line.
 */
export class Gate {
  readonly #services: Pick<KernelServices, "audit" | "approvals" | "grants" | "pause" | "protections">;

  constructor(services: Pick<KernelServices, "audit" | "approvals" | "grants" | "pause" | "protections">) {
    this.#services = services;
  }

  /** @throws HydraError forbidden when the caller has no right to the operation at all */
  async permit(op: AnyOperation, call: Pick<Passing, "input" | "caller" | "door">): Promise<void> {
    const { caller } = call;
    if (op.open === true) return;
    const refuse = async (message: string): Promise<never> => {
      await this.audit({ ...call, op, subject: null }, "refused", message);
      throw new HydraError("forbidden", message);
    };
    if (op.personOnly === true && caller.kind !== "person")
      await refuse(`${op.name} is for a person only: ${caller.id} is a ${caller.kind}.`);
    const permission = permissionOf(op);
    if (needsScope(caller.kind) && !covers(caller.scopes, permission)) {
      await refuse(`${caller.id} has no scope for ${permission}. Its scopes: ${caller.scopes.join(", ") || "none"}.`);
    }
  }

  /**
   * Grants, protection, confirmation: returns when the call may run now, else throws what it has to wait for.
   * @param isApproved a person said yes to this very call
   */
  async pass(passing: Passing, isApproved: boolean): Promise<void> {
    const { op, caller, subject } = passing;
    if (op.risk === "read") return;
    if (caller.kind === "hydra" && this.#services.pause.state().paused) {
      await this.audit(passing, "refused", "paused");
      throw new HydraError("conflict", "Hydra is paused: it does nothing by itself. `hydra resume` ends the pause.");
    }
    if (isApproved) return;
    const protectedBecause =
      subject === null
        ? null
        : (this.#services.protections.map((protects) => protects(subject, op)).find((reason) => reason !== null) ?? null);
    if (isCoveredBy(passing.leave, passing, protectedBecause !== null)) return;
    const ruling = rulingFor(op.risk, caller.kind, protectedBecause !== null);
    if (ruling === "runs" || ruling === "by-scope") return;
    if (ruling === "by-grant") return this.#passGrant(passing);
    const why = protectedBecause === null ? `${op.name} cannot be taken back` : `${subject?.name} is protected (${protectedBecause})`;
    await this.#park(passing, ruling === "confirms" ? `${why}: please confirm.` : `${why}: a person has to approve it.`);
  }

  async #passGrant(passing: Passing): Promise<void> {
    const { op, caller, subject, cause } = passing;
    const level = await this.#services.grants.levelFor(caller, op.name, subject, cause);
    if (level === "act") return;
    if (level === "ask") return this.#park(passing, `${caller.id} may ask for ${op.name}, not do it alone.`);
    await this.audit(passing, "would", "only watching");
    throw new HydraError("forbidden", `${caller.id} only watches: it would have done ${op.name}. A person can allow it (PUT /grants).`, {
      wouldHave: true,
    });
  }

  /** Park the call, or hand over the result that the same call has reached meanwhile. Always throws. */
  async #park(passing: Passing, reason: string): Promise<never> {
    const { op, input, caller, door, subject, cause, stateBefore } = passing;
    const { approval, isNew } = await this.#services.approvals.park({
      operation: op.name,
      input,
      caller,
      door,
      subject: subject?.name ?? null,
      cause,
      reason,
      stateBefore,
    });
    if (approval.state === "done") throw new AlreadyDone(approval.result);
    if (approval.state === "failed")
      throw new HydraError((approval.error?.code ?? "internal") as HydraError["code"], approval.error?.detail ?? "It failed.");
    if (approval.state === "rejected")
      throw new HydraError("forbidden", `A person rejected this${approval.decisionReason === null ? "." : `: ${approval.decisionReason}`}`);
    if (isNew) await this.audit(passing, "asked", approval.id);
    throw new HydraError("approval_required", reason, { approvalId: approval.id });
  }

  async audit(call: Audited, outcome: AuditOutcome, detail: string | null): Promise<void> {
    await this.#services.audit.append({
      actor: call.caller.id,
      caller: call.caller.kind,
      door: call.door,
      operation: call.op.name,
      subject: call.subject?.name ?? null,
      input: keptInput(call.op, call.input),
      outcome,
      detail,
    });
  }
}

/** The parked call was approved and ran: its result is the answer. Caught by the call path, never seen by a caller. */
export class AlreadyDone extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super("already done");
    this.result = result;
  }
}
