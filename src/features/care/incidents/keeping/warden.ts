import type { Host } from "../../../../kernel/context.ts";
import { messageOf } from "../../../../kernel/errors.ts";
import { part } from "../../../../kernel/keys.ts";
import { SEVERITIES } from "../../../self/notifications/events.ts";
import type { Trouble } from "../events.ts";
import { intake, type Ward } from "../signals/intake.ts";
import { detailsOf, isStopped, judgedNow, whereIs, type Details, type Ruling } from "../signals/look.ts";
import type { MeasuredSignal } from "../measured/signal.ts";
import { guessOf } from "../reading/category.ts";
import { diagnose } from "../reading/diagnose.ts";
import { aftermath } from "../suffering/aftermath.ts";
import { grouping } from "../grouping/regroup.ts";
import { MOST_CLUES, type Incident, type Sickness } from "./incident.ts";
import { ledger } from "./ledger.ts";
import { courseOf, healedSentence, healerOf, verdictOn, type Standing } from "./recovery.ts";

/** What is down is looked at so often although nothing was told; what may be well is asked no more often. */
const LOOK_AGAIN_MS = 5_000;

/** What takes the place of a container that was removed is there within this time. */
const MADE_ANEW_MS = 5_000;

/** Whoever measures says when these are over. */
const MEASURED: ReadonlySet<Trouble> = new Set(["error_burst", "certificate_ending", "target_gone", "memory_full", "disk_full"]);

interface Watch {
  dueAtMs: number;
  /** The run that was seen, and since when. */
  run: { startedAt: number; sinceMs: number } | null;
  /** Since when it is not there, on a clock that only grows; null while it is. */
  goneAtMs: number | null;
  isBusy: boolean;
}

/** Opens incidents for what is sick, and closes them when another look shows that it is over. */
export class Warden implements Ward {
  readonly #host: Host;
  readonly #watches = new Map<string, Watch>();

  constructor(host: Host) {
    this.#host = host;
  }

  async admit(sickness: Sickness): Promise<void> {
    const book = this.#host.part(ledger);
    const { key } = sickness.subject;
    const known = book.about(key);
    if (known !== undefined) return this.#hearAgain(known, sickness);
    const explained = await this.#host.part(grouping).explain(sickness);
    if (explained.isExplained) return;
    // Somebody may have opened it while the world was looked at.
    const meanwhile = book.about(key);
    if (meanwhile !== undefined) return this.#hearAgain(meanwhile, sickness);
    const { isExplained: _, severity, ...reason } = explained;
    const { incident, written } = book.open({ severity, ...sickness, ...reason });
    this.#watches.delete(incident.id);
    await written;
    // The rest is not waited for: the next signal is.
    this.#inBackground(incident, () => this.#host.part(grouping).regroup(incident, (found) => this.admit(found)));
    this.#inBackground(incident, () => this.#diagnose(incident));
  }

