import type { z } from "zod";
import type { Host } from "../../../../kernel/context.ts";
import { newId } from "../../../../kernel/ids.ts";
import { part } from "../../../../kernel/keys.ts";
import { wishUnserved } from "../../../../kernel/refusal-events.ts";
import { attemptNoted } from "../../../care/incidents/events.ts";
import { gapNoticed, type NoticedGap } from "../events.ts";
import { noteGap } from "../keeping/note.ts";

type Wish = z.output<typeof wishUnserved.schema>;

/** A program that asks every few seconds wants a thing no more than a person who asks once. */
const ONCE_IN_MS = 3_600_000;
const MOST_ASKERS = 5_000;

/** When whom was heard last about what: epoch ms by need and caller. */
const heard = part("capabilities.heard", () => new Map<string, number>());

/** Fill the backlog by what happens: wishes that nothing here serves, remedies that failed, and what others notice. */
export function hearGaps(host: Host): void {
  host.on(wishUnserved, (wish) => hearWish(host, wish));
  host.onEvery(gapNoticed, "capabilities.noticed", async (noticed) => void (await noteGap(host, noticed)));
  host.onEvery(attemptNoted, "capabilities.attempts", async ({ attempt }) => {
    if (attempt.outcome !== "failed" || attempt.by !== "hydra" || attempt.level !== "acted") return;
    await noteGap(host, {
      id: `attempt ${attempt.id}`,
      key: `remedy:${attempt.remedy}:${attempt.subject}`,
      description: `A remedy that helps ${attempt.subject}: ${attempt.remedy} did not`,
      category: "remedy",
      priority: "high",
      source: "remedy",
      context: attempt.detail,
      isBlocking: true,
    });
  });
}

async function hearWish(host: Host, wish: Wish): Promise<void> {
  // What Hydra tries by itself while something is not set up is nobody's wish.
  if (wish.caller === "hydra") return;
  const now = host.clock.now();
  for (const told of gapsOf(host, wish)) {
    if (isTooSoon(host.part(heard), `${wish.askedBy} ${told.key ?? told.description}`, now)) continue;
    await noteGap(host, { id: newId("wish", now), ...told });
  }
}

function gapsOf(host: Pick<Host, "kernel">, { operation, words, why, message, askedBy }: Wish): Omit<NoticedGap, "id">[] {
  const told = { priority: "medium", context: `${askedBy}: ${message}`, isBlocking: why === "not_configured" } as const;
  if (words !== null) return [{ ...told, key: null, description: words, category: "operation", source: "search" }];
  if (operation === null) return [];
  const op = host.kernel.registry.operations.get(operation);
  if (op === undefined) {
    const name = operation.slice(0, 100);
    return [
      {
        ...told,
        key: `operation:${name}`,
        description: `An operation "${name}"`,
        category: "operation",
        source: "refusal",
        priority: "low",
      },
    ];
  }
  const wanted = `${op.summary} (${op.name})`;
  const missing = Object.keys(op.uses ?? {}).filter((name) => op.uses?.[name] === "required" && !host.kernel.isConfigured(name));
  if (missing.length === 0)
    return [
      {
        ...told,
        key: `not_configured:${op.name}`,
        description: `Set up what is needed to: ${wanted}`,
        category: "integration",
        source: "refusal",
      },
    ];
  return missing.map((name) => ({
    ...told,
    key: `integration:${name}`,
    description: `Connect ${name}, for example to: ${wanted}`,
    category: "integration",
    source: "refusal",
  }));
}

function isTooSoon(last: Map<string, number>, who: string, now: number): boolean {
  const before = last.get(who);
  if (before !== undefined && now - before < ONCE_IN_MS && now >= before) return true;
  last.delete(who);
  last.set(who, now);
  const [oldest] = last.keys();
  if (last.size > MOST_ASKERS && oldest !== undefined) last.delete(oldest);
  return false;
}
