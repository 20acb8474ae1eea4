import type { Host } from "../../../kernel/context.ts";
import { HydraError, messageOf } from "../../../kernel/errors.ts";
import {
  containerAppeared,
  containerChanged,
  containerExited,
  containerHealthChanged,
  containerRemoved,
  containerStarted,
  nodeFound,
  nodeLost,
} from "../containers/events.ts";
import { list, nodes } from "../containers/operations.ts";
import { monitorChanged } from "../monitors/events.ts";
import { desk } from "./desk.ts";
import { verdictReached } from "./events.ts";
import { keepStanding } from "./store.ts";
import { gather, type Details } from "./gather.ts";
import { judge, type Cause, type Judgement } from "./judgement/judge.ts";

/** Events of one container come in bursts (kill, die, start): one look after them is enough. */
const SETTLE_MS = 400;
const AT_ONCE = 6;
/** What is not settled is looked at again soon, everything else now and then. */
const LOOK_AGAIN_MS = 10_000;
const UNSETTLED: ReadonlySet<Cause> = new Set(["starting", "crash_loop", "unverified", "stopped_by_docker"]);
const LOOK_AT_ALL_MS = 300_000;

interface Dirty {
  id: string;
  node: string;
  dueAtMs: number;
}

/** Keeps a verdict for each container: looks again whenever something happened to it, and now and then in any case. */
export function keepVerdicts(host: Host): void {
  const dirty = new Map<string, Dirty>();
  const desks = host.part(desk);
  const mark = (id: string, node: string, inMs = SETTLE_MS): void => {
    dirty.set(id, { id, node, dueAtMs: Math.min(dirty.get(id)?.dueAtMs ?? Number.POSITIVE_INFINITY, host.clock.monotonicMs() + inMs) });
  };
  const markAll = async (): Promise<void> => {
    for (const { id, node } of (await host.call(list, {})).containers) mark(id, node, 0);
  };
  for (const type of [containerAppeared, containerStarted, containerExited, containerHealthChanged, containerChanged] as const) {
    host.on<{ id: string; node: string }>(type, ({ id, node }) => mark(id, node));
  }
  host.on(containerRemoved, ({ id }) => {
    dirty.delete(id);
    desks.forget(id);
  });
  host.on(monitorChanged, async ({ container, node }) => {
    const found = (await host.call(list, { node })).containers.find(({ name }) => name === container);
    if (found !== undefined) mark(found.id, node);
  });
  host.on(nodeLost, markAll);
  host.on(nodeFound, markAll);

  host.every("verdicts.all", LOOK_AT_ALL_MS, markAll);
  host.every("verdicts.unsettled", LOOK_AGAIN_MS, async () => {
    for (const { id, node, cause } of desks.rulings) if (UNSETTLED.has(cause)) mark(id, node, 0);
  });
  host.every("verdicts.due", SETTLE_MS / 2, async (signal) => {
    const now = host.clock.monotonicMs();
    const due = [...dirty.values()].filter(({ dueAtMs }) => dueAtMs <= now);
    for (let from = 0; from < due.length && !signal.aborted; from += AT_ONCE) {
      await Promise.all(
        due.slice(from, from + AT_ONCE).map(async ({ id, node }) => {
          dirty.delete(id);
          await lookAt(host, id, node);
        }),
      );
    }
    if (desks.firstSightAt === null && (await isEverythingSeen(host))) desks.firstSightAt = host.clock.now();
  });
}

/** Has each engine shown what it has, or said that it cannot, and each container its verdict? */
async function isEverythingSeen(host: Host): Promise<boolean> {
  const engines = (await host.call(nodes, {})).nodes;
  if (engines.some(({ status, reconciledAt }) => status !== "lost" && reconciledAt === null)) return false;
  return (await host.call(list, {})).containers.every(({ id }) => host.part(desk).get(id) !== undefined);
}

/** Look at one container and note what it is. */
async function lookAt(host: Host, id: string, node: string): Promise<void> {
  try {
    const { details, evidence } = await gather(host, id, node);
    const judgement = judge(evidence);
    // Probing takes seconds: it may be gone by now, and then nobody would ever take its verdict off the desk.
    if (!(await host.call(list, { node })).containers.some((each) => each.id === id)) return;
    await note(host, details, judgement);
  } catch (error) {
    if (error instanceof HydraError && error.code === "not_found") return;
    host.log.warn({ container: id, node, reason: messageOf(error) }, "a container could not be judged");
  }
}

/** Put a judgement on the desk and, when it is a new one, keep it and tell it. */
async function note(host: Host, details: Details, judgement: Judgement): Promise<void> {
  const { container, key } = details;
  const { verdict, cause, sentence } = judgement;
  const desks = host.part(desk);
  const before = desks.get(container.id);
  const about = { id: container.id, key, name: container.name, node: container.node };
  const ruling = { ...judgement, ...about, project: container.project, judgedAt: host.clock.now() };
  if (before !== undefined && before.verdict === verdict && before.cause === cause) {
    desks.note({ ...ruling, since: before.since });
    return;
  }
  // Nothing new is known while its engine is away or it is just starting: what stood about it stands.
  const isKept = cause !== "engine_lost" && cause !== "starting";
  const wasIllAtFirstSight =
    desks.firstSightAt === null && details.firstSeenAt !== null && Date.parse(details.firstSeenAt) >= host.kernel.startedAt;
  const standing = { ...about, verdict, cause, isFinding: isFinding(judgement), wasIllAtFirstSight };
  const since = isKept ? await keepStanding(host, standing) : ruling.judgedAt;
  desks.note({ ...ruling, since });
  await host.emit(verdictReached, { ...about, verdict, before: before?.verdict ?? null, cause, sentence });
}

function isFinding({ verdict, cause }: Judgement): boolean {
  return (
    verdict === "down" || verdict === "broken-check" || cause === "unverified" || cause === "stopped_by_docker" || cause === "job_failed"
  );
}
