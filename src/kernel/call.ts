import { randomBytes } from "node:crypto";
import type { Approval } from "./approvals.ts";
import type { Caller, Door } from "./caller.ts";
import { canonicalJson } from "./canonical.ts";
import type { Clock } from "./clock.ts";
import type { CallOptions, ClientsOf, Host, IntegrationClients } from "./context.ts";
import { HydraError, messageOf } from "./errors.ts";
import { AlreadyDone, Gate, type AnyContext, type Leave, type Passing } from "./gate.ts";
import { newId } from "./ids.ts";
import type { Jobs } from "./jobs.ts";
import type { RateLimits } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { isFile, isStream, keptInput, type AnyOperation, type Upload, type Uses } from "./operation.ts";
import { Resumption } from "./resumption.ts";
import { wishUnserved } from "./refusal-events.ts";
import { maskSecrets } from "./secrets.ts";
import type { KernelServices } from "./services.ts";
import { didYouMean } from "./suggest.ts";
import { validate } from "./text-values.ts";

/** A wish to have one operation run, as a door hands it in. */
export interface Call {
  operation: string;
  input: unknown;
  caller: Caller;
  door: Door;
  /** Why it is wanted, for what Hydra wants by itself: a grant may hold for one cause only. */
  cause?: string;
  signal?: AbortSignal;
  /** The door sees to it that `signal` fires when Hydra stops, too: combining two signals for every call is dear. */
  signalEndsWithHydra?: boolean;
  upload?: Upload;
  body?: Uint8Array;
}

export interface CallPathParts {
  services: Omit<KernelServices, "call" | "runApproved" | "isConfigured" | "integrationStates">;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  limits: RateLimits;
  hostOf(owner: string): Host;
  clientOf(name: string): unknown;
}

/** Calls a second and burst, by who calls. What Hydra does itself is not limited here. */
const LIMITS = { person: [2_000, 4_000], program: [100, 400], model: [50, 200] } as const;
const never = new AbortController().signal;

/**
 * The one way from a wish to a deed: find, permit, limit, validate, grant, write the intent, run, check the output,
 * write the outcome with its audit line. No door and no feature goes around it.
 */
export class CallPath {
  readonly #parts: CallPathParts;
  readonly #gate: Gate;
  /** Frozen results that were checked before: a snapshot that is served a thousand times is checked once. */
  readonly #checked = new WeakMap<object, AnyOperation>();
  readonly #told = new WeakSet<HydraError>();

  constructor(parts: CallPathParts) {
    this.#parts = parts;
    this.#gate = new Gate(parts.services);
  }

  call(call: Call): Promise<unknown> {
    return this.#enter(call, null);
  }

