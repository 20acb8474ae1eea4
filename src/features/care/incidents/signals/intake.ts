import type { Host } from "../../../../kernel/context.ts";
import { messageOf } from "../../../../kernel/errors.ts";
import { part } from "../../../../kernel/keys.ts";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import type { Trouble } from "../events.ts";
import type { Sickness } from "../keeping/incident.ts";
import { guessOf, troubleOfCause } from "../reading/category.ts";
import { incidentsSettings } from "../settings.ts";
import { Bodies, isAside, subjectOf, type Body } from "./bodies.ts";
import { LOOP_DEATHS } from "../../../watch/verdicts/operations.ts";
import { readEnd, type EndFacts } from "./end.ts";
import { cluesOf, detailsOf, guessFrom, judgedNow, type Details, type Ruling } from "./look.ts";
import { Quiet, quietKey } from "./quiet.ts";
import type { Signal } from "./signal.ts";

/** An end as its event told it. */
export type ToldEnd = Pick<EndFacts, "exitCode" | "oomKilled" | "stoppedBy" | "actedBy"> & { at: number };

/** What was told about one container and not looked at yet. */
interface Waiting {
  body: Body;
  signals: Signal[];
  end: ToldEnd | null;
  wasIllAtFirstSight: boolean;
  isLive: boolean;
}

/** Those who hear what the intake made of signals. */
export interface Ward {
  /** Something is not well. Resolves when it is written down. */
  admit(sickness: Sickness): Promise<void>;
  /** What was reported turned out to be nothing. */
  refute(key: string, ruling: Ruling): Promise<void>;
}

/** So many are looked at side by side; more wait their turn. */
const AT_ONCE = 16;
/** Docker's `unhealthy` waits so long for the verdict: most come at once, and a broken check must open nothing. */
const VERDICT_WAIT_MS = 250;
const RAN_BEFORE: ReadonlySet<Trouble> = new Set(["crashed", "crash_loop", "out_of_memory", "cannot_start"]);
/** Of a burst about one container the first and the last say everything; the rest is counted by Docker. */
const MOST_WAITING = 40;

/**
 * Takes in what was told about containers. However much comes at once: one look at a time for each container, and what
 * came meanwhile is looked at together.
 */
export class Intake {
  readonly bodies = new Bodies();
  readonly quiet: Quiet;
  readonly #host: Host;
  readonly #waiting = new Map<string, Waiting>();
  readonly #busy = new Set<string>();
  /** What is not looked at before somebody's work on it is over, by the key of their quiet window. */
  readonly #held = new Map<string, Map<string, Waiting>>();
  #ward: Ward | null = null;

  constructor(host: Host) {
    this.#host = host;
    this.quiet = new Quiet(host.settings(incidentsSettings).quietSeconds * 1_000);
  }

  listenedBy(ward: Ward): void {
    this.#ward = ward;
    this.#pump();
  }

