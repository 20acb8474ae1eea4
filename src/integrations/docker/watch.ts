import { setTimeout as sleep } from "node:timers/promises";
import { HydraError, messageOf } from "../../kernel/errors.ts";
import type { Address } from "./address.ts";
import { EngineClient } from "./client.ts";
import { isEngineGone, isNobodyThere } from "./failures.ts";
import { Session, type Kept } from "./session.ts";
import type { TlsFiles } from "./settings.ts";
import { Transport } from "./transport.ts";

/** A connection held this long was a good one: the next loss begins with a short pause again. */
const GOOD_MS = 10_000;

/** Asks for an engine: null when it is given, else the name of the host that has it already. */
export type Claim = (engineId: string) => Promise<string | null>;

export interface Way {
  session: Session;
  transport: Transport;
}

/** Keeps one engine's picture true for ever: connect, live, lose, pause, connect again. */
export class EngineWatch {
  readonly #address: Address;
  readonly #tls: TlsFiles | undefined;
  readonly #claim: Claim;
  readonly #kept: Kept;
  #way: Way | null = null;

  constructor(address: Address, tls: TlsFiles | undefined, claim: Claim, kept: Kept) {
    this.#address = address;
    this.#tls = tls;
    this.#claim = claim;
    this.#kept = kept;
  }

  /** The open way to the engine. @throws HydraError upstream_failed while there is none */
  get way(): Way {
    if (this.#way !== null) return this.#way;
    const { status, reason } = this.#kept.picture.connection;
    throw new HydraError(
      "upstream_failed",
      reason ?? (status === "connecting" ? "The engine is still being connected to." : "The engine is lost."),
    );
  }

  /** Ends when `stopping` fires, with everything closed. */
  async run(stopping: AbortSignal): Promise<void> {
    const { clock, tempo } = this.#kept;
    for (let failures = 0; !stopping.aborted;) {
      const startedMs = clock.monotonicMs();
      const reason = await this.#connection(stopping);
      if (stopping.aborted) return;
      failures = clock.monotonicMs() - startedMs > GOOD_MS ? 1 : failures + 1;
      this.#lose(reason);
      const longestMs = Math.min(tempo.longestBackOffMs, tempo.firstBackOffMs * 2 ** Math.min(20, failures - 1));
      // Half of it by chance: many Hydras must not come back to one engine in step.
      await sleep(longestMs * (0.5 + Math.random() / 2), undefined, { signal: stopping, ref: false }).catch(() => undefined);
    }
  }

  /** One connection from beginning to end; why it ended. */
  async #connection(stopping: AbortSignal): Promise<string> {
    const { clock, log, picture } = this.#kept;
    const ended = new AbortController();
    const signal = AbortSignal.any([stopping, ended.signal]);
    let transport: Transport | null = null;
    try {
      transport = await Transport.open(this.#address, this.#tls);
      const opened = transport;
      signal.addEventListener("abort", () => opened.close(), { once: true });
      const client = await EngineClient.open(this.#address, transport, () => clock.now());
      const owner = client.engine === null ? null : await this.#claim(client.engine.engineId);
      if (owner !== null) return `This is the same engine as ${owner}: remove one of the two addresses from docker.hosts.`;
      const session = new Session(client, this.#kept, signal);
      this.#way = { session, transport };
      if (picture.connection.status === "lost") log.info({}, "the engine is back");
      return await session.live();
    } catch (error) {
      this.#kept.wasAway ||= isNobodyThere(error) || isEngineGone(this.#address, error);
      return messageOf(error);
    } finally {
      this.#way = null;
      ended.abort(new HydraError("upstream_failed", "The connection to the engine was lost."));
      transport?.close();
    }
  }

  #lose(reason: string): void {
    const { clock, log, picture } = this.#kept;
    const { status, reason: before, since } = picture.connection;
    if (status === "lost" && reason === before) return;
    log.warn({ reason }, "the engine is lost; it is tried again");
    picture.connect({ ...picture.connection, status: "lost", since: status === "lost" ? since : clock.now(), reason });
  }
}