  async #hearAgain(standing: Incident, sickness: Sickness): Promise<void> {
    // What was learnt since is said too, but a mere repetition is only counted.
    if (sickness.cause !== null || sickness.trouble === "out_of_memory") takeIn(standing, sickness);
    if (sickness.runStartedAt !== null) standing.runStartedAt = Math.max(standing.runStartedAt ?? 0, sickness.runStartedAt);
    if (sickness.trouble === "crash_loop") giveUpOnDocker(standing, this.#host.clock.now());
    if (isAnew(standing, sickness)) {
      // What helped up to now did not help against what comes now.
      standing.cameAt = Math.max(standing.cameAt, sickness.happenedAt);
      if (standing.wasIllAtFirstSight) await this.#host.part(ledger).isNews(standing);
    }
    this.#host.part(aftermath).rootIsIll(standing);
    if (await this.#host.part(ledger).hear(standing, sickness.signals, sickness.trouble))
      this.#inBackground(standing, () => this.#diagnose(standing));
  }

  /** Why it is so may also tell what belongs together. */
  async #diagnose(incident: Incident): Promise<void> {
    const { category } = incident;
    const groups = this.#host.part(grouping);
    await groups.whileSeeking(incident, () => diagnose(this.#host, incident));
    if (incident.category !== category) await groups.arrange();
  }

  async refute(key: string, ruling: Ruling): Promise<void> {
    const book = this.#host.part(ledger);
    const incident = book.about(key);
    if (incident === undefined || (incident.trouble !== "unhealthy" && incident.trouble !== "hung")) return;
    if (incident.attempts.some(({ level }) => level === "acted")) return this.soon(key);
    await book.close(incident, {
      state: "dismissed",
      healedBy: null,
      isFalse: true,
      reason: `Nothing was wrong with it: ${ruling.sentence}`,
    });
  }

  /** A signal that rests on measuring: whoever measures also says when it is over. */
  async admitMeasured({ severity, wasSoAtFirstSight, ...signal }: MeasuredSignal): Promise<void> {
    const book = this.#host.part(ledger);
    const { subject, trouble, at, detail, isBad } = signal;
    const standing = book.about(subject.key);
    if (!isBad) {
      if (standing?.trouble === trouble)
        await book.close(standing, { state: "resolved", healedBy: healerOf(standing, false), reason: detail });
    } else if (standing !== undefined) {
      if (SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(standing.severity)) standing.severity = severity;
      await book.hear(standing, [signal]);
    } else
      await this.admit({
        subject,
        trouble,
        cause: null,
        ...guessOf(trouble, null),
        clues: [{ source: signal.kind, line: detail, why: "measured" }],
        signals: [signal],
        happenedAt: at,
        isLive: true,
        // After a restart of Hydra it may have come while nobody looked; only a first start ever knows that it is old.
        wasIllAtFirstSight: wasSoAtFirstSight && this.#host.part(ledger).isFirstLife,
        runStartedAt: null,
        isWithDocker: false,
        severity,
      });
  }

  /** Something happened to it: look at it now. */
  soon(key: string): void {
    const incident = this.#host.part(ledger).about(key) ?? this.#host.part(ledger).affecting(key);
    if (incident !== undefined) this.#watchOf(incident).dueAtMs = this.#host.clock.monotonicMs();
  }

  /** Look at whatever is due, side by side. */
  async lookAround(): Promise<void> {
    const now = this.#host.clock.monotonicMs();
    const book = this.#host.part(ledger);
    book.forgetOld();
    for (const id of this.#watches.keys()) if (book.get(id) === undefined) this.#watches.delete(id);
    for (const incident of book.standing) {
      const watch = this.#watchOf(incident);
      if (watch.isBusy || watch.dueAtMs > now || incident.subject.kind !== "container" || MEASURED.has(incident.trouble)) continue;
      watch.isBusy = true;
      watch.dueAtMs = now + LOOK_AGAIN_MS;
      this.#inBackground(incident, () => this.#lookAt(incident, watch).finally(() => (watch.isBusy = false)));
    }
  }

  async #lookAt(incident: Incident, watch: Watch): Promise<void> {
    const book = this.#host.part(ledger);
    const signals = this.#host.part(intake);
    const body = signals.bodies.get(incident.subject.key) ?? (await whereIs(this.#host, incident.subject));
    if (body === "unknown") return;
    if (body === "gone") return this.#lookAfterGone(incident, watch);
    watch.goneAtMs = null;
    const details = await detailsOf(this.#host, body);
    if (details === null || (details.container.lostSince ?? null) !== null) return;
    const standing = this.#standingOf(incident, details, watch);
    const course = courseOf(incident, standing);
    if (course.next === "wait") return;
    if (course.next === "over") {
      if (!signals.isQuiet(body)) await book.close(incident, course);
      return;
    }
    const [ruling, isHanging] = await Promise.all([
      judgedNow(this.#host, body),
      incident.trouble === "hung" && isStopped(this.#host, body),
    ]);
    // Its own check may not have noticed yet.
    if (isHanging) return;
    const said = ruling === null ? null : verdictOn(incident, ruling, standing);
    if (said === null) return;
    if ("isFalse" in said) return book.close(incident, { state: "dismissed", healedBy: null, isFalse: true, reason: said.reason });
    if (!(await this.#host.part(aftermath).mayEnd(incident))) return;
    const healedBy = healerOf(incident, standing.isOtherRun);
    // Also where no verdict ever says well, since nothing checks it.
    signals.bodies.seenWell(incident.subject.key);
    await book.close(incident, { state: "resolved", healedBy, reason: healedSentence(healedBy, said.by) });
  }

  /** It was removed; whether what was wrong is right now, nobody showed. */
  async #lookAfterGone(incident: Incident, watch: Watch): Promise<void> {
    const now = this.#host.clock.monotonicMs();
    watch.goneAtMs ??= now;
    // Perhaps it is only being made anew: what comes next tells.
    watch.dueAtMs = watch.goneAtMs + MADE_ANEW_MS;
    if (now < watch.dueAtMs) return;
    await this.#host.part(ledger).close(incident, { state: "resolved", healedBy: null, reason: "It was removed." });
  }

  #standingOf(incident: Incident, { container }: Details, watch: Watch): Standing {
    const startedAt = container.startedAt === null ? 0 : Date.parse(container.startedAt);
    const now = this.#host.clock.monotonicMs();
    if (container.state !== "running") watch.run = null;
    else if (watch.run?.startedAt !== startedAt) {
      watch.run = { startedAt, sinceMs: now };
      // Up for long enough is seen at the moment it is so, not at the next round.
      watch.dueAtMs = Math.min(watch.dueAtMs, now + 1_000);
    }
    if (watch.run !== null) watch.dueAtMs = Math.min(watch.dueAtMs, now + 1_000);
    return {
      state: container.state,
      health: container.health,
      stoppedBy: container.stoppedBy,
      isOtherRun: container.state === "running" && startedAt > (incident.runStartedAt ?? 0),
      upMs: watch.run === null ? 0 : now - watch.run.sinceMs,
    };
  }

  #watchOf({ id }: Incident): Watch {
    const watch = this.#watches.get(id) ?? { dueAtMs: 0, run: null, goneAtMs: null, isBusy: false };
    this.#watches.set(id, watch);
    return watch;
  }

  #inBackground({ id }: Incident, run: () => Promise<void>): void {
    run().catch((error: unknown) => {
      if (!this.#host.stopping.aborted)
        this.#host.log.warn({ incident: id, reason: messageOf(error) }, "an incident could not be followed for a moment");
    });
  }
}

/** It was proven to be well, and its incident merely did not end before it fell ill again. */
function isAnew({ attempts }: Incident, { happenedAt, isLive }: Sickness): boolean {
  return isLive && attempts.some(({ outcome, level, startedAt }) => outcome === "proven" && level !== "would" && startedAt < happenedAt);
}

function takeIn(incident: Incident, { cause, category, confidence, clues }: Sickness): void {
  incident.cause = cause ?? incident.cause;
  if (incident.category === "unknown" || confidence > incident.confidence) Object.assign(incident, { category, confidence });
  const known = new Set(incident.clues.map(({ line }) => line));
  incident.clues = [...incident.clues, ...clues.filter(({ line }) => !known.has(line))].slice(0, MOST_CLUES);
}

/** Docker goes on trying; it is no longer what will make it well. */
function giveUpOnDocker(incident: Incident, now: number): void {
  for (const attempt of incident.attempts)
    if (attempt.by === "docker" && attempt.outcome === "pending")
      Object.assign(attempt, { outcome: "failed", verifiedBy: "its next end", durationMs: Math.max(0, now - attempt.startedAt) });
}

export const warden = part("incidents.warden", (host) => new Warden(host));
