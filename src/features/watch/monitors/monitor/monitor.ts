import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import { identityOf, type Identity } from "../../../../integrations/docker/identity.ts";
import { Beats } from "./beats.ts";
import { correct, type Correction } from "../derive/correction.ts";
import { derive, type Derivation } from "../derive/derive.ts";
import type { Listener } from "../derive/listeners.ts";
import type { EngineView } from "../derive/network.ts";
import { judge, nextState, type Attempt, type Look, type Outcome, type Patience } from "./judge.ts";
import { delayMs, nextMoment, phaseOf, QUICK_FOR_MS } from "./schedule.ts";
import type { KnownState } from "../store.ts";
import { addressOf, type Target } from "../target.ts";

export interface Transition {
  from: Outcome;
  to: Outcome;
}

const MOST_RECENT = 20;

/** The key of an identity as one segment of a path: `home:media:web`, `home::vaultwarden`. No two keys share one. */
export function monitorId({ key }: Pick<Identity, "key">): string {
  // Half a surrogate pair in a label cannot be encoded.
  return encodeURIComponent(key.toWellFormed()).replaceAll("%2F", ":");
}

/** One service under watch: what is known about it, and what became of looking at it. No input and no output. */
export class Monitor {
  /** It outlives the container, so that history and corrections survive a recreation. */
  readonly id: string;
  readonly identity: Identity;
  readonly engine: EngineView;
  readonly beats = new Beats();
  container: ContainerFacts;
  correction: Correction | null = null;
  derivation: Derivation;
  state: Outcome = "unknown";
  /** Epoch ms. */
  since: number;
  detail = "not looked at yet";
  latencyMs: number | null = null;
  checkedAt: number | null = null;
  certificateExpiresAt: number | null = null;
  /** When its container went away, epoch ms; null while it is there. */
  goneAt: number | null = null;
  isUnderWay = false;
  /** Monotonic ms; Infinity while there is nothing to ask. */
  dueAtMs = 0;
  /** What answered last since the container was started: asked first from then on. */
  #answering: Target | null = null;
  #last: Target | null = null;
  #recent: Outcome[] = [];
  #failuresInARow = 0;
  #quickUntilMs = 0;
  /** From before Hydra was started: only a hint how long the state has lasted. */
  #remembered: KnownState | null;

  constructor(node: string, container: ContainerFacts, engine: EngineView, now: number, remembered: KnownState | null) {
    this.identity = identityOf(node, container);
    this.id = monitorId(this.identity);
    this.container = container;
    this.engine = engine;
    this.since = now;
    this.#remembered = remembered;
    this.derivation = derive(container, engine, null);
  }

  /** The container changed, or another one took its place: what was found out about the old start counts no more. */
  meet(container: ContainerFacts): void {
    const isSameStart = container.id === this.container.id && container.startedAt === this.container.startedAt;
    this.container = container;
    this.goneAt = null;
    if (!isSameStart || container.state !== "running") this.#forgetAnswer();
    this.derivation = derive(container, this.engine, null);
  }

  correctBy(correction: Correction | null): void {
    this.correction = correction;
    this.#forgetAnswer();
  }

