import type { CallContext, Host } from "../../../../kernel/context.ts";
import { part } from "../../../../kernel/keys.ts";
import { desk } from "../desk.ts";
import { knowledgeSettings } from "../settings.ts";
import { Embedder } from "./embedder.ts";
import type { Place } from "./shapes.ts";

const EVERY_MS = 15_000;

/** Null while no embeddings endpoint is configured. */
export const embedder = part("knowledge.embedder", (host): Embedder | null => {
  const { embeddings } = host.settings(knowledgeSettings);
  if (embeddings === undefined) return null;
  return new Embedder({
    ...embeddings,
    upstreams: host.integration("upstreams"),
    store: host.integration("qdrant"),
    thread: host.part(desk),
    clock: host.clock,
  });
});

/** What came since the last time gets its vector; and everything, after another model was named. */
export function keepEmbedding(host: Host): void {
  const made = host.part(embedder);
  if (made === null) return;
  let said: string | null = null;
  host.every("knowledge vectors", EVERY_MS, async (signal) => {
    await made.work(signal);
    const { failure } = made.state;
    // Once for each reason, not every quarter of a minute.
    if (failure !== null && failure !== said)
      host.log.warn({ reason: failure }, "no vectors from the embeddings endpoint; the embedded index stands in");
    said = failure;
  });
}

/** Where a query stands, and a word when an endpoint is configured and could not say. */
export async function placeOf(
  { q, mode, collection }: { q: string; mode: "lexical" | "hybrid"; collection?: string | undefined },
  ctx: Pick<CallContext, "part" | "caller" | "signal">,
): Promise<{ place?: Place; note: string | null }> {
  const made = ctx.part(embedder);
  if (made === null || mode === "lexical") return { note: null };
  const owners = ctx.caller.userId === null ? [""] : ["", ctx.caller.userId];
  const place = await made.locate(q, { owners, signal: ctx.signal, ...(collection !== undefined && { collection }) });
  return "why" in place ? { note: place.why } : { place, note: null };
}
