import type { Host } from "../../../kernel/context.ts";
import type { Grant } from "../../../kernel/grants.ts";
import { listOffers, withdrawOffer } from "./earned/offers.ts";
import { doesActAlready } from "./earned/promotion.ts";
import { countAnew } from "./earned/store.ts";
import { grantChanged } from "./events.ts";

export type Changing = Pick<Host, "kernel" | "store" | "db" | "clock" | "emit">;

const MOST_OFFERS = 500;

/** Give a grant, or change the one about the same. What it answers is asked no longer. */
export async function giveGrant(host: Changing, wanted: Omit<Grant, "id" | "since">): Promise<Grant> {
  const before = await host.kernel.grants.like(wanted);
  const given = await host.kernel.grants.put(wanted);
  if (before?.level === "act" && given.level !== "act") await countAnew(host, given);
  for (const offer of await listOffers(host, "open", MOST_OFFERS))
    if (doesActAlready([given], offer, host.clock.now())) await withdrawOffer(host, offer, "It was granted meanwhile.");
  await tell(host, given, given.level);
  return given;
}

/** Take a grant back. What was right before is no reason to ask for it again. @throws HydraError not_found */
export async function takeBack(host: Changing, id: string, by: string): Promise<Grant> {
  const removed = await host.kernel.grants.remove(id);
  if (removed.level === "act") await countAnew(host, removed);
  await tell(host, { ...removed, by, reason: null }, null);
  return removed;
}

/** Hydra takes it from itself: from acting to asking. Null: it did not act any more. */
export async function lowerGrant(host: Changing, id: string, reason: string): Promise<Grant | null> {
  const lowered = await host.kernel.grants.lower(id, reason);
  if (lowered === null) return null;
  await countAnew(host, lowered);
  await tell(host, lowered, lowered.level);
  return lowered;
}

function tell(host: Changing, { id, operation, by, reason }: Grant, level: Grant["level"] | null): Promise<void> {
  return host.emit(grantChanged, { id, operation, level, by, reason });
}
