import type { Host } from "../../../kernel/context.ts";
import { feature } from "../../../kernel/feature.ts";
import { dependencyObserved } from "../dependencies/events.ts";
import { verdictReached } from "../verdicts/events.ts";
import { inventoryCorrected } from "../inventory/events.ts";
import { corrections } from "../inventory/operations.ts";
import { board } from "./board.ts";
import { containerEvents } from "./events.ts";
import { registerGauges } from "./gauges.ts";
import { links } from "./linking/operations.ts";
import {
  compose,
  dropAside,
  list,
  mainProcess,
  nodes,
  preview,
  putBack,
  recreate,
  restart,
  show,
  start as startContainer,
  stop,
} from "./operations.ts";
import { keptEnds } from "./seen-ends.ts";
import { migrations, retention } from "./store.ts";
import { watchEngines } from "./watch.ts";

async function start(host: Host): Promise<void> {
  const picture = host.part(board);
  for (const { key, ...said } of (await host.call(corrections, {})).corrections) picture.correct(key, said);
  for (const [id, end] of await keptEnds(host)) picture.recallEnd(id, end);
  host.on(inventoryCorrected, ({ key, ...said }) => picture.correct(key, said));
  host.on(verdictReached, ({ id, verdict }) => picture.setVerdict(id, verdict));
  host.on(dependencyObserved, ({ from, to, isKnown }) => picture.observe(from, to, isKnown));
  host.kernel.protections.push((subject) => {
    if (subject.kind !== "container") return null;
    const { name, node } = subject;
    const meant = [...picture.entries].filter(({ identity }) => identity.name === name && (node === undefined || identity.node === node));
    const reasons = meant.map((entry) => picture.protectionOf(entry));
    // Of a name without its node only what holds for all that bear it is true.
    return reasons.includes(null) ? null : (reasons[0] ?? null);
  });
  registerGauges(host);
  watchEngines(host);
}

export const containers = feature({
  name: "containers",
  about: "Every container on every engine: its state, its health, who stopped it, its history",
  operations: [list, show, nodes, links, restart, startContainer, stop, preview, recreate, putBack, dropAside, mainProcess, compose],
  events: containerEvents,
  migrations,
  retention,
  start,
  personal: "nothing",
});
