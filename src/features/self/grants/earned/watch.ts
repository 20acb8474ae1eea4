import type { Host } from "../../../../kernel/context.ts";
import { isDrillProject } from "../../../../integrations/docker/identity.ts";
import type { Grant } from "../../../../kernel/grants.ts";
import { part } from "../../../../kernel/keys.ts";
import { noticeRaised } from "../../notifications/events.ts";
import { lowerGrant } from "../changing.ts";
import { deedJudged, grantOffered } from "../events.ts";
import { recordsFor } from "../grant-shape.ts";
import { whyNotGrantable } from "../grantable.ts";
import { lostSentence, offerSentence, permissionSentence, unusedSentence } from "../sentence.ts";
import { grantsSettings } from "../settings.ts";
import { isMistake, subjectOf, type Deed, type Mistake } from "./deed.ts";
import { isUnused, lostBy } from "./demotion.ts";
import { listOffers, markTold, openOffer, withdrawOffer } from "./offers.ts";
import { earnedBy } from "./promotion.ts";
import { countedUpTo, deedsOf, keepDeed, settleDeed, tracks, type TrackKey } from "./store.ts";

const REVIEW_MS = 3_600_000;
/** Of a long row the newest deeds are shown. */
const MOST_EVIDENCE = 50;
const MOST_OFFERS = 500;

/** One thing after the other: a review that read a record must not offer by it after a deed has changed it. */
const turns = part("grants.turns", () => {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take(work: () => Promise<void>): Promise<void> {
      const mine = last.then(work, work);
      last = mine;
      return mine;
    },
  };
});

/** Hear how deeds turned out, now and over restarts; look through all that is granted every hour. */
export function keepRecord(host: Host): void {
  host.onEvery(deedJudged, "grants.deeds", (told) => host.part(turns).take(() => hearDeed(host, told)));
  host.background("first review of what is granted", () => review(host));
  host.every("review of what is granted", REVIEW_MS, () => review(host));
}

async function hearDeed(host: Host, told: Omit<Deed, "seq">): Promise<void> {
  // What was broken on purpose says nothing about what the owner allowed.
  if (isDrillProject(told.subject.project)) return;
  const { deed, isSettled } = await keepDeed(host, told);
  if (isSettled) return;
  if (isMistake(deed)) {
    await withdrawOffer(host, deed, `It was not right every time: ${deed.reason}`);
    await demote(host, deed);
  } else if (deed.outcome === "declined") {
    await withdrawOffer(host, deed, `You said no to it on ${deed.subject.name}.`);
  } else if (deed.outcome === "right") {
    await offerIfEarned(host, deed);
    await tellOffers(host);
  }
  await settleDeed(host, deed);
}

async function demote(host: Host, deed: Deed & { outcome: Mistake }): Promise<void> {
  for (const grant of lostBy(deed, await host.kernel.grants.list())) {
    const reason = lostSentence(deed);
    // First the notice: told twice under its id it is heard once, while a grant that was lowered is not lowered again.
    await notify(host, grant, `${deed.id}-${deed.outcome}`, reason);
    await lowerGrant(host, grant.id, reason);
  }
}

/** Nothing breaks when nobody reads it, but whoever gave the grant should know that it is less now. */
function notify(host: Host, grant: Grant, occasion: string, reason: string): Promise<void> {
  return host.emit(noticeRaised, {
    id: `grant-lowered-${grant.id}-${occasion}`,
    kind: "needs-person",
    severity: "low",
    topic: grant.id,
    title: permissionSentence({ ...grant, level: "ask" }),
    text: `${reason} Until now it acted by itself. You can allow that again.`,
    path: "/",
  });
}

async function offerIfEarned(host: Host, track: TrackKey): Promise<void> {
  const { grantee, operation, cause } = track;
  if (whyNotGrantable(host, operation) !== null) return;
  const earned = earnedBy(
    {
      deeds: await deedsOf(host, track),
      grants: await host.kernel.grants.list(),
      countedUpTo: await countedUpTo(host, track),
      isProtected: (deed) => isProtected(host, deed),
    },
    host.settings(grantsSettings),
    host.clock.now(),
  );
  if (earned === null) return;
  const { scope, evidence, unknown, days } = earned;
  await openOffer(host, {
    grantee,
    operation,
    cause,
    scope,
    sentence: offerSentence({ grantee, operation, cause, scope }, { times: evidence.length, days, unknown }),
    evidence: evidence.slice(-MOST_EVIDENCE).map(({ id, at, reason, subject }) => ({ id, at, reason, subject: subject.name })),
  });
}

function isProtected(host: Host, deed: Deed): boolean {
  const op = host.kernel.registry.operations.get(deed.operation);
  return op !== undefined && host.kernel.protections.some((protects) => protects(subjectOf(deed), op) !== null);
}

/** Told after it is kept, so that a crash in between is made up for by the next look. */
async function tellOffers(host: Host): Promise<void> {
  for (const offer of await listOffers(host, "open", MOST_OFFERS)) {
    if (offer.isTold) continue;
    const { id, sentence, operation, cause } = offer;
    await host.emit(grantOffered, { id, sentence, operation, cause });
    await markTold(host, offer);
  }
}

/** What time alone changes: grants that nobody uses, rows of right deeds that have become long enough. */
export function review(host: Host): Promise<void> {
  return host.part(turns).take(async () => {
    await lowerUnused(host);
    for (const track of await tracks(host)) await offerIfEarned(host, track);
    await tellOffers(host);
  });
}

async function lowerUnused(host: Host): Promise<void> {
  const { unusedDays } = host.settings(grantsSettings);
  const acting = (await host.kernel.grants.list()).filter(({ level }) => level === "act");
  const records = await recordsFor(host, acting);
  const now = host.clock.now();
  for (const grant of acting) {
    const lastUsedAt = records.get(grant.id)?.lastUsedAt ?? null;
    if (!isUnused(grant, lastUsedAt, unusedDays, now)) continue;
    const reason = unusedSentence(unusedDays);
    await notify(host, grant, `unused-${grant.since}`, reason);
    await lowerGrant(host, grant.id, reason);
  }
}
