import { useState } from "react";
import { Link } from "wouter";
import { useRead } from "../../api/reads.ts";
import { Part } from "../../parts/part.tsx";
import { words } from "../../text/mind.ts";
import { ChoiceField } from "../field.tsx";
import { AddEntry } from "./add-entry.tsx";
import { EntryList } from "./entry-list.tsx";
import { FoundList } from "./found-list.tsx";
import { Duplicates } from "./duplicates.tsx";
import { Figures } from "./figures.tsx";
import { StaleList } from "./stale-list.tsx";

const said = words.knowledge;
/** How many entries are listed at first, how many more each time, and what Hydra gives at most. */
const FIRST = 12;
const MORE = 50;
const MOST = 500;
type Mode = keyof typeof said.modes;
type Shelf = keyof typeof said.shelves;

/** Search what is known, add to it, and look after it. */
export function Knowledge() {
  const [draft, setDraft] = useState("");
  const [question, setQuestion] = useState("");
  const [mode, setMode] = useState<Mode>("hybrid");
  const [isAdding, setAdding] = useState(false);
  const [added, setAdded] = useState<{ id: string; created: boolean } | null>(null);
  return (
    <div className="grid gap-x-8 gap-y-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="min-w-0 space-y-5">
        <form
          role="search"
          className="flex flex-wrap items-end gap-x-3 gap-y-2"
          onSubmit={(event) => {
            event.preventDefault();
            setQuestion(draft.trim());
          }}
        >
          <div className="min-w-0 flex-1 basis-64">
            <label htmlFor="knowledge-search" className="mb-1 block text-xs text-soft">
              {said.search}
            </label>
            <input
              id="knowledge-search"
              type="search"
              value={draft}
              placeholder={said.searchPlaceholder}
              onChange={({ target: { value } }) => {
                setDraft(value);
                if (value === "") setQuestion("");
              }}
              className="w-full rounded-lg border border-line bg-card px-3 py-1.5 text-sm placeholder:text-soft pointer-coarse:min-h-11 pointer-coarse:text-base"
            />
          </div>
          <button
            type="submit"
            className="cursor-pointer rounded-lg border border-ink bg-ink px-3 py-1.5 text-sm font-medium text-paper pointer-coarse:min-h-11"
          >
            {said.go}
          </button>
          <ChoiceField label={said.mode} value={mode} choices={said.modes} onChange={setMode} />
          <button
            type="button"
            aria-expanded={isAdding}
            onClick={() => setAdding(!isAdding)}
            className="ml-auto cursor-pointer rounded-lg border border-line bg-paper px-3 py-1.5 text-sm font-medium hover:border-soft pointer-coarse:min-h-11"
          >
            {said.add}
          </button>
        </form>
        {isAdding ? (
          <AddEntry
            onDone={(entry) => {
              setAdding(false);
              setAdded(entry);
            }}
          />
        ) : null}
        <p role="status" className="text-sm empty:hidden">
          {added === null ? null : (
            <>
              {added.created ? said.added : said.knownAlready}{" "}
              <Link href={`/mind/knowledge/${encodeURIComponent(added.id)}`} className="underline underline-offset-2">
                {said.openIt}
              </Link>
            </>
          )}
        </p>
        {question === "" ? <Shelves /> : <Found question={question} mode={mode} />}
        <StaleList />
        <Duplicates />
      </div>
      <Figures />
    </div>
  );
}

function Found({ question, mode }: { question: string; mode: Mode }) {
  const found = useRead("GET /knowledge/search", { q: question, mode, limit: 20 });
  return (
    <Part
      query={found}
      title={found.data === undefined ? question : said.found(found.data.results.length)}
      isEmpty={({ results }) => results.length === 0}
      empty={said.nothingFound}
    >
      {({ results, waitingChunks, meaningNote }) => (
        <div className="space-y-2">
          {waitingChunks === 0 ? null : <p className="text-sm text-unsure">{said.indexWaits(waitingChunks)}</p>}
          {meaningNote === null ? null : (
            <p className="text-sm wrap-anywhere text-unsure">
              <bdi>{meaningNote}</bdi>
            </p>
          )}
          <FoundList results={results} question={question} />
        </div>
      )}
    </Part>
  );
}

function Shelves() {
  const [shelf, setShelf] = useState<Shelf>("kept");
  const [limit, setLimit] = useState(FIRST);
  const entries = useRead("GET /knowledge/entries", { archived: shelf === "archived", limit });
  return (
    <Part
      title={shelf === "kept" ? said.newest : said.archive}
      aside={<ChoiceField label={said.shelf} isLabelHidden value={shelf} choices={said.shelves} onChange={setShelf} />}
      query={entries}
      isEmpty={(data) => data.entries.length === 0}
      empty={shelf === "kept" ? said.emptyKept : said.emptyArchive}
    >
      {(data) => (
        <>
          <EntryList entries={data.entries} />
          {data.nextCursor === null || limit >= MOST ? null : (
            <button
              type="button"
              onClick={() => setLimit(Math.min(MOST, limit + MORE))}
              className="mt-2 cursor-pointer text-sm text-soft underline underline-offset-2 pointer-coarse:min-h-11"
            >
              {said.older}
            </button>
          )}
        </>
      )}
    </Part>
  );
}