  #forgetAnswer(): void {
    this.#answering = null;
    this.#failuresInARow = 0;
  }

  /** Look again soon, and more often for a while. */
  hurry(nowMs: number, inMs: number): void {
    this.#quickUntilMs = nowMs + QUICK_FOR_MS;
    this.#failuresInARow = 0;
    this.dueAtMs = Math.min(this.dueAtMs, nowMs + inMs);
  }

  /** See what listens before asking; needed only while nothing is known to answer. */
  deriveWith(listeners: readonly Listener[] | null): void {
    this.derivation = derive(this.container, this.engine, listeners);
  }

  get needsDerivation(): boolean {
    return this.#answering === null;
  }

  /** Why nothing is asked; null when something is. */
  get idleReason(): string | null {
    if (this.goneAt !== null) return "its container is gone";
    if (this.container.state !== "running") return `it is ${this.container.state}`;
    if (this.correction?.off === true) return "a person switched it off";
    return this.targets.length > 0 ? null : this.derivation.reason;
  }

  /** Everything that can be asked, best first. */
  get targets(): Target[] {
    if (this.container.state !== "running" || this.correction?.off === true) return [];
    return this.correction === null ? this.derivation.targets : correct(this.derivation.targets, this.correction);
  }

  /** What a regular look asks: what answered before, by whatever way leads there, else everything. */
  get nextTargets(): Target[] {
    const known = this.#answering;
    if (known === null) return this.targets;
    const ways = this.targets.filter(({ containerPort, ask }) => containerPort === known.containerPort && ask.kind === known.ask.kind);
    return [known, ...ways.filter((target) => target !== known && addressOf(target) !== addressOf(known))];
  }

  /** The target that is shown: what the last look rested on, else what would be asked first. */
  get shownTarget(): Target | null {
    return this.#last ?? this.targets[0] ?? null;
  }

  /** Take in what a look brought. The transition, or null when the state stays. */
  note(attempts: readonly Attempt[], at: number, patience: Patience): { look: Look; transition: Transition | null } {
    const reason = this.idleReason;
    const wasUp = this.#answering !== null;
    const hasCheck = this.container.healthCheck !== null;
    const look: Look =
      reason === null
        ? judge(attempts, { wasUp, hasCheck, isSilent: this.derivation.isSilent })
        : { outcome: "unknown", detail: reason, decisive: null };
    const { remark } = this.derivation;
    this.detail = remark === null || this.correction?.url !== undefined ? look.detail : `${look.detail}; ${remark}`;
    this.latencyMs = look.outcome === "up" ? (look.decisive?.result.latencyMs ?? null) : null;
    this.checkedAt = at;
    if (look.decisive !== null) {
      this.#last = look.decisive.target;
      this.certificateExpiresAt = look.decisive.result.certificateExpiresAt ?? this.certificateExpiresAt;
    }
    if (look.outcome === "up") this.#answering = look.decisive?.target ?? null;
    this.#failuresInARow = look.outcome === "up" ? 0 : this.#failuresInARow + 1;
    if (attempts.length > 0) this.beats.push({ at, outcome: look.outcome, latencyMs: this.latencyMs });
    this.#recent = [...this.#recent.slice(1 - MOST_RECENT), look.outcome];
    // Nothing to ask is a fact, not a measurement that may err.
    const next = reason === null ? nextState(this.state, this.#recent, patience) : "unknown";
    return { look, transition: this.#become(next, at) };
  }

  #become(state: Outcome, at: number): Transition | null {
    if (state === this.state) return null;
    const from = this.state;
    this.state = state;
    const remembered = this.#remembered;
    if (state !== "unknown") this.#remembered = null;
    if (remembered !== null && remembered.state === state) {
      // As it was when Hydra stopped: nothing happened that anybody has to hear of.
      this.since = remembered.since;
      return null;
    }
    this.since = at;
    return { from: remembered !== null && state !== "unknown" ? remembered.state : from, to: state };
  }

  /** A look begins: wishes to look soon are about to be met. */
  begin(): void {
    this.isUnderWay = true;
    this.dueAtMs = Infinity;
  }

  /** A look has ended: settle when the next one is. A wish that came meanwhile stands. */
  plan(nowMs: number, intervalMs: number): void {
    this.isUnderWay = false;
    // What does not run or was switched off is asked again once that changes.
    if (this.container.state !== "running" || this.correction?.off === true || this.goneAt !== null) return;
    const delay = delayMs({
      intervalMs: this.correction?.intervalSeconds === undefined ? intervalMs : this.correction.intervalSeconds * 1_000,
      isQuick: nowMs < this.#quickUntilMs,
      isContradicted: this.#recent.at(-1) !== this.state || (this.#recent.length < 2 && this.state !== "up"),
      neverAnswered: this.#answering === null,
      failuresInARow: this.#failuresInARow,
    });
    this.dueAtMs = Math.min(this.dueAtMs, nextMoment(nowMs, delay, phaseOf(this.id)));
  }
}
