import { ActButton } from "./act-button.tsx";
import type { Choice, Grants, Offers } from "./api.ts";
import { text } from "./text.ts";

/** Hydra's one question of the first day. */
export function FirstQuestion({ choice: { question, options } }: { choice: Choice }) {
  return (
    <section aria-label={text.choiceAsked} className="mb-6 rounded-lg border border-line bg-card p-4">
      <h2 className="mb-3 font-semibold">{question}</h2>
      <ul className="grid gap-3 sm:grid-cols-3">
        {options.map(({ choice, sentence }) => (
          <li key={choice} className="flex flex-col gap-2">
            <p className="flex-1 text-sm text-soft">{sentence}</p>
            <p className="flex flex-wrap gap-2">
              <ActButton act={{ method: "POST", path: "/grants/choice", body: { choice } }} label={text.choices[choice]} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What Hydra asks to be allowed, and what it was allowed, each with its record. */
export function Allowed({ grants, offers }: { grants: Grants["grants"]; offers: Offers["offers"] }) {
  return (
    <div className="space-y-2">
      {offers.map(({ id, sentence }) => (
        <div key={id} className="space-y-2 rounded-lg border border-well bg-card p-3">
          <p className="text-sm wrap-anywhere">
            <bdi>{sentence}</bdi>
          </p>
          <p className="flex flex-wrap gap-2">
            <ActButton act={{ method: "POST", path: `/grants/offers/${encodeURIComponent(id)}/accept` }} label={text.allow} tone="main" />
            <ActButton act={{ method: "POST", path: `/grants/offers/${encodeURIComponent(id)}/decline` }} label={text.decline} />
          </p>
        </div>
      ))}
      {grants.length === 0 ? (
        <p className="text-sm text-soft">{text.noGrants}</p>
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-card">
          {grants.map(({ id, sentence }) => (
            <li key={id} className="flex flex-wrap items-center gap-2 px-3 py-2">
              <p className="min-w-0 flex-1 basis-48 text-sm wrap-anywhere">
                <bdi>{sentence}</bdi>
              </p>
              <ActButton act={{ method: "DELETE", path: `/grants/${encodeURIComponent(id)}` }} label={text.takeBack} about={sentence} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
