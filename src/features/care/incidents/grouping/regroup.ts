import type { Host } from "../../../../kernel/context.ts";
import { part } from "../../../../kernel/keys.ts";
import type { Severity } from "../../../self/notifications/events.ts";
import type { Incident, Sickness } from "../keeping/incident.ts";
import { ledger } from "../keeping/ledger.ts";
import { intake } from "../signals/intake.ts";
import { ownWords } from "../reading/diagnose.ts";
import { hasOwnReason, mayHaveOwnReason } from "./own-reason.ts";
import { groundOf } from "./shared-ground.ts";
import type { Sick } from "./link.ts";
import { findRoots } from "./roots.ts";
import { needsOf, severityIn, worldNow, type World } from "./surroundings.ts";
import { suffersBecause } from "../suffering/because.ts";
import { Suspects } from "./suspects.ts";

/** The root may still move for so long after an incident was opened; then it is told. */
const SETTLES_MS = 5_000;
/** A look at a dependency that hangs takes a while; longer than this nobody waits for it. */
const SETTLES_AT_LAST_MS = 15_000;

type Explained =
  | { isExplained: true }
  | ({ isExplained: false; severity: Severity } & Partial<Pick<Sickness, "category" | "confidence" | "clues">>);
type Admit = (sickness: Sickness) => Promise<void>;

/** Finds what incidents have in common: one stands at the root, the others become what suffers with it. */
export class Grouping {
  readonly #host: Host;
  readonly #suspects: Suspects;
  /** By incident id, on the clock that only grows. */
  readonly #openedAtMs = new Map<string, number>();
  readonly #looking = new Set<string>();
  /** Incidents whose own words are being read. */
  readonly #seeking = new Set<string>();

  constructor(host: Host) {
    this.#host = host;
    this.#suspects = new Suspects(host);
  }

  /** Does something that is known to be wrong explain it? Then it is noted there, and needs no incident of its own. */
  async explain(sickness: Sickness): Promise<Explained> {
    const world = await this.#world();
    const severity = severityIn(world, sickness.subject.key);
    const found = this.#parentOf(sickness, world);
    if (found === null) return { isExplained: false, severity };
    const own = await this.#ownReasonOf(sickness);
    if (own !== null) return { isExplained: false, severity, ...own };
    const { parent, because } = found;
    this.#suffer(parent, sickness, because);
    await this.#host.part(ledger).hear(parent, sickness.signals);
    return { isExplained: true };
  }

  #parentOf(sickness: Sickness, world: World): { parent: Incident; because: string } | null {
    const book = this.#host.part(ledger);
    const { key } = sickness.subject;
    const own = sickOf(sickness);
    const { root, way } = findRoots([own, ...this.#sickNow(sickness.wasIllAtFirstSight)], world.links, world).get(key) ?? {
      root: key,
      way: [],
    };
    const parent = book.affecting(key) ?? (root === key ? undefined : book.about(root));
    return parent === undefined || parent.subject.key === key ? null : { parent, because: suffersBecause(way, parent.subject) };
  }

  /** What is wrong with it, when that lies in itself. Then it suffers from nobody, whatever was thought before. */
  async #ownReasonOf(sickness: Sickness): Promise<Partial<Pick<Sickness, "category" | "confidence" | "clues">> | null> {
    const { subject } = sickness;
    const body = this.#host.part(intake).bodies.get(subject.key);
    const words = mayHaveOwnReason(sickness) && body !== undefined ? await ownWords(this.#host, sickness, body) : null;
    const found = words ?? {};
    if (!hasOwnReason({ ...sickness, ...found })) return null;
    const book = this.#host.part(ledger);
    for (const parent of book.standing.filter(({ affected }) => affected.some(({ key }) => key === subject.key))) {
      parent.affected = parent.affected.filter(({ key }) => key !== subject.key);
      await book.keep(parent, "affected", `${subject.name} does not suffer with it: it has a reason of its own`);
    }
    return found;
  }

  /** Its own words are being read: nothing else is said to be the reason before. */
  async whileSeeking(incident: Incident, seek: () => Promise<void>): Promise<void> {
    if (!mayHaveOwnReason(incident)) return seek();
    this.#seeking.add(incident.id);
    await seek().finally(() => this.#seeking.delete(incident.id));
    await this.arrange();
  }

  /** Look at what it needs, and then anew at what belongs together. */
  async regroup(incident: Incident, admit: Admit): Promise<void> {
    this.#openedAtMs.set(incident.id, this.#host.clock.monotonicMs());
    this.#looking.add(incident.id);
    try {
      await this.arrange();
      await this.#lookAtNeeds(incident, admit);
      await this.arrange();
    } finally {
      this.#looking.delete(incident.id);
    }
  }

  async #lookAtNeeds(incident: Incident, admit: Admit): Promise<void> {
    if (incident.subject.kind !== "container") return;
    const signals = this.#host.part(intake);
    const book = this.#host.part(ledger);
    const { links } = await this.#world();
    await Promise.all(
      needsOf(incident.subject.key, links).map(async (key) => {
        const body = signals.bodies.get(key);
        if (body === undefined || book.about(key) !== undefined || signals.isQuiet(body)) return;
        const found = await this.#suspects.lookAt(body, incident, incident.subject.name);
        if (found !== null) await admit(found);
      }),
    );
  }

