import { act, expecting } from "../api/acts.ts";
import type { AnswerOf } from "../api/operations.ts";
import { useRead } from "../api/reads.ts";
import { ActButton } from "../parts/act-button.tsx";
import { PageTitle, Part } from "../parts/part.tsx";
import { text } from "../text/common.ts";

type Grant = AnswerOf<"GET /grants">["grants"][number];
type Offer = AnswerOf<"GET /grants/offers">["offers"][number];

/** What Hydra asks to be allowed, and what it was allowed, each with its record. */
export default function Allowed() {
  const grants = useRead("GET /grants");
  const offers = useRead("GET /grants/offers");
  return (
    <>
      <PageTitle title={text.allowed} />
      <div className="max-w-3xl space-y-4">
        {offers.data?.offers.map((offer) => (
          <OfferCard key={offer.id} offer={offer} />
        ))}
        <Part query={grants} empty={text.noGrants} isEmpty={(data) => data.grants.length === 0}>
          {(data) => (
            <ul className="divide-y divide-line rounded-lg border border-line bg-card">
              {data.grants.map((grant) => (
                <GrantItem key={grant.id} grant={grant} />
              ))}
            </ul>
          )}
        </Part>
      </div>
    </>
  );
}

function OfferCard({ offer: { id, sentence } }: { offer: Offer }) {
  return (
    <div className="space-y-2 rounded-lg border border-well bg-card p-3">
      <p className="text-sm wrap-anywhere">
        <bdi>{sentence}</bdi>
      </p>
      <p className="flex flex-wrap gap-2">
        <ActButton act={act("POST /grants/offers/{id}/accept", { id })} label={text.allow} tone="main" />
        <ActButton act={act("POST /grants/offers/{id}/decline", { id })} label={text.decline} />
      </p>
    </div>
  );
}

function GrantItem({ grant: { id, sentence } }: { grant: Grant }) {
  const without = expecting("GET /grants", (data) => ({ ...data, grants: data.grants.filter((each) => each.id !== id) }));
  return (
    <li className="flex flex-wrap items-center gap-2 px-3 py-2">
      <p className="min-w-0 flex-1 basis-48 text-sm wrap-anywhere">
        <bdi>{sentence}</bdi>
      </p>
      <ActButton act={act("DELETE /grants/{id}", { id }, without)} label={text.takeBack} about={sentence} />
    </li>
  );
}
