import type { Host } from "../../../../kernel/context.ts";
import { part } from "../../../../kernel/keys.ts";
import { list as listVerdicts } from "../../../watch/verdicts/operations.ts";
import type { Affected, Incident } from "../keeping/incident.ts";
import { ledger } from "../keeping/ledger.ts";
import { troubleOfCause } from "../reading/category.ts";
import { subjectOf } from "../signals/bodies.ts";
import { intake } from "../signals/intake.ts";
import { cluesOf, detailsOf, guessFrom, judgedNow, whereIs } from "../signals/look.ts";
import { isOverBy, patienceMs, stillSuffering } from "./because.ts";

const LOOK_AGAIN_MS = 2_000;

/** Watches what suffers with an incident: it is over only when they are well too, or have a trouble of their own. */
export class Aftermath {
  readonly #host: Host;
  /** Since when the root of an incident is well, on the clock that only grows. */
  readonly #rootWellAtMs = new Map<string, number>();
  #dueAtMs = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Note which of them are well by now, as their verdicts say. */
  async follow(): Promise<void> {
    const now = this.#host.clock.monotonicMs();
    const book = this.#host.part(ledger);
    for (const id of this.#rootWellAtMs.keys()) if (book.get(id) === undefined) this.#rootWellAtMs.delete(id);
    const suffering = book.standing.filter(({ affected }) => affected.length > 0);
    if (suffering.length === 0 || now < this.#dueAtMs) return;
    this.#dueAtMs = now + LOOK_AGAIN_MS;
    const { verdicts } = await this.#host.call(listVerdicts, {});
    const rulings = new Map(verdicts.map((ruling) => [ruling.key, ruling]));
    for (const incident of suffering) {
      const changed = incident.affected.filter((each) => {
        const ruling = rulings.get(each.key);
        // Gone is over, unless its engine or Hydra itself has only just come back.
        const isOver = ruling === undefined ? null : isOverBy(ruling.verdict, ruling.cause);
        if (isOver === null || isOver === each.isOver || (isOver && !this.#isOldEnough(each))) return false;
        each.isOver = isOver;
        return true;
      });
      if (changed.length > 0)
        await book.keep(
          incident,
          "affected",
          changed.map(({ name, isOver }) => `${name} is ${isOver ? "well again" : "ill again"}`).join("; "),
        );
      if (isGround(incident) && incident.affected.every(({ isOver }) => isOver))
        await book.close(incident, { state: "resolved", healedBy: "itself", reason: "Nothing that stands on it complains any more." });
    }
  }

  /** A verdict may be from before it fell ill. */
  #isOldEnough({ since }: Affected): boolean {
    return Math.abs(this.#host.clock.now() - since) >= LOOK_AGAIN_MS;
  }

  /** The root is well: may the incident end? What stays ill although it had its time gets an incident of its own. */
  async mayEnd(incident: Incident): Promise<boolean> {
    const now = this.#host.clock.monotonicMs();
    const wellSince = this.#rootWellAtMs.get(incident.id) ?? now;
    this.#rootWellAtMs.set(incident.id, wellSince);
    const outcomes = await Promise.all(stillSuffering(incident.affected).map((each) => this.#isDone(incident, each, now - wellSince)));
    return outcomes.every(Boolean);
  }

  /** The root is ill again: their time begins anew. */
  rootIsIll(incident: Incident): void {
    this.#rootWellAtMs.delete(incident.id);
  }

  async #isDone(incident: Incident, each: Affected, waitedMs: number): Promise<boolean> {
    const book = this.#host.part(ledger);
    const body = this.#host.part(intake).bodies.get(each.key) ?? (await whereIs(this.#host, each));
    if (body === "unknown") return false;
    const details = body === "gone" ? null : await detailsOf(this.#host, body);
    const ruling = body === "gone" || details === null ? null : await judgedNow(this.#host, body);
    if (body === "gone" || details === null || ruling === null || isOverBy(ruling.verdict, ruling.cause) === true) {
      each.isOver = true;
      return true;
    }
    if (ruling.verdict !== "down" || waitedMs < patienceMs(details.healthCheck)) return false;
    each.isOver = true;
    const trouble = troubleOfCause(ruling.cause);
    const guess = await guessFrom(this.#host, ruling, trouble, details);
    if (book.about(each.key) !== undefined) return true;
    const subject = subjectOf(body);
    const at = this.#host.clock.now();
    const detail = `${each.name} stayed ill although ${incident.subject.name} is well again (${incident.id})`;
    const startedAt = details.container.startedAt;
    const { written } = book.open({
      subject,
      trouble,
      cause: ruling.cause,
      ...guess,
      clues: cluesOf(ruling),
      signals: [{ kind: "verdict", subject, trouble, at, detail, isBad: true }],
      happenedAt: each.since,
      isLive: false,
      wasIllAtFirstSight: incident.wasIllAtFirstSight,
      runStartedAt: startedAt === null ? null : Date.parse(startedAt),
      isWithDocker: details.container.state === "restarting",
    });
    await written;
    return true;
  }
}

/** A ground that nobody measures: only those who stand on it tell of it. */
function isGround({ subject: { key } }: Incident): boolean {
  return key.startsWith("gpu/") || (key.startsWith("disk/") && key.endsWith("/*"));
}

export const aftermath = part("incidents.aftermath", (host) => new Aftermath(host));