  /** Each incident that another one explains becomes a part of that one. */
  async arrange(): Promise<void> {
    const world = await this.#world();
    const book = this.#host.part(ledger);
    await this.#nameDisks();
    // What was ill before Hydra came explains nothing that was well since.
    for (const isOld of [false, true]) {
      const roots = findRoots(this.#sickNow(isOld), world.links, world);
      for (const incident of book.standing) {
        const { root, way } = roots.get(incident.subject.key) ?? { root: incident.subject.key, way: [] };
        if (incident.wasIllAtFirstSight !== isOld || root === incident.subject.key || this.#seeking.has(incident.id)) continue;
        const parent = book.about(root) ?? this.#openGround(root, incident);
        if (parent === null || parent === incident || parent.wasIllAtFirstSight !== isOld) continue;
        await this.#merge(incident, parent, suffersBecause(way, parent.subject));
      }
    }
  }

  /** Several had no space left before anybody had measured which disk it is: now it has a name. */
  async #nameDisks(): Promise<void> {
    const book = this.#host.part(ledger);
    for (const incident of book.standing) {
      const { key, node } = incident.subject;
      if (key !== `disk/${node}/*`) continue;
      const named = book.standing.find(({ subject }) => subject.kind === "disk" && subject.node === node && subject.key !== key);
      if (named !== undefined) await this.#merge(incident, named, "it is the same disk");
    }
  }

  #openGround(key: string, member: Incident): Incident | null {
    const ground = groundOf(key, member);
    if (ground === null) return null;
    const { incident, written } = this.#host.part(ledger).open(ground);
    this.#openedAtMs.set(incident.id, this.#host.clock.monotonicMs());
    written.catch((error: unknown) =>
      this.#host.log.warn({ incident: incident.id, reason: String(error) }, "an incident could not be written down"),
    );
    return incident;
  }

  async #merge(child: Incident, parent: Incident, because: string): Promise<void> {
    const book = this.#host.part(ledger);
    // A disk without a name suffers from nothing: it is the disk.
    if (child.subject.kind === "container") this.#suffer(parent, child, because);
    for (const each of child.affected)
      if (parent.affected.every(({ key }) => key !== each.key) && each.key !== parent.subject.key) parent.affected.push(each);
    parent.signals += child.signals;
    await book.close(child, {
      state: "dismissed",
      healedBy: null,
      mergedInto: parent.id,
      reason: `${parent.subject.name} is the cause: it is a part of ${parent.id}.`,
    });
    await book.keep(parent, "affected", `${child.subject.name} suffers with it: ${because}`);
  }

  #suffer(
    parent: Incident,
    { subject: { key, name, node }, happenedAt: since }: Pick<Incident, "subject" | "happenedAt">,
    because: string,
  ): void {
    const known = parent.affected.find((each) => each.key === key);
    if (known === undefined) parent.affected.push({ key, name, node, since, isOver: false, because });
    else Object.assign(known, { isOver: false, since: known.isOver ? since : known.since });
  }

  /** Everything that is known to be sick, as far as it may explain each other. */
  #sickNow(wasIllAtFirstSight: boolean): Sick[] {
    return this.#host
      .part(ledger)
      .standing.filter((incident) => incident.wasIllAtFirstSight === wasIllAtFirstSight)
      .map(sickOf);
  }

  /** Tell those whose first seconds are over. */
  async settle(): Promise<void> {
    const now = this.#host.clock.monotonicMs();
    const book = this.#host.part(ledger);
    for (const id of this.#openedAtMs.keys()) if (book.get(id) === undefined) this.#openedAtMs.delete(id);
    for (const incident of book.standing) {
      if (incident.settledAt !== null) continue;
      // After a restart nothing is known of its first seconds: they begin again.
      const openedAt = this.#openedAtMs.get(incident.id) ?? now;
      this.#openedAtMs.set(incident.id, openedAt);
      if (now - openedAt < (this.#looking.has(incident.id) || this.#seeking.has(incident.id) ? SETTLES_AT_LAST_MS : SETTLES_MS)) continue;
      await book.settle(incident);
    }
  }

  #world(): Promise<World> {
    return worldNow(this.#host);
  }
}

function sickOf({
  subject: { key, node },
  trouble,
  category,
  confidence,
  happenedAt: at,
}: Pick<Incident, "subject" | "trouble" | "category" | "confidence" | "happenedAt">): Sick {
  return { key, node, trouble, category, confidence, at };
}

export const grouping = part("incidents.grouping", (host) => new Grouping(host));