  /** Somebody else acts on it: what goes down beside it in the next while is their doing. */
  act(body: Body): void {
    this.quiet.begin(quietKey(body), this.#host.clock.monotonicMs());
  }

  isQuiet(body: Body): boolean {
    return this.quiet.covers(quietKey(body), this.#host.clock.monotonicMs());
  }

  hear(body: Body, signal: Signal, told: Partial<Pick<Waiting, "end" | "wasIllAtFirstSight" | "isLive">> = {}): void {
    if (isAside(body.name)) return;
    this.#put(this.#waiting, { body, signals: [signal], end: null, wasIllAtFirstSight: false, isLive: true, ...told });
    this.#pump();
  }

  /** Windows that are over: what was held is looked at now. */
  wake(): void {
    for (const key of this.quiet.takeEnded(this.#host.clock.monotonicMs())) {
      for (const waiting of this.#held.get(key)?.values() ?? []) this.#put(this.#waiting, { ...waiting, end: null, isLive: false });
      this.#held.delete(key);
    }
    this.#pump();
  }

  #put(into: Map<string, Waiting>, next: Waiting): void {
    const known = into.get(next.body.key);
    const signals = [...(known?.signals ?? []), ...next.signals];
    into.set(next.body.key, {
      body: next.body,
      signals: signals.length > MOST_WAITING ? [...signals.slice(0, MOST_WAITING / 2), ...signals.slice(-MOST_WAITING / 2)] : signals,
      end: next.end ?? known?.end ?? null,
      wasIllAtFirstSight: next.wasIllAtFirstSight || (known?.wasIllAtFirstSight ?? false),
      isLive: next.isLive && (known?.isLive ?? true),
    });
  }

  #pump(): void {
    if (this.#ward === null) return;
    for (const [key, waiting] of this.#waiting) {
      if (this.#busy.size >= AT_ONCE) return;
      if (this.#busy.has(key)) continue;
      this.#waiting.delete(key);
      this.#busy.add(key);
      void this.#lookAndTell(waiting, this.#ward).finally(() => {
        this.#busy.delete(key);
        this.#pump();
      });
    }
  }

  async #lookAndTell(waiting: Waiting, ward: Ward): Promise<void> {
    try {
      if (this.isQuiet(waiting.body)) {
        const key = quietKey(waiting.body);
        const held = this.#held.get(key) ?? new Map<string, Waiting>();
        this.#held.set(key, held);
        this.#put(held, waiting);
        return;
      }
      await this.#look(waiting, ward);
    } catch (error) {
      const { name, node } = waiting.body;
      this.#host.log.warn(
        { container: name, node, reason: messageOf(error) },
        "a signal could not be followed; the next look at it finds the same",
      );
    }
  }

  async #look(waiting: Waiting, ward: Ward): Promise<void> {
    const { body, end } = waiting;
    if (end !== null) {
      const details = await detailsOf(this.#host, body);
      if (details === null) return;
      const reading = readEnd(endFacts(end, details));
      if (reading.isBad) {
        const { trouble, isWithDocker, detail } = reading;
        const clues = [{ source: "docker", line: detail, why: "Docker tells its end, and nobody asked for it" }];
        // It ran when Hydra first looked: its end is news, unless that look caught a loop in one of its short lives.
        const wasLooping = details.container.restarts >= LOOP_DEATHS && this.#wasNeverWell(body, details);
        const wasIllAtFirstSight = waiting.wasIllAtFirstSight || wasLooping;
        return ward.admit({
          ...sickOf(waiting, details),
          wasIllAtFirstSight,
          trouble,
          cause: null,
          ...guessOf(trouble, null),
          clues,
          isWithDocker,
        });
      }
      // Nothing wrong with this end; what else was told is judged by how it stands now.
      if (waiting.signals.every(({ kind }) => kind === "exit" || kind === "oom")) return;
    }
    await this.#judge(waiting, ward);
  }

  /** It was there when Hydra first looked, still starting perhaps, and was not seen well since. */
  #wasNeverWell({ key }: Body, { firstSeenAt }: Details): boolean {
    return this.bodies.wasNeverWell(key) && firstSeenAt !== null && Date.parse(firstSeenAt) >= this.#host.kernel.startedAt;
  }

