import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { approvalEvents } from "./approval-events.ts";
import { approvalCauseMigrations, approvalMigrations } from "./approval-tables.ts";
import { Approvals } from "./approvals.ts";
import { auditMigrations } from "./audit-tables.ts";
import { Audit } from "./audit.ts";
import { CallPath } from "./call.ts";
import { hydraCaller, personCaller, type Caller } from "./caller.ts";
import { systemClock, type Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Host } from "./context.ts";
import { messageOf } from "./errors.ts";
import { eventMigrations, Events } from "./events.ts";
import type { TableRetention } from "./feature.ts";
import { Files } from "./files.ts";
import { grantMigrations, grantReasonMigrations, Grants } from "./grants.ts";
import { prepareHome } from "./home.ts";
import { HttpClient } from "./http-client.ts";
import type { Connected } from "./integration.ts";
import { jobMigrations, Jobs } from "./jobs.ts";
import type { Part } from "./keys.ts";
import { leaseDurationMigrations, leaseMigrations, Leases } from "./leases.ts";
import { RateLimits } from "./limits.ts";
import type { Log } from "./log.ts";
import { Metrics } from "./metrics.ts";
import { Pause } from "./pause.ts";
import type { AnyOperation } from "./operation.ts";
import { refusalEvents } from "./refusal-events.ts";
import type { Registry } from "./registry.ts";
import type { IntegrationState, KernelServices } from "./services.ts";
import { StateLock } from "./state-lock.ts";
import { migrate } from "./store/migrate.ts";
import { storeError } from "./store/dialect.ts";
import { enforceRetention, retentionMigrations, retentionNow } from "./store/retention.ts";
import { Store } from "./store/store.ts";
import { readOrCreateTokenFile, tokenMigrations, Tokens } from "./tokens.ts";

export interface KernelOptions {
  registry: Registry;
  config: Config;
  /** Folder of all state. */
  home: string;
  version: string;
  log: Log;
  clock?: Clock;
  /** How long `stop` waits for what is still running. */
  drainMs?: number;
}

const KERNEL_MIGRATIONS = [
  ...leaseMigrations,
  ...auditMigrations,
  ...eventMigrations,
  ...grantMigrations,
  ...jobMigrations,
  ...approvalMigrations,
  ...tokenMigrations,
  ...retentionMigrations,
  ...leaseDurationMigrations,
  ...grantReasonMigrations,
  ...approvalCauseMigrations,
];

const KERNEL_RETENTION: readonly TableRetention[] = [
  { table: "events", timeColumn: "at", maxAgeDays: 7, maxRows: 100_000 },
  { table: "jobs", timeColumn: "started_at", maxAgeDays: 90, maxRows: 200_000 },
  { table: "job_steps", timeColumn: "at", maxAgeDays: 90, maxRows: 200_000 },
  { table: "approvals", timeColumn: "asked_at", maxAgeDays: 90, maxRows: 20_000 },
];
/** The audit is a chain: it drops its oldest lines itself. */
const AUDIT_RETENTION = { maxAgeDays: 3_650, maxRows: 2_000_000 };

const JANITOR_MS = 3_600_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * The life of a kernel: `open` locks the folder, opens and migrates the store; `start` connects the integrations,
 * starts the features, resumes what a crash interrupted; `stop` ends it in reverse and writes what must survive.
 */
export class Kernel {
  readonly services: KernelServices;
  readonly metrics = new Metrics();
  readonly store: Store;
  readonly lock: StateLock;
  readonly #options: Required<KernelOptions>;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #connected = new Map<string, Connected<unknown>>();
  /** Why an integration that is configured could not be set up: more of a hint than its own. */
  readonly #unconnected = new Map<string, string>();
  readonly #hosts = new Map<string, Host>();
  readonly #parts = new Map<Part<unknown>, unknown>();
  readonly #files: Files;
  readonly #leases: Leases;
  readonly #http: HttpClient;
  readonly #path: CallPath;
  #isStarted = false;

