import { isDeepStrictEqual } from "node:util";
import type { Host } from "../../../../kernel/context.ts";
import { part } from "../../../../kernel/keys.ts";
import {
  incidentChanged,
  incidentClosed,
  incidentOpened,
  incidentSettled,
  type Attempt,
  type Healer,
  type IncidentState,
} from "../events.ts";
import type { Signal } from "../signals/signal.ts";
import { findIncident, highestSeq, listIncidents, moveSignals, saveIncident, untoldIncidents } from "../store.ts";
import { attemptLine } from "../story/attempt.ts";
import { stillSuffering } from "../suffering/because.ts";
import { isStanding, MOST_ATTEMPTS, toldOf, troubleAfter, type Incident, type Sickness } from "./incident.ts";
import { opened, reopened } from "./opening.ts";

/** What comes again within this time is the same incident: flapping is one. */
export const FLAPPING_MS = 600_000;
/** As many as a home can have wrong at once, many times over. */
const MOST_STANDING = 5_000;

export interface Ending {
  state: "resolved" | "dismissed";
  /** Null with `resolved`: it was removed, and nobody put it right. */
  healedBy: Healer | null;
  reason: string;
  mergedInto?: string;
  isFalse?: boolean;
}

/**
 * The incidents that stand, in memory and on disk. Each change is made in memory at once, so that two signals can never
 * open two incidents for one thing, then written, then told.
 */
