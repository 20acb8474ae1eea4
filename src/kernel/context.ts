import type { Kysely } from "kysely";
import type { z } from "zod";
import type { Caller, Door } from "./caller.ts";
import type { Clock } from "./clock.ts";
import type { Told } from "./events.ts";
import type { Files } from "./files.ts";
import type { HttpClient } from "./http-client.ts";
import type { EventType, Part, SettingsKey } from "./keys.ts";
import type { Leases } from "./leases.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { Answered, AnyOperation, Operation, OutputSpec, Subject, Upload, Uses } from "./operation.ts";
import type { KernelServices } from "./services.ts";
import type { Store } from "./store/store.ts";

/** What each integration hands to those who use it, by its name. An integration adds its line by declaration merging. */
// oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-empty-interface -- filled by the integrations
export interface IntegrationClients {}

/** What a call of one operation by another may add. */
export interface CallOptions {
  /** Why it is wanted: grants that hold for one cause only look at it. */
  cause?: string;
}

/** The world as long-lived code of a feature or integration sees it. */
export interface Host {
  /** The feature or integration whose host this is. */
  readonly owner: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly store: Store;
  readonly files: Files;
  readonly leases: Leases;
  readonly http: HttpClient;
  /** Fires when Hydra stops: end what you started. */
  readonly stopping: AbortSignal;
  /** What only the wing `self/` and the doors need. */
  readonly kernel: KernelServices;

  /** The owner's tables, typed by the owner. */
  db<Tables>(): Kysely<Tables>;
  settings<S extends z.ZodType>(key: SettingsKey<S>): z.output<S>;
  part<T>(key: Part<T>): T;
  /** Resolves once the event is stored (at once when transient). */
  emit<Payload>(type: EventType<Payload>, payload: Payload): Promise<void>;
  /** Many at once, in their order: one write for all of them. */
  emitAll<Payload>(type: EventType<Payload>, payloads: readonly Payload[]): Promise<void>;
  /** Listen until Hydra stops or the returned function is called. A listener that throws is logged, never heard of elsewhere. */
  on<Payload>(type: EventType<Payload>, listener: (payload: Payload, at: number) => void | Promise<void>): () => void;
  /** Like `on`, and nothing is lost over a restart or crash: `cursor` names how far this listener has read. At least once. */
  onEvery<Payload>(type: EventType<Payload>, cursor: string, listener: (payload: Payload, at: number) => void | Promise<void>): () => void;
  /** As `onEvery`, many at a time: for what comes often and is kept together. A crash repeats the whole batch. */
  onEveryBatch<Payload>(type: EventType<Payload>, cursor: string, listener: (batch: readonly Told<Payload>[]) => Promise<void>): () => void;
  /** Call as Hydra itself (`hydra:<owner>`), under its grants. */
  call<Name extends string, I extends z.ZodType, O extends OutputSpec, U extends Uses>(
    op: Operation<Name, I, O, U>,
    input: z.input<I>,
    options?: CallOptions,
  ): Promise<Answered<O>>;
  /** The client of an integration, or undefined while it is not configured. */
  integration<Name extends keyof IntegrationClients>(name: Name): IntegrationClients[Name] | undefined;
  /** Run something until Hydra stops, again after each failure with growing pauses; failures are logged. */
  background(name: string, run: (signal: AbortSignal) => Promise<void>): void;
  /** Run something every `everyMs` (spread by up to a tenth), never twice at once, until Hydra stops. */
  every(name: string, everyMs: number, run: (signal: AbortSignal) => Promise<void>): void;
}

export type ClientsOf<U extends Uses> = {
  readonly [Name in keyof U & keyof IntegrationClients]: U[Name] extends "required"
    ? IntegrationClients[Name]
    : IntegrationClients[Name] | undefined;
};

/** The world as one call sees it: the host, who calls, and the clients that the operation said it uses. */
export type CallContext<U extends Uses = Record<never, never>> = Omit<Host, "call"> &
  ClientsOf<U> & {
    readonly callId: string;
    readonly caller: Caller;
    readonly door: Door;
    /** Fires when the caller went away or Hydra stops. */
    readonly signal: AbortSignal;
    readonly upload: Upload | undefined;
    /** The JSON body as it came, where the operation keeps it and the call came with one. */
    readonly body: Uint8Array | undefined;
    /** What `before` returned; undefined when the operation has none. */
    readonly stateBefore: unknown;
    /** Call another operation as the same caller. */
    call: Host["call"];
    /** Do something once: on a resumed call, `key` gives back the first result instead of running again. */
    step<T>(key: string, run: () => Promise<T>): Promise<T>;
  };

/** Decides whether a subject is protected: the reason, or null. Features register theirs with `kernel.protections`. */
export type Protection = (subject: Subject, op: AnyOperation) => string | null;