  /** @param leave what a person approved, and this call is a part of */
  async #enter(call: Call, leave: Leave | null): Promise<unknown> {
    try {
      return await this.#measured(call.operation, call.door, async () => {
        const passing = await this.#admit(call, leave);
        await this.#gate.pass(passing, false);
        return this.#run(passing, newId("job", this.#parts.clock.now()));
      });
    } catch (error) {
      this.#tellUnserved(call, error);
      throw error;
    }
  }

  /** What nobody here can do is worth knowing. A failure that passes through several calls is told once, by the innermost. */
  #tellUnserved({ operation, caller }: Call, error: unknown): void {
    const { registry, events } = this.#parts.services;
    const isKnown = registry.operations.has(operation);
    if (!(error instanceof HydraError) || (isKnown && error.code !== "not_configured") || this.#told.has(error)) return;
    this.#told.add(error);
    const why = isKnown ? "not_configured" : "unknown";
    const asked = { askedBy: caller.id, caller: caller.kind };
    void events.emit(wishUnserved, { operation, words: null, why, message: error.message, ...asked });
  }

  /**
   * Run a parked call once. Rights, protection and state are looked at again: the world may have moved on. Throws when
   * it cannot be decided; how the run ended stands in the approval.
   */
  async runApproved(id: string, by: Caller): Promise<Approval> {
    const { approvals, tokens } = this.#parts.services;
    const approval = await approvals.decide(id, "running", by, null);
    try {
      const result = await this.#measured(approval.operation, approval.door, async () => {
        const caller = await tokens.refresh(approval.caller);
        if (caller === null) throw new HydraError("forbidden", `${approval.caller.id} asked for this and has no valid token any more.`);
        const { operation, input, door, cause } = approval;
        const passing = await this.#admit({ operation, input, caller, door, ...(cause === null ? {} : { cause }) }, null);
        if (passing.stateBefore !== approval.stateBefore) {
          await this.#gate.audit(passing, "refused", `the world changed since ${approval.id} was asked`);
          throw new HydraError("conflict", "The world changed since this was asked, so it was not done. Ask again if it is still wanted.");
        }
        await this.#gate.pass(passing, true);
        const leave = { risk: passing.op.risk, subject: passing.subject };
        return this.#run({ ...passing, leave }, newId("job", this.#parts.clock.now()));
      });
      await approvals.finish(id, { result });
    } catch (error) {
      const failure = this.#asHydraError(error, approval.operation);
      await approvals.finish(id, { error: { code: failure.code, detail: failure.message } });
    }
    return approvals.get(id);
  }

  /** Jobs that a dead process left. They are found before anything new may begin; the returned function resumes them and may take its time. */
  async findInterrupted(): Promise<() => Promise<void>> {
    const { jobs, approvals } = this.#parts.services;
    await approvals.failInterrupted();
    const interrupted = await jobs.takeInterrupted();
    const resumption = new Resumption({
      services: this.#parts.services,
      log: this.#parts.log,
      contextOf: (op, { id, caller, door }) =>
        this.#context(op, caller, door, { signal: never, upload: undefined, jobId: id, leave: null }),
      run: (passing, jobId) => this.#run(passing, jobId, true),
    });
    return () => resumption.resume(interrupted);
  }

  /** find → permit → limit → validate */
  async #admit(call: Call, leave: Leave | null): Promise<Passing> {
    const { services, limits } = this.#parts;
    const op = services.registry.operations.get(call.operation);
    if (op === undefined) {
      throw new HydraError(
        "not_found",
        `There is no operation "${call.operation}".${didYouMean(call.operation, services.registry.operations.keys())}`,
      );
    }
    const { caller } = call;
    if (caller.kind !== "hydra" && op.open !== true) {
      const [perSecond, burst] = LIMITS[caller.kind];
      const waitSeconds = limits.take(caller.id, perSecond, burst);
      if (waitSeconds > 0)
        throw new HydraError("rate_limited", `${caller.id} may make ${perSecond} calls a second.`, { retryAfterSeconds: waitSeconds });
    }
    await this.#gate.permit(op, call);
    const input = validate(op.input, call.input);
    if (op.upload !== undefined && call.upload === undefined)
      throw new HydraError("invalid_input", `${op.name} needs a file: send it as the body (${op.upload.mediaTypes.join(", ")}).`);
    const ctx = this.#context(op, caller, call.door, {
      signal: call.signal ?? never,
      isWholeSignal: call.signalEndsWithHydra === true,
      upload: call.upload,
      body: call.body,
      jobId: null,
      leave,
    });
    const { door, cause = null } = call;
    if (op.risk === "read") return { op, input, caller, door, cause, ctx, leave, subject: null, stateBefore: null };
    const subject = (await op.subject?.(input, ctx)) ?? null;
    const stateBefore = op.before === undefined ? null : canonicalJson((await op.before(input, ctx)) ?? null);
    return { op, input, caller, door, cause, ctx, leave, subject, stateBefore };
  }

  async #run(passing: Passing, jobId: string, isResumed = false): Promise<unknown> {
    const { op, input, caller, door, subject, stateBefore } = passing;
    const { jobs } = this.#parts.services;
    if (op.risk === "read") {
      const result = this.#check(op, await op.run(input, passing.ctx));
      if (op.isPrivate === true) await this.#gate.audit(passing, "done", null);
      return result;
    }
    const job = { id: jobId, operation: op.name, input: keptInput(op, input), caller, door, subject: subject?.name ?? null, stateBefore };
    if (!isResumed) await jobs.begin(job);
    const ctx = this.#context(op, caller, door, {
      signal: passing.ctx.signal,
      isWholeSignal: true,
      upload: passing.ctx.upload,
      body: passing.ctx.body,
      jobId,
      stateBefore,
      leave: passing.leave,
    });
    let result: unknown;
    try {
      result = this.#check(op, await op.run(input, ctx));
    } catch (error) {
      const failure = this.#asHydraError(error, op.name);
      await jobs.end(job, "failed", `${failure.code}: ${maskSecrets(failure.message)}`);
      throw failure;
    }
    await this.#recordDone(job);
    return result;
  }

  /** It was done: when that cannot be written, the caller must not read "repeat the call". */
  async #recordDone(job: Parameters<Jobs["end"]>[0]): Promise<void> {
    try {
      await this.#parts.services.jobs.end(job, "done", null);
    } catch (error) {
      if (!(error instanceof HydraError) || error.code !== "storage_full") throw error;
      throw new HydraError(
        "storage_full",
        `${job.operation} was done, but the disk is full and its record could not be written. Do not repeat it: free some space and restart Hydra, which then looks how it ended.`,
        { cause: error },
      );
    }
  }

  #check(op: AnyOperation, result: unknown): unknown {
    if (isStream(op.output)) return this.#guarded(op, result as AsyncIterable<unknown>);
    if (isFile(op.output)) return result;
    if (typeof result === "object" && result !== null && this.#checked.get(result) === op) return result;
    const parsed = op.output.safeParse(result);
    if (!parsed.success)
      throw new Error(
        `${op.name} answered what its output does not allow: ${parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; ")}`,
      );
    if (typeof result !== "object" || result === null || !Object.isFrozen(result)) return parsed.data;
    this.#checked.set(result, op);
    return result;
  }

  /** A stream that breaks while it is read tells its reader no more than a call that fails. */
  async *#guarded(op: AnyOperation, items: AsyncIterable<unknown>): AsyncGenerator<unknown> {
    try {
      yield* items;
    } catch (error) {
      throw this.#asHydraError(error, op.name);
    }
  }

  #context(
    op: AnyOperation,
    caller: Caller,
    door: Door,
    about: {
      signal: AbortSignal;
      /** It fires when Hydra stops, too. */
      isWholeSignal?: boolean;
      upload: Upload | undefined;
      body?: Uint8Array | undefined;
      jobId: string | null;
      stateBefore?: string | null;
      leave: Leave | null;
    },
  ): AnyContext {
    const host = this.#parts.hostOf(op.name.slice(0, op.name.indexOf(".")));
    const { jobId, isWholeSignal = false } = about;
    const own = {
      ...this.#clients(op.uses ?? {}),
      callId: jobId ?? newId("call", this.#parts.clock.now()),
      caller,
      door,
      signal: isWholeSignal ? about.signal : about.signal === never ? host.stopping : AbortSignal.any([about.signal, host.stopping]),
      upload: about.upload,
      body: about.body,
      stateBefore: about.stateBefore == null ? undefined : (JSON.parse(about.stateBefore) as unknown),
      call: (other: AnyOperation, input: unknown, options?: CallOptions) =>
        this.#enter(
          { operation: other.name, input, caller, door: "internal", signal: about.signal, signalEndsWithHydra: isWholeSignal, ...options },
          about.leave,
        ),
      step: <T>(key: string, run: () => Promise<T>): Promise<T> =>
        jobId === null ? run() : this.#parts.services.jobs.step(jobId, key, run),
    };
    return Object.assign(Object.create(host) as object, own) as unknown as AnyContext;
  }

  #clients(uses: Uses): ClientsOf<Uses> {
    const clients: Record<string, unknown> = {};
    for (const [name, need] of Object.entries(uses)) {
      const client = this.#parts.clientOf(name);
      if (client === undefined && need === "required") {
        const hint = this.#parts.services.registry.integration(name as keyof IntegrationClients)?.hint ?? "";
        throw new HydraError("not_configured", `${name} is not connected. ${hint}`);
      }
      clients[name] = client;
    }
    return clients as ClientsOf<Uses>;
  }

  async #measured(operation: string, door: Door, run: () => Promise<unknown>): Promise<unknown> {
    const { clock, metrics, services } = this.#parts;
    const started = clock.monotonicMs();
    let outcome = "ok";
    try {
      return await run();
    } catch (error) {
      if (error instanceof AlreadyDone) return error.result;
      const failure = this.#asHydraError(error, operation);
      outcome = failure.code;
      throw failure;
    } finally {
      const known = services.registry.operations.has(operation) ? operation : "unknown";
      metrics.operationSeconds.observe({ operation: known, door, outcome }, (clock.monotonicMs() - started) / 1_000);
    }
  }

  /** What a caller may hear: our own errors as they are, anything else as an incident whose stack stays in the log. */
  #asHydraError(error: unknown, operation: string): HydraError {
    if (error instanceof HydraError) return error;
    const incident = randomBytes(4).toString("hex");
    this.#parts.log.error(
      { incident, operation, err: error instanceof Error ? error : new Error(messageOf(error)) },
      "an operation failed unexpectedly",
    );
    return new HydraError("internal", `Something went wrong inside Hydra. The log has the details under incident ${incident}.`, {
      cause: error,
    });
  }
}