  /** Ask for a verdict, but do not wait for it longer than Docker's word alone may wait. */
  async #judge(waiting: Waiting, ward: Ward): Promise<void> {
    const { body, signals } = waiting;
    const asked = judgedNow(this.#host, body);
    const isDockersWord = signals.some(({ kind }) => kind === "unhealthy");
    const early = isDockersWord ? await withinOrNull(asked, VERDICT_WAIT_MS) : { value: await asked };
    // Where nobody else can be asked, Docker's word is all there is, however fast that was found out.
    const isAllThereIs = isDockersWord && early?.value?.verdict === "unsure" && early.value.cause === "unverified";
    if (early !== null && !isAllThereIs) return this.#followRuling(waiting, early.value, ward);
    const details = await detailsOf(this.#host, body);
    // An engine that is about to go tells failed checks too: its own end, not theirs.
    if (details?.container.health === "unhealthy" && details.container.state === "running" && details.container.lostSince == null) {
      const clues = [{ source: "docker", line: "health unhealthy", why: "Docker says that its check fails; nobody else has answered" }];
      await ward.admit({
        ...sickOf(waiting, details),
        wasIllAtFirstSight: waiting.wasIllAtFirstSight || this.#wasNeverWell(body, details),
        trouble: "unhealthy",
        cause: null,
        ...guessOf("unhealthy", null),
        clues,
        isWithDocker: false,
      });
    }
    const late = await asked;
    if (late === null) return;
    if (late.verdict === "broken-check" || late.verdict === "well") return ward.refute(body.key, late);
    return this.#followRuling({ ...waiting, signals: [] }, late, ward);
  }

  async #followRuling(waiting: Waiting, ruling: Ruling | null, ward: Ward): Promise<void> {
    if (ruling === null || ruling.verdict !== "down") return;
    const details = await detailsOf(this.#host, waiting.body);
    // What Docker itself ended, and never brings back, somebody has to start: a finding.
    if (details === null || (ruling.cause === "stopped_by_docker" && details.restartPolicy === "no")) return;
    const trouble = isNoLoopYet(ruling, details, waiting.isLive) ? "crashed" : troubleOfCause(ruling.cause);
    const guess = await guessFrom(this.#host, ruling, trouble, details);
    const isWithDocker = details.container.state === "restarting";
    const canBeOld = details.container.state === "running" || details.container.restarts >= LOOP_DEATHS;
    const wasIllAtFirstSight = waiting.wasIllAtFirstSight || (canBeOld && this.#wasNeverWell(waiting.body, details));
    const sick = { ...sickOf(waiting, details), wasIllAtFirstSight };
    // It runs, and what is wrong are the runs before: this one may be the one that stays.
    if (details.container.state === "running" && RAN_BEFORE.has(trouble) && sick.runStartedAt !== null) sick.runStartedAt -= 1;
    await ward.admit({ ...sick, trouble, cause: ruling.cause, ...guess, clues: cluesOf(ruling), isWithDocker });
  }
}

/** To a verdict whatever Docker is about to start again is a loop; the first two ends of it are mere ends. */
function isNoLoopYet({ cause }: Ruling, { recentDeaths, container }: Details, isLive: boolean): boolean {
  return cause === "crash_loop" && recentDeaths < LOOP_DEATHS && (isLive || container.restarts < LOOP_DEATHS);
}

type About = Pick<Sickness, "subject" | "signals" | "happenedAt" | "isLive" | "wasIllAtFirstSight" | "runStartedAt">;

function sickOf({ body, signals, end, isLive, wasIllAtFirstSight }: Waiting, { container, stateError }: Details): About {
  const at = signals.reduce((earliest, signal) => Math.min(earliest, signal.at), Number.POSITIVE_INFINITY);
  const said =
    stateError === "" ? signals : signals.map((signal) => ({ ...signal, detail: `${signal.detail}: ${maskSecrets(stateError)}` }));
  return {
    subject: subjectOf(body),
    signals: said,
    happenedAt: Number.isFinite(at) ? at : Date.parse(container.startedAt ?? new Date(0).toISOString()),
    isLive,
    wasIllAtFirstSight,
    runStartedAt: runThatFailed(container.startedAt, end),
  };
}

/** Docker may have started it again by now: then the run that failed began before that end. */
function runThatFailed(startedAt: string | null, end: ToldEnd | null): number | null {
  const started = startedAt === null ? null : Date.parse(startedAt);
  return end === null ? started : Math.min(started ?? end.at, end.at);
}

function endFacts(end: ToldEnd, details: Details): EndFacts {
  const { container, restartPolicy, isOneOff, healthCheck, ports, recentDeaths } = details;
  const isOver = container.state === "exited" || container.state === "dead";
  return {
    ...end,
    // The flag comes late with some engines: what the container says now counts too.
    oomKilled: end.oomKilled || (isOver && container.oomKilled),
    state: container.state,
    restartPolicy,
    isOneOff,
    hasCheck: healthCheck !== null,
    hasPorts: ports.length > 0,
    livedMs: livedUntil(end.at, details),
    recentDeaths,
  };
}

/** Null when it runs anew. What lives for a moment may have ended before anybody saw it run: it is not older than it is there. */
function livedUntil(endedAt: number, { container, createdAt }: Details): number | null {
  const startedAt = Date.parse(container.startedAt ?? createdAt);
  return startedAt > endedAt && container.state === "running" ? null : Math.max(0, endedAt - startedAt);
}

/** What was asked, if it comes in time. */
async function withinOrNull<T>(asked: Promise<T>, limitMs: number): Promise<{ value: T } | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), limitMs);
  try {
    return await Promise.race([asked.then((value) => ({ value })), promise]);
  } finally {
    clearTimeout(timer);
  }
}

export const intake = part("incidents.intake", (host) => new Intake(host));
