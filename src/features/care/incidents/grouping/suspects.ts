import type { Host } from "../../../../kernel/context.ts";
import { list as listMonitors } from "../../../watch/monitors/operations.ts";
import type { Sickness } from "../keeping/incident.ts";
import { guessOf, troubleOfCause } from "../reading/category.ts";
import { subjectOf, type Body } from "../signals/bodies.ts";
import { cluesOf, isStopped, judgedNow, type Ruling } from "../signals/look.ts";

/** Six services that complain at once ask once about their database. */
const REMEMBERED_MS = 3_000;

/** Looks at what a sick thing needs: a database hangs long before its own check says so. */
export class Suspects {
  readonly #host: Host;
  readonly #looks = new Map<string, { atMs: number; found: Promise<Ruling | null> }>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** What is wrong with it, when something is, although nothing was told about it. */
  async lookAt(
    body: Body,
    complaint: Pick<Sickness, "happenedAt" | "wasIllAtFirstSight" | "isLive">,
    by: string,
  ): Promise<Sickness | null> {
    const ruling = await this.#judged(body);
    const silence = ruling === null ? null : await this.#silenceOf(body, ruling);
    if (ruling === null || (ruling.verdict !== "down" && silence === null)) return null;
    const cause = silence?.cause ?? ruling.cause;
    const trouble = troubleOfCause(cause);
    const detail = `${body.name} was looked at because ${by} needs it: ${silence?.line ?? ruling.sentence}`;
    const clues = silence === null ? cluesOf(ruling) : [{ source: "docker", line: silence.line, why: `${by} complains, and needs it` }];
    return {
      subject: subjectOf(body),
      trouble,
      cause,
      ...guessOf(trouble, cause),
      clues,
      signals: [{ kind: "verdict", subject: subjectOf(body), trouble, at: complaint.happenedAt, detail, isBad: true }],
      happenedAt: complaint.happenedAt,
      isLive: complaint.isLive,
      wasIllAtFirstSight: complaint.wasIllAtFirstSight,
      runStartedAt: null,
      isWithDocker: false,
    };
  }

  #judged(body: Body): Promise<Ruling | null> {
    const now = this.#host.clock.monotonicMs();
    for (const [key, { atMs }] of this.#looks) if (now - atMs > REMEMBERED_MS) this.#looks.delete(key);
    const look = this.#looks.get(body.key) ?? { atMs: now, found: judgedNow(this.#host, body) };
    this.#looks.set(body.key, look);
    return look.found;
  }

  /** Does it only seem well? Its own check comes late, and the kernel takes connections for a program that is stopped. */
  async #silenceOf(body: Body, ruling: Ruling): Promise<{ cause: string; line: string } | null> {
    if (ruling.verdict === "down" || ruling.verdict === "off") return null;
    if (await isStopped(this.#host, body))
      return { cause: "hung", line: "its main process is stopped by a signal and waits to be continued" };
    if (ruling.verdict !== "well" || ruling.answers !== false || !(await this.#answeredBefore(body.name, body.node))) return null;
    return { cause: "not_answering", line: "it does not answer any more, although its own check has not noticed" };
  }

  /** Silence means something only where somebody answered. */
  async #answeredBefore(name: string, node: string): Promise<boolean> {
    const { monitors } = await this.#host.call(listMonitors, { node });
    return monitors.some(({ container, beats }) => container === name && beats.some(({ outcome }) => outcome === "up"));
  }
}
