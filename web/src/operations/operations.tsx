import { useMemo, useState } from "react";
import { Link, useParams } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import { Notice } from "../parts/notice.tsx";
import { PageTitle, Part, Quiet } from "../parts/part.tsx";
import { Icon } from "../parts/icon.tsx";
import { words } from "../text/operations.ts";
import type { Catalogue, CataloguedFeature } from "./catalogue.ts";
import { isObject } from "./flat-rows.ts";
import { OperationSheet } from "./operation-sheet.tsx";
import { RiskWord } from "./risk-word.tsx";
import { useCatalogue } from "./use-catalogue.ts";

/** Everything that Hydra can do, by feature; beside it the one that was chosen. */
export default function Operations() {
  const { name } = useParams();
  const catalogue = useCatalogue();
  return (
    <>
      <PageTitle title={words.title} />
      <Part query={catalogue}>{(data) => <Chosen catalogue={data} name={name} />}</Part>
    </>
  );
}

function Chosen({ catalogue, name }: { catalogue: Catalogue; name: string | undefined }) {
  // Whoever links here may bring what is to be filled in.
  const brought: unknown = useHistoryState();
  const op = name === undefined ? undefined : catalogue.byName.get(name);
  return (
    <div className="grid gap-6 lg:grid-cols-[20rem_minmax(0,1fr)] xl:grid-cols-[24rem_minmax(0,1fr)]">
      <div className={name === undefined ? "min-w-0" : "min-w-0 max-lg:hidden"}>
        <OperationList catalogue={catalogue} chosen={name ?? null} />
      </div>
      <div className={name === undefined ? "min-w-0 max-lg:hidden" : "max-w-3xl min-w-0"}>
        {name === undefined ? (
          <Quiet>{words.choose}</Quiet>
        ) : (
          <Link href="/operations" className="mb-3 inline-flex items-center gap-1 text-sm text-soft lg:hidden pointer-coarse:min-h-11">
            <Icon name="back" className="size-4" />
            {words.all}
          </Link>
        )}
        {name !== undefined && op === undefined ? <Notice isPart title={words.noSuch(name)} /> : null}
        {op === undefined ? null : (
          <OperationSheet key={`${op.name} ${JSON.stringify(brought)}`} op={op} input={isObject(brought) ? brought : {}} />
        )}
      </div>
    </div>
  );
}

function OperationList({ catalogue, chosen }: { catalogue: Catalogue; chosen: string | null }) {
  const [wanted, setWanted] = useState("");
  const found = useMemo(() => searched(catalogue.features, wanted), [catalogue, wanted]);
  return (
    <nav aria-label={words.all} className="lg:sticky lg:top-4 lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto lg:pr-2">
      <input
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
        className="mb-3 w-full rounded-lg border border-line bg-card px-3 py-1.5 text-sm pointer-coarse:min-h-11 pointer-coarse:text-base"
      />
      <p className="mb-3 text-xs text-soft">{words.intro(catalogue.byName.size)}</p>
      {found.length === 0 ? <Quiet>{words.nothingFound}</Quiet> : null}
      {found.map(({ name: feature, about, operations }) => (
        <section key={feature} className="mb-4">
          <h2 className="text-sm font-semibold">{feature}</h2>
          <p className="mb-1 text-xs text-soft">{about}</p>
          <ul className="overflow-hidden rounded-lg border border-line bg-card">
            {operations.map(({ name, summary, risk }) => (
              <li key={name} className="border-b border-line last:border-0">
                <Link
                  href={`/operations/${name}`}
                  ref={name === chosen ? showIt : undefined}
                  aria-current={name === chosen ? "page" : undefined}
                  className="block px-3 py-1.5 hover:bg-paper focus-visible:-outline-offset-2 aria-[current=page]:bg-paper aria-[current=page]:font-medium pointer-coarse:py-3"
                >
                  <span className="flex items-baseline justify-between gap-2">
                    <span className="min-w-0 font-mono text-xs wrap-anywhere">{name.slice(feature.length + 1)}</span>
                    {risk === "read" ? null : <RiskWord risk={risk} />}
                  </span>
                  <span className="block text-sm leading-5">{summary}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function showIt(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: "nearest" });
}

/** The operations that have every word somewhere in their name or summary, by feature; those named so come first. */
function searched(features: readonly CataloguedFeature[], wanted: string): CataloguedFeature[] {
  const words = wanted.toLowerCase().split(/\s+/);
  const hasAll = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const isNamedSo = ({ operations }: CataloguedFeature): boolean => operations.some(({ name }) => hasAll(name));
  return features
    .map((feature) => ({
      ...feature,
      operations: feature.operations
        .filter(({ name, summary }) => hasAll(`${name} ${summary}`))
        .toSorted((one, other) => Number(hasAll(other.name)) - Number(hasAll(one.name))),
    }))
    .filter(({ operations }) => operations.length > 0)
    .toSorted((one, other) => Number(isNamedSo(other)) - Number(isNamedSo(one)));
}
