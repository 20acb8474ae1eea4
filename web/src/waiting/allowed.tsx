import { useState } from "react";
import { act, expecting, useAct } from "../api/acts.ts";
import type { AnswerOf } from "../api/operations.ts";
import { useRead } from "../api/reads.ts";
import { ActButton } from "../parts/act-button.tsx";
import { PageTitle, Part } from "../parts/part.tsx";
import { moment } from "../parts/units.ts";
import { words } from "../text/waiting.ts";
import { DeedList } from "./allowed/deed-list.tsx";
import { GiveGrant } from "./allowed/give-grant.tsx";

type Grant = AnswerOf<"GET /grants">["grants"][number];
type Offer = AnswerOf<"GET /grants/offers">["offers"][number];

/** What Hydra asks to be allowed, what it and models were allowed, and how that went. */
export default function Allowed() {
  const grants = useRead("GET /grants");
  const offers = useRead("GET /grants/offers");
  const deeds = useRead("GET /grants/deeds", { limit: 50 });
  return (
    <>
      <PageTitle title={words.allowed.title} />
      <div className="max-w-3xl space-y-8">
        {offers.data === undefined || offers.data.offers.length === 0 ? null : (
          <Part title={words.allowed.offers} query={offers}>
            {(data) => (
              <div className="space-y-3">
                {data.offers.map((offer) => (
                  <OfferCard key={offer.id} offer={offer} />
                ))}
              </div>
            )}
          </Part>
        )}
        <Grants query={grants} />
        <GiveGrant />
        <Part title={words.allowed.deeds} query={deeds} empty={words.allowed.noDeeds} isEmpty={(data) => data.deeds.length === 0}>
          {(data) => <DeedList deeds={data.deeds} />}
        </Part>
      </div>
    </>
  );
}

function OfferCard({ offer: { id, sentence, evidence } }: { offer: Offer }) {
  return (
    <div className="space-y-2 rounded-xl border border-well bg-card p-4">
      <p className="text-sm wrap-anywhere">
        <bdi>{sentence}</bdi>
      </p>
      {evidence.length === 0 ? null : (
        <details className="text-xs text-soft">
          <summary className="cursor-pointer underline underline-offset-2 pointer-coarse:py-2">
            {words.allowed.evidence(evidence.length)}
          </summary>
          <ul className="mt-1 space-y-0.5">
            {evidence.map((deed) => (
              <li key={deed.id} className="wrap-anywhere">
                <bdi>{`${moment(deed.at)} · ${deed.subject}: ${deed.reason}`}</bdi>
              </li>
            ))}
          </ul>
        </details>
      )}
      <p className="flex flex-wrap gap-2">
        <ActButton act={act("POST /grants/offers/{id}/accept", { id })} label={words.allowed.allow} tone="main" />
        <ActButton act={act("POST /grants/offers/{id}/decline", { id })} label={words.allowed.decline} />
      </p>
    </div>
  );
}

/** Taking back stands here, not with each grant: that one is gone at once, and comes back when Hydra refuses. */
function Grants({ query }: { query: ReturnType<typeof useRead<"GET /grants">> }) {
  const { mutate, error } = useAct();
  const [wanted, setWanted] = useState<string | null>(null);
  const takeBack = (id: string): void => {
    setWanted(id);
    const without = expecting("GET /grants", (data) => ({ ...data, grants: data.grants.filter((each) => each.id !== id) }));
    mutate(act("DELETE /grants/{id}", { id }, without));
  };
  return (
    <Part title={words.allowed.grants} query={query} empty={words.allowed.none} isEmpty={(data) => data.grants.length === 0}>
      {(data) => (
        <ul className="divide-y divide-line rounded-lg border border-line bg-card">
          {data.grants.map((grant) => (
            <GrantItem key={grant.id} grant={grant} error={grant.id === wanted ? error : null} onTakeBack={() => takeBack(grant.id)} />
          ))}
        </ul>
      )}
    </Part>
  );
}

const LEVEL_COLOURS = { act: "text-well", ask: "text-broken", watch: "text-soft" } as const;

function GrantItem({ grant, error, onTakeBack }: { grant: Grant; error: Error | null; onTakeBack: () => void }) {
  const { sentence, level, lastUsedAt, expiresAt, reason, protectedBecause } = grant;
  const asksAllTheSame = level !== "ask" && protectedBecause !== null;
  // How often it went right and wrong stands in the sentence.
  const facts = [
    ...(lastUsedAt === null ? [] : [words.allowed.lastUsed(moment(lastUsedAt))]),
    ...(expiresAt === null ? [] : [words.allowed.ends(moment(expiresAt))]),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64 space-y-0.5">
        <p className="text-sm wrap-anywhere">
          <bdi>{sentence}</bdi>
        </p>
        <p className="text-xs text-soft">
          <span className={LEVEL_COLOURS[asksAllTheSame ? "ask" : level]}>
            {asksAllTheSame ? <bdi>{words.allowed.asksAllTheSame(protectedBecause)}</bdi> : words.allowed.levels[level]}
          </span>
          {facts.map((fact) => ` · ${fact}`)}
        </p>
        {reason === null ? null : (
          <p className="text-xs wrap-anywhere text-broken">
            {words.allowed.lowered} <bdi>{reason}</bdi>
          </p>
        )}
        {error === null ? null : (
          <p role="alert" className="text-sm wrap-anywhere text-unwell">
            {words.allowed.notTakenBack(error.message)}
          </p>
        )}
      </div>
      <button
        type="button"
        aria-label={`${words.allowed.takeBack}: ${sentence}`}
        onClick={onTakeBack}
        className="cursor-pointer rounded-lg border border-line bg-paper px-3 py-1 text-sm font-medium hover:border-soft pointer-coarse:py-2.5"
      >
        {words.allowed.takeBack}
      </button>
    </li>
  );
}
