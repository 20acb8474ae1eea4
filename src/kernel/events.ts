import type { Kysely } from "kysely";
import { covers, type Caller } from "./caller.ts";
import type { Clock } from "./clock.ts";
import { messageOf } from "./errors.ts";
import type { Migration } from "./feature.ts";
import type { EventType } from "./keys.ts";
import type { Log } from "./log.ts";
import type { Store } from "./store/store.ts";

/** An event as the stream shows it. `id` is null for transient ones, which are not replayed. */
export interface StreamedEvent {
  id: string | null;
  type: string;
  at: number;
  data: unknown;
}

interface EventTables {
  events: { id: number; at: number; type: string; permission: string; data: string };
  event_cursors: { cursor: string; last_id: number };
}

export const eventMigrations: readonly Migration[] = [
  {
    name: "events",
    async up(db: Kysely<EventTables>) {
      await db.schema
        .createTable("events")
        .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("type", "text", (column) => column.notNull())
        .addColumn("permission", "text", (column) => column.notNull())
        .addColumn("data", "text", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("events_at").on("events").column("at").execute();
      await db.schema
        .createTable("event_cursors")
        .addColumn("cursor", "text", (column) => column.primaryKey())
        .addColumn("last_id", "integer", (column) => column.notNull())
        .execute();
    },
  },
];

type Listener = (payload: never, at: number) => void | Promise<void>;
/** An event as it was told. */
export interface Told<Payload> {
  payload: Payload;
  /** Epoch ms. */
  at: number;
}

/** Hands over one page of stored events; what is told to `advance` is not delivered again. */
type Deliver = (rows: readonly EventTables["events"][], ended: AbortSignal, advance: (id: number) => Promise<void>) => Promise<void>;
type Tap = (event: StreamedEvent, permission: string) => void;

/** How many undelivered events one reader may have before it is told to reconnect. */
const READER_BACKLOG = 1_000;
const PAGE = 500;
const LONGEST_RETRY_MS = 60_000;
/** What comes within this time is one batch: each has flushes of its own, for which everything else waits. */
const GATHER_MS = 200;

/**
 * What happened, for whoever listens. A kept event is stored before anybody hears of it, so that a crash can repeat
 * but never lose one; the browser's stream resumes from the id that it saw last.
 */
export class Events {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #taps = new Set<Tap>();
  #held: (() => void)[] | null = null;
  readonly #known = new Map<string, EventType>();
  readonly #stopping = new AbortController();

  constructor(store: Store, clock: Clock, log: Log) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  declare(types: readonly EventType[]): void {
    for (const type of types) this.#known.set(type.name, type);
  }

  get types(): readonly EventType[] {
    return [...this.#known.values()];
  }

  emit<Payload>(type: EventType<Payload>, payload: Payload): Promise<void> {
    return this.emitAll(type, [payload]);
  }

  /** Many of one type, in their order, stored by one statement. */
  async emitAll<Payload>(type: EventType<Payload>, payloads: readonly Payload[]): Promise<void> {
    if (!this.#known.has(type.name)) throw new Error(`event ${type.name} is not in any feature's manifest`);
    if (payloads.length === 0) return;
    const at = this.#clock.now();
    const ids = type.isTransient ? [] : await this.#keep(type, payloads, at);
    for (const [index, payload] of payloads.entries()) {
      for (const tap of this.#taps) tap({ id: ids[index] ?? null, type: type.name, at, data: payload }, type.permission);
      const deliver = (): void => {
        for (const listener of this.#listeners.get(type.name) ?? []) this.#deliver(type.name, listener, payload, at);
      };
      if (this.#held === null) deliver();
      else this.#held.push(deliver);
    }
  }

  /** @returns their ids, in order */
  async #keep<Payload>(type: EventType<Payload>, payloads: readonly Payload[], at: number): Promise<string[]> {
    const rows = payloads.map((payload) => ({ at, type: type.name, permission: type.permission, data: JSON.stringify(payload) }));
    const inserted = await this.#store.commit<EventTables, { id: number }[]>(async (trx) => {
      const ids: { id: number }[] = [];
      for (let from = 0; from < rows.length; from += PAGE)
        ids.push(
          ...(await trx
            .insertInto("events")
            .values(rows.slice(from, from + PAGE) as never)
            .returning("id")
            .execute()),
        );
      return ids;
    });
    // The order in which the rows come back is not promised; that of their ids is.
    return inserted
      .map(({ id }) => id)
      .toSorted((a, b) => a - b)
      .map(String);
  }

  /** Keep back what listeners would hear, until `release`: while features start, those that start later listen later. */
  hold(): void {
    this.#held ??= [];
  }

  /** Everybody listens now: what was kept back is heard, in order. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const deliver of held) deliver();
  }

  on<Payload>(type: EventType<Payload>, listener: (payload: Payload, at: number) => void | Promise<void>): () => void {
    const listeners = this.#listeners.get(type.name) ?? new Set();
    this.#listeners.set(type.name, listeners);
    listeners.add(listener as Listener);
    return () => listeners.delete(listener as Listener);
  }

  /** Deliver every stored event of the type in order, from where this cursor stopped last time; at least once. */
  onEvery<Payload>(type: EventType<Payload>, cursor: string, listener: (payload: Payload, at: number) => void | Promise<void>): () => void {
    return this.#follow(type, cursor, async (rows, ended, advance) => {
      for (const row of rows) {
        if (ended.aborted) return;
        await listener(JSON.parse(row.data) as Payload, row.at);
        await advance(row.id);
      }
    });
  }

  /** The same for many at a time, in order, where each alone would cost a flush: a crash repeats the batch. */
  onEveryBatch<Payload>(
    type: EventType<Payload>,
    cursor: string,
    listener: (batch: readonly Told<Payload>[]) => Promise<void>,
  ): () => void {
    const deliver: Deliver = async (rows, _ended, advance) => {
      await listener(rows.map(({ data, at }) => ({ payload: JSON.parse(data) as Payload, at })));
      await advance(rows.at(-1)?.id ?? 0);
    };
    return this.#follow(type, cursor, deliver, GATHER_MS);
  }

  #follow<Payload>(type: EventType<Payload>, cursor: string, deliver: Deliver, gatherMs = 0): () => void {
    let isRunning = false;
    let again = false;
    let failures = 0;
    let retry: NodeJS.Timeout | undefined;
    const unsubscribed = new AbortController();
    const ended = AbortSignal.any([unsubscribed.signal, this.#stopping.signal]);
    const pump = async (): Promise<void> => {
      again = true;
      if (isRunning) return;
      isRunning = true;
      try {
        while (again && !ended.aborted) {
          again = false;
          await this.#pumpOnce(type.name, cursor, deliver, ended);
          failures = 0;
        }
      } catch (error) {
        if (ended.aborted) return;
        failures += 1;
        const waitMs = Math.min(LONGEST_RETRY_MS, 500 * 2 ** (failures - 1));
        this.#log.error(
          { event: type.name, cursor, failures, reason: messageOf(error) },
          "an event could not be handled; it is tried again in a moment, and those after it wait",
        );
        clearTimeout(retry);
        retry = setTimeout(() => void pump(), waitMs).unref();
      } finally {
        isRunning = false;
      }
    };
    let gathering: NodeJS.Timeout | undefined;
    const pumpSoon = (): void => {
      gathering ??= setTimeout(() => {
        gathering = undefined;
        void pump();
      }, gatherMs).unref();
    };
    const unsubscribe = this.on(type, () => (gatherMs === 0 ? pump() : pumpSoon()));
    void pump();
    ended.addEventListener("abort", () => [retry, gathering].forEach((timer) => clearTimeout(timer)), { once: true });
    return () => {
      unsubscribed.abort();
      unsubscribe();
    };
  }

  /** Deliver nothing more: Hydra stops. Readers of the stream end by their own signal. */
  stop(): void {
    this.#stopping.abort();
  }

  async #pumpOnce(type: string, cursor: string, deliver: Deliver, ended: AbortSignal): Promise<void> {
    const db = this.#store.tables<EventTables>();
    const known = await db.selectFrom("event_cursors").select("last_id").where("cursor", "=", cursor).executeTakeFirst();
    let lastId = known?.last_id ?? 0;
    while (!ended.aborted) {
      const rows = await db
        .selectFrom("events")
        .selectAll()
        .where("type", "=", type)
        .where("id", ">", lastId)
        .orderBy("id")
        .limit(PAGE)
        .execute();
      if (rows.length > 0)
        await deliver(rows, ended, async (id) => {
          lastId = id;
          await this.#store.commit<EventTables, unknown>((trx) =>
            trx
              .insertInto("event_cursors")
              .values({ cursor, last_id: id })
              .onConflict((conflict) => conflict.column("cursor").doUpdateSet({ last_id: id }))
              .execute(),
          );
        });
      if (rows.length < PAGE) return;
    }
  }

  /** What `caller` may see, after `lastId` if given (else from now on), until `signal` fires or the reader falls too far behind. */
  async *read(caller: Caller, lastId: string | undefined, signal: AbortSignal): AsyncGenerator<StreamedEvent> {
    const queue: StreamedEvent[] = [];
    let wake: (() => void) | null = null;
    let isOverrun = false;
    const tap: Tap = (event, permission) => {
      if (!covers(caller.scopes, permission)) return;
      if (queue.length >= READER_BACKLOG) isOverrun = true;
      else queue.push(event);
      wake?.();
    };
    const onAbort = (): void => wake?.();
    this.#taps.add(tap);
    signal.addEventListener("abort", onAbort);
    try {
      let seen = lastId !== undefined && /^\d{1,15}$/.test(lastId) ? Number(lastId) : null;
      if (seen !== null) {
        // An id of another life of this state (it was moved aside since) must not hide what comes now.
        if (seen > (await this.#newestId())) seen = 0;
        for await (const event of this.#stored(caller, seen)) {
          if (signal.aborted) return;
          seen = Number(event.id);
          yield event;
        }
      }
      while (!signal.aborted && !isOverrun) {
        const event = queue.shift();
        if (event === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = null;
        } else if (event.id === null || seen === null || Number(event.id) > seen) {
          yield event;
        }
      }
    } finally {
      this.#taps.delete(tap);
      signal.removeEventListener("abort", onAbort);
    }
  }

  async #newestId(): Promise<number> {
    const row = await this.#store
      .tables<EventTables>()
      .selectFrom("events")
      .select((expression) => expression.fn.max("id").as("id"))
      .executeTakeFirst();
    return row?.id ?? 0;
  }

  async *#stored(caller: Caller, after: number): AsyncGenerator<StreamedEvent> {
    for (let last = after; ;) {
      const rows = await this.#store
        .tables<EventTables>()
        .selectFrom("events")
        .selectAll()
        .where("id", ">", last)
        .orderBy("id")
        .limit(PAGE)
        .execute();
      for (const row of rows) {
        last = row.id;
        if (covers(caller.scopes, row.permission)) yield { id: String(row.id), type: row.type, at: row.at, data: JSON.parse(row.data) };
      }
      if (rows.length < PAGE) return;
    }
  }

  #deliver(name: string, listener: Listener, payload: unknown, at: number): void {
    const failed = (error: unknown): void => this.#log.error({ event: name, reason: messageOf(error) }, "a listener failed");
    try {
      const outcome = listener(payload as never, at);
      if (outcome instanceof Promise) outcome.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