  static async open(options: KernelOptions): Promise<Kernel> {
    prepareHome(options.home);
    const kernel = new Kernel({ clock: systemClock, drainMs: 5_000, ...options });
    try {
      const { registry, clock, version, log } = kernel.#options;
      const owners = [
        { owner: "kernel", migrations: KERNEL_MIGRATIONS },
        ...registry.features.map(({ name, migrations = [] }) => ({ owner: name, migrations })),
      ];
      const outcome = await migrate(kernel.store, owners, version, clock.now());
      if (outcome.backup !== null)
        log.info(
          { backup: outcome.backup, applied: outcome.applied },
          "the state was migrated; the copy from before starts with the older version",
        );
      return kernel;
    } catch (error) {
      await kernel.stop();
      throw storeError(error, join(options.home, "hydra.db"));
    }
  }

  private constructor(options: Required<KernelOptions>) {
    this.#options = options;
    const { home, clock, log, registry, config, version } = options;
    this.lock = new StateLock(home);
    let tokens: { local: string; scrape: string };
    try {
      tokens = { local: readOrCreateTokenFile(join(home, "token")), scrape: readOrCreateTokenFile(join(home, "scrape-token")) };
      this.store = new Store(join(home, "hydra.db"));
    } catch (error) {
      this.lock.release();
      throw storeError(error, join(home, "hydra.db"));
    }
    this.#files = new Files(join(home, "files"));
    this.#leases = new Leases(this.store, clock);
    this.#http = new HttpClient(clock);
    const audit = new Audit(this.store, clock, join(home, "audit-head.json"));
    const events = new Events(this.store, clock, log);
    events.declare([...approvalEvents, ...refusalEvents, ...registry.features.flatMap((feature) => feature.events ?? [])]);
    const services = {
      version,
      home,
      startedAt: clock.now(),
      registry,
      config,
      audit,
      events,
      approvals: new Approvals(this.store, clock, events),
      grants: new Grants(this.store, clock),
      jobs: new Jobs(this.store, clock, audit),
      tokens: new Tokens(this.store, clock, tokens.local, tokens.scrape),
      pause: new Pause(join(home, "pause"), clock),
      protections: [],
    };
    this.#path = new CallPath({
      services,
      clock,
      log,
      metrics: this.metrics,
      limits: new RateLimits(clock),
      hostOf: (owner) => this.hostOf(owner),
      clientOf: (name) => this.#connected.get(name)?.client,
    });
    this.services = {
      ...services,
      call: (call) => this.#path.call(call),
      runApproved: (id, by) => this.#path.runApproved(id, by),
      isConfigured: (integration) => this.#connected.has(integration),
      integrationStates: () => this.#integrationStates(),
    };
  }

  async start(): Promise<void> {
    const { registry, log } = this.#options;
    await Promise.all(
      registry.integrations.map(async (integration) => {
        try {
          const connected = await integration.connect(this.hostOf(integration.name));
          if (connected !== null) this.#connected.set(integration.name, connected as Connected<unknown>);
        } catch (error) {
          this.#unconnected.set(integration.name, messageOf(error));
          log.error({ integration: integration.name, reason: messageOf(error) }, "an integration could not be set up");
        }
      }),
    );
    // Before the features begin anything new, which would look like a job that was left.
    const resume = await this.#path.findInterrupted();
    this.#isStarted = true;
    this.services.events.hold();
    for (const feature of registry.features) await feature.start?.(this.hostOf(feature.name));
    this.services.events.release();
    this.hostOf("kernel").every("janitor", JANITOR_MS, () => this.enforceRetention());
    this.#track(resume());
  }

  async enforceRetention(): Promise<void> {
    const { registry, clock, log } = this.#options;
    const now = await retentionNow(this.store, clock.now());
    for (const rule of [...KERNEL_RETENTION, ...registry.features.flatMap(({ retention = [] }) => retention)]) {
      try {
        await enforceRetention(this.store, rule, now);
      } catch (error) {
        log.warn({ table: rule.table, reason: messageOf(error) }, "old rows could not be dropped; it is tried again in an hour");
      }
    }
    await this.services.approvals.forgetResults();
    await this.services.audit.prune(AUDIT_RETENTION, now);
  }

  /** Drain and close. Safe to call twice. */
  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    const { registry, log } = this.#options;
    this.services.events.stop();
    for (const feature of this.#isStarted ? registry.features.toReversed() : []) {
      await feature
        .stop?.(this.hostOf(feature.name))
        .catch((error: unknown) => log.error({ feature: feature.name, reason: messageOf(error) }, "a feature could not stop cleanly"));
    }
    await Promise.race([Promise.all(this.#running), sleep(this.#options.drainMs, undefined, { ref: false })]);
    for (const connected of this.#connected.values()) await connected.close().catch(() => undefined);
    this.#http.close();
    await this.services.audit.settle();
    await this.store.close();
    this.lock.release();
  }

  /** A call as the owner, for main and tests. */
  callAs(caller: Caller, operation: AnyOperation | string, input: unknown): Promise<unknown> {
    return this.#path.call({ operation: typeof operation === "string" ? operation : operation.name, input, caller, door: "internal" });
  }

  callAsOwner(operation: AnyOperation | string, input: unknown): Promise<unknown> {
    return this.callAs(personCaller("owner"), operation, input);
  }

  hostOf(owner: string): Host {
    let host = this.#hosts.get(owner);
    if (host === undefined) {
      host = this.#makeHost(owner);
      this.#hosts.set(owner, host);
    }
    return host;
  }

  #makeHost(owner: string): Host {
    const { clock, log, config } = this.#options;
    const ownLog = log.child({ owner });
    const host: Host = {
      owner,
      log: ownLog,
      clock,
      metrics: this.metrics,
      store: this.store,
      files: this.#files,
      leases: this.#leases,
      http: this.#http,
      stopping: this.#stopping.signal,
      kernel: this.services,
      db: () => this.store.tables(),
      settings: (key) => config.get(key),
      part: (key) => this.#part(key, host),
      emit: (type, payload) => this.services.events.emit(type, payload),
      emitAll: (type, payloads) => this.services.events.emitAll(type, payloads),
      on: (type, listener) => this.services.events.on(type, listener),
      onEvery: (type, cursor, listener) => this.services.events.onEvery(type, cursor, listener),
      onEveryBatch: (type, cursor, listener) => this.services.events.onEveryBatch(type, cursor, listener),
      call: (op, input, options) =>
        this.#path.call({ operation: op.name, input, caller: hydraCaller(owner), door: "internal", ...options }) as never,
      integration: (name) => this.#connected.get(name)?.client as never,
      background: (name, run) => this.#track(keepRunning(name, run, ownLog, this.#stopping.signal)),
      every: (name, everyMs, run) => this.#track(repeat(name, everyMs, run, ownLog, this.#stopping.signal)),
    };
    return host;
  }

  #part<T>(key: Part<T>, host: Host): T {
    if (!this.#parts.has(key)) this.#parts.set(key, key.make(host));
    return this.#parts.get(key) as T;
  }

  #track(run: Promise<void>): void {
    this.#running.add(run);
    void run.finally(() => this.#running.delete(run));
  }

  async #integrationStates(): Promise<IntegrationState[]> {
    return Promise.all(
      this.#options.registry.integrations.map(async ({ name, about, hint }) => {
        const connected = this.#connected.get(name);
        const probe =
          connected === undefined
            ? null
            : await connected.probe().catch((error: unknown) => ({ status: "unwell" as const, detail: messageOf(error) }));
        return { name, about, hint: this.#unconnected.get(name) ?? hint, isConfigured: connected !== undefined, probe };
      }),
    );
  }
}

/** Run until stopped; after a failure again, with pauses that grow to a minute and shrink after a good minute. */
async function keepRunning(name: string, run: (signal: AbortSignal) => Promise<void>, log: Log, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    const started = performance.now();
    try {
      await run(signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      failures = performance.now() - started > LONGEST_PAUSE_MS ? 1 : failures + 1;
      log.warn({ name, failures, reason: messageOf(error) }, "something in the background failed and is started again");
      await pauseFor(Math.min(LONGEST_PAUSE_MS, 500 * 2 ** (failures - 1)), signal);
    }
  }
}

async function repeat(
  name: string,
  everyMs: number,
  run: (signal: AbortSignal) => Promise<void>,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  await pauseFor(everyMs * Math.random() * 0.1, signal);
  while (!signal.aborted) {
    const started = performance.now();
    try {
      await run(signal);
    } catch (error) {
      if (!signal.aborted) log.warn({ name, reason: messageOf(error) }, "something repeated failed; it is tried again at its next turn");
    }
    await pauseFor(Math.max(0, everyMs - (performance.now() - started)), signal);
  }
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
