import type { Host } from "../../../kernel/context.ts";
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
import type { Cause } from "./judgement/judge.ts";
import { lookout } from "./lookout.ts";

/** Events of one container come in bursts (kill, die, start): one look after them is enough. */
const SETTLE_MS = 200;
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
  const look = host.part(lookout);
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
          await look.tryAt(id, node);
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
