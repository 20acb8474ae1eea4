import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Tool } from "../adapters/adapter.ts";
import type { Case, Happened, State } from "../case.ts";
import { readActs } from "../score/acts.ts";
import { endsAs, type Facts } from "../score/ending.ts";
import type { Outcome } from "../score/score.ts";
import type { DockerEvent, DockerEvents } from "./docker-events.ts";
import type { Corner } from "./engine.ts";
import { breakIt } from "./fault.ts";
import { comes } from "./waiting.ts";

const WELL_PATIENCE_MS = 90_000;
const HAPPENS_WITHIN_MS = 60_000;
/** A tool sees what is well before it sees it break. */
const SEEN_WELL_MS = 3_000;
const LOOK_EVERY_MS = 500;
/** What is as it should be has to stay so: a needless second act would come now. */
const SETTLE_MS = 5_000;
/** Without a check, up this long is well. */
const UP_MS = 3_000;

export interface Stage {
  corner: Corner;
  events: DockerEvents;
  tool: Tool;
}

/** Set a case up, break it, and watch what becomes of it. @throws Error when the case is not what it says */
export async function play(theCase: Case, { corner, events, tool }: Stage): Promise<Outcome> {
  await setUp(corner, theCase);
  const before = await imagesOf(corner, theCase.truth.root);
  await sleep(SEEN_WELL_MS);
  const faultAt = Date.now();
  await breakIt(corner, theCase);
  const broken = await imagesOf(corner, theCase.truth.root);
  const watch = new Watch(theCase, { corner, events, tool }, faultAt, (now) =>
    [...before].some(([root, image]) => broken.get(root) !== image && now.get(root) === image),
  );
  return watch.untilEnded();
}

async function setUp(corner: Corner, { id, containers, volumes, well }: Case): Promise<void> {
  await corner.makeNetwork();
  for (const { name, sizeKib } of volumes) await corner.makeVolume(name, sizeKib);
  for (const plan of containers) {
    await corner.create(plan);
    if (plan.isStarted) await corner.deed(plan.name, "POST", `/containers/${corner.nameOf(plan.name)}/start`);
  }
  if (!(await comes(() => areAll(corner, well), WELL_PATIENCE_MS)))
    throw new Error(`${id}: not well before the fault: ${await statesOf(corner, well)}`);
}

async function statesOf(corner: Corner, wanted: Readonly<Record<string, State>>): Promise<string> {
  const states = await Promise.all(Object.entries(wanted).map(async ([name, state]) => `${name} ${await corner.stateOf(name)} (${state})`));
  return states.join(", ");
}

async function areAll(corner: Corner, wanted: Readonly<Record<string, State>>): Promise<boolean> {
  const found = await Promise.all(
    Object.entries(wanted).map(async ([name, state]) => {
      const now = await corner.stateOf(name);
      if (now !== state || state !== "running") return now === state;
      const startedAt = Date.parse((await corner.inspect(name))?.State.StartedAt ?? "");
      return Date.now() - startedAt >= UP_MS;
    }),
  );
  return found.every(Boolean);
}

async function imagesOf(corner: Corner, names: readonly string[]): Promise<Map<string, string | null>> {
  return new Map(await Promise.all(names.map(async (name) => [name, (await corner.inspect(name))?.Image ?? null] as const)));
}

type IsImageBack = (now: ReadonlyMap<string, string | null>) => boolean;

/** From the fault to the end of one case. */
class Watch {
  #wellAt: number | null = null;
  #endedAt: number | null = null;

  readonly #theCase: Case;
  readonly #stage: Stage;
  readonly #faultAt: number;
  readonly #isImageBack: IsImageBack;

  constructor(theCase: Case, stage: Stage, faultAt: number, isImageBack: IsImageBack) {
    this.#theCase = theCase;
    this.#stage = stage;
    this.#faultAt = faultAt;
    this.#isImageBack = isImageBack;
  }

  async untilEnded(): Promise<Outcome> {
    const { truth, happened, id } = this.#theCase;
    // A quick tool may put right what broke before the rest of it happens.
    const isCutShort = async (): Promise<boolean> => {
      const { isWell, acts, wellAt } = await this.#look();
      return isWell && acts.length > 0 && wellAt !== null && Date.now() - wellAt >= SETTLE_MS;
    };
    if (!(await comes(async () => (await this.#hasHappened(happened)) || (await isCutShort()), HAPPENS_WITHIN_MS)))
      throw new Error(
        `${id}: the fault did not happen: ${JSON.stringify(happened)}; ${await statesOf(this.#stage.corner, this.#theCase.well)}`,
      );
    const limit = this.#faultAt + truth.allowedSeconds * 1_000;
    const mayEndEarly = !truth.end.includes("left-alone");
    for (;;) {
      const outcome = await this.#look();
      const isEnded = truth.end.some((end) => endsAs(end, outcome, truth.root));
      this.#endedAt = isEnded ? (this.#endedAt ?? Date.now()) : null;
      const isSettled = this.#endedAt !== null && Date.now() - this.#endedAt >= SETTLE_MS;
      if (Date.now() >= limit || (mayEndEarly && isSettled)) return outcome;
      await sleep(LOOK_EVERY_MS);
    }
  }

  async #look(): Promise<Outcome> {
    const { corner, events } = this.#stage;
    const { after, id, containers, truth } = this.#theCase;
    const isWell = await areAll(corner, after);
    this.#wellAt = isWell ? (this.#wellAt ?? Date.now()) : null;
    const policies = Object.fromEntries(containers.map(({ name, restart }) => [name, restart]));
    const facts: Facts = {
      acts: readActs(events.of(id), corner.own, policies),
      isWell,
      isImageBack: this.#isImageBack(await imagesOf(corner, truth.root)),
      answer: await this.#answer(),
    };
    return { ...facts, faultAt: this.#faultAt, wellAt: this.#wellAt };
  }

  /** The tool's answer, in the case's own names. */
  async #answer(): Promise<Answer> {
    const { corner, tool } = this.#stage;
    const names = new Map(this.#theCase.containers.map(({ name }) => [corner.nameOf(name), name]));
    const own = (name: string): string => names.get(name) ?? name;
    const { told, asks, proposals } = await tool.answer([...names.keys()]);
    return { told: told.map((each) => ({ ...each, root: own(each.root) })), asks: asks.map(own), proposals: proposals.map(own) };
  }

  async #hasHappened(all: readonly Happened[]): Promise<boolean> {
    const told = this.#stage.events.of(this.#theCase.id, this.#faultAt - 1_000);
    const found = await Promise.all(all.flatMap((each) => each.container.map((name) => this.#isTrue(each, name, told))));
    return found.every(Boolean);
  }

  async #isTrue(happened: Happened, name: string, told: readonly DockerEvent[]): Promise<boolean> {
    const { corner } = this.#stage;
    const events = told.filter(({ container }) => container === name);
    const count = (action: string): number => events.filter((event) => event.action === action).length;
    switch (happened.what) {
      case "died": {
        const deaths = events.filter(({ action }) => action === "die");
        const { exitCode, times } = happened;
        return deaths.filter((death) => exitCode === undefined || death.exitCode === exitCode).length >= times;
      }
      case "out-of-memory":
        return count("oom") > 0;
      case "unhealthy":
      case "healthy":
        return count(`health_status: ${happened.what}`) > 0 || (await corner.stateOf(name)) === happened.what;
      case "removed":
        return count("destroy") > 0;
      case "paused":
        return count("pause") > 0;
      case "started":
        return count("start") >= happened.times;
      case "says":
        return (await corner.said(name)).includes(happened.text);
    }
  }
}
