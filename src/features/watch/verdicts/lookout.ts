import type { Host } from "../../../kernel/context.ts";
import { HydraError, messageOf } from "../../../kernel/errors.ts";
import { part } from "../../../kernel/keys.ts";
import { list } from "../containers/operations.ts";
import { desk } from "./desk.ts";
import { verdictReached } from "./events.ts";
import { gather, type Details } from "./gather.ts";
import { judge, type Judgement } from "./judgement/judge.ts";
import { keepStanding } from "./store.ts";

/** Looks at one container at a time: gathers, judges, and notes what it is. */
export class Lookout {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Look now. False when the container is gone. @throws HydraError when it could not be looked at */
  async at(id: string, node: string): Promise<boolean> {
    const desks = this.#host.part(desk);
    const look = desks.beginLook();
    try {
      const { details, evidence } = await gather(this.#host, id, node);
      const judgement = judge(evidence);
      // Probing takes seconds: it may be gone by now, and then nobody would ever take its verdict off the desk.
      if (!(await this.#host.call(list, { node })).containers.some((each) => each.id === id)) return false;
      if (desks.mayNote(id, look)) await this.#note(details, judgement);
      return true;
    } catch (error) {
      if (error instanceof HydraError && error.code === "not_found") return false;
      throw error;
    }
  }

  /** Look, and only log it when that fails: the next round looks again. */
  async tryAt(id: string, node: string): Promise<void> {
    try {
      await this.at(id, node);
    } catch (error) {
      this.#host.log.warn({ container: id, node, reason: messageOf(error) }, "a container could not be judged");
    }
  }

  /** Put a judgement on the desk and, when it is a new one, keep it and tell it. */
  async #note(details: Details, judgement: Judgement): Promise<void> {
    const { container, key } = details;
    const { verdict, cause, sentence } = judgement;
    const desks = this.#host.part(desk);
    const before = desks.get(container.id);
    const about = { id: container.id, key, name: container.name, node: container.node };
    const ruling = { ...judgement, ...about, project: container.project, judgedAt: this.#host.clock.now() };
    if (before !== undefined && before.verdict === verdict && before.cause === cause) {
      desks.note({ ...ruling, since: before.since });
      return;
    }
    // Nothing new is known while its engine is away or it is just starting: what stood about it stands.
    const isKept = cause !== "engine_lost" && cause !== "starting";
    const wasIllAtFirstSight =
      desks.firstSightAt === null && details.firstSeenAt !== null && Date.parse(details.firstSeenAt) >= this.#host.kernel.startedAt;
    const standing = { ...about, verdict, cause, isFinding: isFinding(judgement), wasIllAtFirstSight };
    const since = isKept ? await keepStanding(this.#host, standing) : ruling.judgedAt;
    desks.note({ ...ruling, since });
    await this.#host.emit(verdictReached, { ...about, verdict, before: before?.verdict ?? null, cause, sentence });
  }
}

function isFinding({ verdict, cause }: Judgement): boolean {
  return (
    verdict === "down" || verdict === "broken-check" || cause === "unverified" || cause === "stopped_by_docker" || cause === "job_failed"
  );
}

export const lookout = part("verdicts.lookout", (host) => new Lookout(host));
