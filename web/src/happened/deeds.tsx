import { useDeferredValue, useMemo } from "react";
import { navigate, useHashLocation } from "wouter/use-hash-location";
import { useCatalogue } from "../operations/use-catalogue.ts";
import { Part } from "../parts/part.tsx";
import { words } from "../text/happened.ts";
import { asInput, readAddress, writeAddress, type AuditFilter } from "./audit-filter.ts";
import { AuditLines } from "./audit-lines.tsx";
import { ExportButtons } from "./export-buttons.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { useAudit } from "./use-audit.ts";

/** The audit in plain language, filtered where it is kept. */
export function Deeds() {
  const [address] = useHashLocation();
  const filter = useMemo(() => readAddress(address), [address]);
  // Each letter of a search is no step that "back" should take.
  const setFilter = (next: AuditFilter): void => navigate(writeAddress(next), { replace: next.text !== filter.text });
  const input = asInput(useDeferredValue(filter));
  const audit = useAudit(input);
  const catalogue = useCatalogue().data;
  const isAll = Object.values(filter).every((value) => value === "");
  return (
    <div className="space-y-4">
      <div className="space-y-2">
        <FilterBar filter={filter} features={catalogue?.features.map(({ name }) => name) ?? []} onFilter={setFilter} />
        <ExportButtons filter={input} />
      </div>
      <Part query={audit} empty={isAll ? words.none : words.noMatch} isEmpty={({ pages }) => (pages[0]?.entries.length ?? 0) === 0}>
        {({ pages }) => (
          <AuditLines
            entries={pages.flatMap(({ entries }) => entries)}
            catalogue={catalogue}
            onActor={(actor) => setFilter({ ...filter, actor })}
          />
        )}
      </Part>
      {audit.hasNextPage ? (
        <button
          type="button"
          disabled={audit.isFetchingNextPage}
          onClick={() => void audit.fetchNextPage()}
          className="cursor-pointer rounded-lg border border-line bg-card px-4 py-1.5 text-sm font-medium hover:border-soft pointer-coarse:min-h-11"
        >
          {audit.isFetchingNextPage ? words.loadingOlder : words.older}
        </button>
      ) : null}
    </div>
  );
}
