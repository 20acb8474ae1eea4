import { z } from "zod";
import { toIso, toIsoOrNull } from "../../../../kernel/clock.ts";
import type { Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { operation, type Subject } from "../../../../kernel/operation.ts";
import { giveGrant } from "../changing.ts";
import { DEED_OUTCOMES } from "../events.ts";
import { GrantShape, Scope, showGrants } from "../grant-shape.ts";
import { requireGrantable } from "../grantable.ts";
import { permissionSubject, ungiving } from "../operations.ts";
import { grantsOver, type Deed } from "./deed.ts";
import { decideOffer, findOffer, listOffers, OFFER_STATES, type Offer } from "./offers.ts";
import { countAnew, listDeeds, type DeedFilter } from "./store.ts";

const OfferShape = z.strictObject({
  sentence: z.string().describe("what Hydra asks for and what speaks for it"),
  operation: z.string(),
  cause: z.string().nullable(),
  scope: Scope,
  grantee: z.string(),
  evidence: z.array(z.strictObject({ id: z.string(), subject: z.string(), at: z.iso.datetime(), reason: z.string() })),
  state: z.enum(OFFER_STATES),
  offeredAt: z.iso.datetime(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  reason: z.string().nullable().describe("why it was declined or withdrawn"),
  id: z.string(),
});

function shownOffer(offer: Offer): z.output<typeof OfferShape> {
  return {
    sentence: offer.sentence,
    operation: offer.operation,
    cause: offer.cause,
    scope: offer.scope,
    grantee: offer.grantee,
    evidence: offer.evidence.map((deed) => ({ ...deed, at: toIso(deed.at) })),
    state: offer.state,
    offeredAt: toIso(offer.offeredAt),
    decidedBy: offer.decidedBy,
    decidedAt: toIsoOrNull(offer.decidedAt),
    reason: offer.decisionReason,
    id: offer.id,
  };
}

const Id = z.string().min(1).describe("the offer's id");

/** What an offer would allow; of one that is gone nothing is said here, but when it is to be decided. */
async function offeredSubject(id: string, ctx: Parameters<typeof findOffer>[0]): Promise<Subject | null> {
  const offer = await findOffer(ctx, id).catch(() => null);
  return offer === null ? null : permissionSubject({ ...offer, level: "act" });
}

export const offers = operation({
  name: "grants.offers",
  summary: "List what Hydra asks to be allowed, with the record that speaks for it",
  http: "GET /grants/offers",
  risk: "read",
  rarelyAsked: true,
  whenEmpty: "Hydra asks for nothing.",
  input: z.strictObject({
    state: z.enum(OFFER_STATES).default("open").describe("only in this state"),
    limit: z.int().min(1).max(500).default(100).describe("how many to list at most"),
  }),
  output: z.strictObject({ offers: z.array(OfferShape) }),
  run: async ({ state, limit }, ctx) => ({ offers: (await listOffers(ctx, state, limit)).map(shownOffer) }),
});

export const accept = operation({
  name: "grants.accept",
  summary: "Accept an offer: Hydra may do this by itself from now on",
  http: "POST /grants/offers/{id}/accept",
  risk: "undoable",
  personOnly: true,
  rarelyAsked: true,
  undo: { operations: ["grants.remove", "grants.put"], step: (_input, output, before) => ungiving(output, before) },
  input: z.strictObject({ id: Id }),
  output: GrantShape,
  subject: ({ id }, ctx) => offeredSubject(id, ctx),
  before: async ({ id }, ctx) => {
    const old = await ctx.kernel.grants.like(await findOffer(ctx, id));
    return old === undefined ? null : (await showGrants(ctx, [old]))[0];
  },
  run: async ({ id }, ctx) => {
    const offer = await findOffer(ctx, id);
    requireGrantable(ctx, offer.operation);
    // First, so that no review in between finds the same record and offers it again.
    await countAnew(ctx, offer);
    const { grantee, operation: name, scope, cause } = await decideOffer(ctx, id, { state: "accepted", by: ctx.caller.id, reason: null });
    const given = await giveGrant(ctx, {
      grantee,
      operation: name,
      scope,
      cause,
      level: "act",
      by: ctx.caller.id,
      reason: null,
      expiresAt: null,
    });
    return (await showGrants(ctx, [given]))[0] as z.output<typeof GrantShape>;
  },
});

export const decline = operation({
  name: "grants.decline",
  summary: "Decline an offer: Hydra asks again only after another row of right deeds",
  http: "POST /grants/offers/{id}/decline",
  risk: "lasting",
  personOnly: true,
  rarelyAsked: true,
  input: z.strictObject({ id: Id, reason: z.string().max(500).optional().describe("why, for the record") }),
  output: OfferShape,
  subject: ({ id }, ctx) => offeredSubject(id, ctx),
  run: async ({ id, reason = null }, ctx) => {
    await countAnew(ctx, await findOffer(ctx, id));
    return shownOffer(await decideOffer(ctx, id, { state: "declined", by: ctx.caller.id, reason }));
  },
});

/** As many as the store keeps. */
const MOST_KEPT = 50_000;

const DeedShape = z.strictObject({
  at: z.iso.datetime(),
  operation: z.string(),
  subject: z.string(),
  node: z.string().nullable(),
  project: z.string().nullable(),
  cause: z.string().nullable(),
  level: z.enum(["would", "asked", "acted"]),
  outcome: z.enum(DEED_OUTCOMES),
  reason: z.string().describe("what showed it"),
  grantee: z.string(),
  id: z.string(),
});

function shownDeed({ subject, seq: _seq, ...deed }: Deed): z.output<typeof DeedShape> {
  return { ...deed, at: toIso(deed.at), subject: subject.name, node: subject.node, project: subject.project };
}

/** What fell under one grant, the last judged first. @throws HydraError not_found */
async function deedsUnder(
  host: Pick<Host, "kernel" | "db">,
  id: string,
  filter: Pick<DeedFilter, "operation" | "grantee">,
): Promise<Deed[]> {
  const grants = await host.kernel.grants.list();
  const grant = grants.find((known) => known.id === id);
  if (grant === undefined) throw new HydraError("not_found", `There is no grant ${id}. GET /grants lists them.`);
  const known = await listDeeds(host, { ...filter, since: grant.since, limit: MOST_KEPT });
  return known.filter((deed) => grantsOver(deed, grants).some((over) => over.id === id));
}

export const deeds = operation({
  name: "grants.deeds",
  summary: "List what Hydra did or would have done by itself, and how each turned out",
  http: "GET /grants/deeds",
  risk: "read",
  rarelyAsked: true,
  whenEmpty: "Nothing has been judged yet.",
  input: z.strictObject({
    operation: z.string().optional().describe("only this operation"),
    grantee: z.string().optional().describe("only of this one, for example hydra:healing"),
    grant: z.string().optional().describe("only what fell under this grant: its id"),
    limit: z.int().min(1).max(1_000).default(100).describe("how many to list at most, the last judged first"),
  }),
  output: z.strictObject({ deeds: z.array(DeedShape) }),
  run: async ({ operation: name, grantee, grant, limit }, ctx) => {
    const filter = { ...(name === undefined ? {} : { operation: name }), ...(grantee === undefined ? {} : { grantee }) };
    if (grant === undefined) return { deeds: (await listDeeds(ctx, { ...filter, limit })).map(shownDeed) };
    return { deeds: (await deedsUnder(ctx, grant, filter)).slice(0, limit).map(shownDeed) };
  },
});