export class Ledger {
  readonly #host: Host;
  readonly #standing = new Map<string, Incident>();
  /** Closed lately, by key: whence it may come again. */
  readonly #lately = new Map<string, Incident>();
  /** By id: over, and not yet written and told to the end. */
  readonly #closing = new Map<string, Incident>();
  /** By incident id: what is being told about it. */
  readonly #telling = new Map<string, Promise<void>>();
  #seq = 0;
  #isFirstLife = true;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Read what stood when Hydra ended, however it ended. */
  async load(): Promise<void> {
    this.#seq = await highestSeq(this.#host);
    this.#isFirstLife = this.#seq === 0;
    const standing = await listIncidents(this.#host, { states: ["open", "escalated"], withMerged: true, limit: MOST_STANDING });
    for (const incident of standing) this.#standing.set(incident.id, incident);
    const since = this.#host.clock.now() - FLAPPING_MS;
    const closed = await listIncidents(this.#host, { states: ["resolved"], since, limit: MOST_STANDING });
    for (const incident of closed.toReversed()) this.#lately.set(incident.subject.key, incident);
    for (const untold of await untoldIncidents(this.#host)) {
      const incident = this.#standing.get(untold.id) ?? untold;
      await this.#tellAll(incident);
      await saveIncident(this.#host, incident);
    }
  }

  /** No incident was ever written before this start: what is ill now may have been ill for long. */
  get isFirstLife(): boolean {
    return this.#isFirstLife;
  }

  get standing(): Incident[] {
    return [...this.#standing.values()];
  }

  get(id: string): Incident | undefined {
    return this.#standing.get(id);
  }

  /** The one that stands about this very thing. */
  about(key: string): Incident | undefined {
    return this.standing.find(({ subject }) => subject.key === key);
  }

  /** The one that this thing suffers from. */
  affecting(key: string): Incident | undefined {
    return this.standing.find(({ affected }) => affected.some((each) => each.key === key && !each.isOver));
  }

  /** Open an incident, or one that was closed a moment ago again. Returns it before it is written; `written` follows. */
  open(sickness: Sickness): { incident: Incident; written: Promise<void> } {
    const now = this.#host.clock.now();
    const lately = this.#lately.get(sickness.subject.key);
    const isAgain = lately !== undefined && now - (lately.closedAt ?? 0) < FLAPPING_MS;
    const incident = isAgain ? reopened(lately, sickness, now) : opened(sickness, ++this.#seq, now);
    this.#lately.delete(sickness.subject.key);
    this.#standing.set(incident.id, incident);
    const what = `${isAgain ? "It came again" : "Opened"}: ${sickness.signals.at(0)?.detail ?? sickness.trouble}`;
    return { incident, written: this.#writeOpened(incident, sickness.signals, what) };
  }

  async #writeOpened(incident: Incident, signals: readonly Signal[], what: string): Promise<void> {
    incident.untold.push("opened");
    await saveIncident(this.#host, incident, { signals, timeline: [{ at: incident.reopenedAt ?? incident.openedAt, what }] });
    // How fast it was noticed is a matter of its first coming.
    if (incident.reopenedAt === null) incident.detectedMs = Math.max(0, this.#host.clock.now() - incident.happenedAt);
    await this.#tellAll(incident);
  }

  /** Something was seen about what stands already. True when that changes what is wrong with it. */
  async hear(incident: Incident, signals: readonly Signal[], trouble?: Incident["trouble"]): Promise<boolean> {
    const before = incident.trouble;
    incident.signals += signals.length;
    if (trouble !== undefined) incident.trouble = troubleAfter(before, trouble);
    const isOther = incident.trouble !== before;
    const timeline = isOther ? [{ at: this.#host.clock.now(), what: `Now: ${incident.trouble}` }] : [];
    await saveIncident(this.#host, incident, { signals, timeline });
    if (isOther) {
      await this.#tell(incident, `it is ${incident.trouble} now`);
      // Whoever heals chose by the trouble: it has to choose again.
      if (incident.settledAt !== null) await this.#settleAnew(incident);
    }
    return isOther;
  }

  /** It was so at first sight, became well, and is so again: from now on it is told and acted on like any other. */
  async isNews(incident: Incident): Promise<void> {
    incident.wasIllAtFirstSight = false;
    if (incident.settledAt !== null) await this.#settleAnew(incident);
  }

  /** Write what was changed in it, and tell what. Without `line` the timeline does not mention it. */
  async keep(incident: Incident, what: string, line?: string): Promise<void> {
    await saveIncident(this.#host, incident, line === undefined ? {} : { timeline: [{ at: this.#host.clock.now(), what: line }] });
    await this.#tell(incident, what);
  }

  async settle(incident: Incident): Promise<void> {
    if (incident.settledAt !== null || !isStanding(incident)) return;
    incident.settledAt = this.#host.clock.now();
    await this.#settleAnew(incident);
  }

  async #settleAnew(incident: Incident): Promise<void> {
    incident.untold.push("settled");
    await saveIncident(this.#host, incident);
    await this.#tellAll(incident);
  }

  /** Put an attempt into its incident, in place of what was known under the same id. Also of one that is closed. */
  async noteAttempt(incident: Incident, attempt: Attempt): Promise<void> {
    const at = incident.attempts.findIndex(({ id }) => id === attempt.id);
    const before = incident.attempts[at];
    // Told twice, as after a crash: it is known.
    if (before !== undefined && isDeepStrictEqual(before, attempt)) return;
    if (at === -1) incident.attempts.push(attempt);
    else incident.attempts[at] = attempt;
    incident.attempts = incident.attempts.slice(-MOST_ATTEMPTS);
    // What was about to be done and then only asked for was never begun.
    const wasNotBegun = before?.outcome === "pending" && before.level === "acted" && attempt.level !== "acted";
    await saveIncident(this.#host, incident, {
      timeline: [{ at: this.#host.clock.now(), what: attemptLine(attempt) }],
      ...(wasNotBegun ? { unsaid: { since: attempt.startedAt, what: attemptLine(before) } } : {}),
    });
    await this.#tell(incident, "attempts");
  }

  /** The incident as it stands, or as it is kept. Never a second copy of one that is still in hand: the later write of the first would win. */
  async find(id: string): Promise<Incident | null> {
    const inHand = this.#standing.get(id) ?? this.#closing.get(id) ?? [...this.#lately.values()].find((lately) => lately.id === id);
    return inHand ?? (await findIncident(this.#host, id));
  }

  async setState(incident: Incident, state: Extract<IncidentState, "open" | "escalated">, line: string): Promise<void> {
    if (incident.state === state || !isStanding(incident)) return;
    incident.state = state;
    await this.keep(incident, state, line);
  }

  /** It is over. Nothing happens when it was already. */
  async close(incident: Incident, { state, healedBy, reason, mergedInto = undefined, isFalse = false }: Ending): Promise<void> {
    if (!isStanding(incident)) return;
    const now = this.#host.clock.now();
    Object.assign(incident, { state, healedBy, reason, isFalse, mergedInto: mergedInto ?? null, closedAt: now });
    if (state === "resolved") {
      for (const each of incident.affected) each.isOver = true;
      for (const attempt of incident.attempts)
        if (attempt.outcome === "pending" && attempt.by === healedBy && attempt.by !== "hydra")
          Object.assign(attempt, { outcome: "proven", verifiedBy: "another look", durationMs: Math.max(0, now - attempt.startedAt) });
        // It was removed: whether Docker's restart would have helped, nothing shows.
        else if (attempt.outcome === "pending" && attempt.by === "docker" && healedBy === null)
          Object.assign(attempt, { outcome: "unknown", verifiedBy: null, durationMs: null });
    }
    this.#standing.delete(incident.id);
    if (state === "resolved") this.#lately.set(incident.subject.key, incident);
    incident.untold.push("closed");
    this.#closing.set(incident.id, incident);
    try {
      await saveIncident(this.#host, incident, { timeline: [{ at: now, what: reason }] });
      if (mergedInto !== undefined) await moveSignals(this.#host, incident.id, mergedInto);
      await this.#tellAll(incident);
      // It may stand again by now: then that is what is kept.
      if (!this.#standing.has(incident.id)) await saveIncident(this.#host, incident);
    } finally {
      this.#closing.delete(incident.id);
    }
  }

  /** It was closed by mistake: it stands again. */
  async reopen(incident: Incident, line: string): Promise<void> {
    Object.assign(incident, { state: "open", closedAt: null, healedBy: null, reason: null, isFalse: false, mergedInto: null });
    this.#lately.delete(incident.subject.key);
    this.#standing.set(incident.id, incident);
    await this.keep(incident, "reopened", line);
  }

  /** What was closed too long ago is not looked for any more. */
  forgetOld(): void {
    const now = this.#host.clock.now();
    for (const [key, { closedAt }] of this.#lately) if (Math.abs(now - (closedAt ?? 0)) >= FLAPPING_MS) this.#lately.delete(key);
  }

  async #tell(incident: Incident, what: string): Promise<void> {
    await this.#host.emit(incidentChanged, { id: incident.id, what });
  }

  /** Tell what is on disk. Ended in between, Hydra tells it at its next start: at least once, by id. */
  #tellAll(incident: Incident): Promise<void> {
    // One after the other: an incident may be over before it was told that it began.
    const told = (this.#telling.get(incident.id) ?? Promise.resolve()).then(() => this.#tellUntold(incident));
    const done = told
      .catch(() => undefined)
      .finally(() => {
        if (this.#telling.get(incident.id) === done) this.#telling.delete(incident.id);
      });
    this.#telling.set(incident.id, done);
    return told;
  }

  async #tellUntold(incident: Incident): Promise<void> {
    for (let what = incident.untold.at(0); what !== undefined; what = incident.untold.at(0)) {
      const about = toldOf(incident);
      const { happenedAt, detectedMs, healedBy, mergedInto } = incident;
      if (what === "opened") await this.#host.emit(incidentOpened, { ...about, happenedAt, detectedMs });
      else if (what === "settled")
        await this.#host.emit(incidentSettled, { ...about, affected: stillSuffering(incident.affected).map(({ name }) => name) });
      else {
        const state = incident.state === "resolved" ? "resolved" : "dismissed";
        await this.#host.emit(incidentClosed, { ...about, state, healedBy, mergedInto, reason: incident.reason ?? "" });
      }
      incident.untold = incident.untold.slice(1);
    }
  }
}

export const ledger = part("incidents.ledger", (host) => new Ledger(host));
