import { useId, useMemo, useState, type KeyboardEvent } from "react";
import { Icon } from "../parts/icon.tsx";
import { words } from "../text/palette.ts";
import type { Entry } from "./rank.ts";
import { rank } from "./rank.ts";
import { recentlyUsed } from "./recent.ts";
import { heard } from "./sayings.ts";
import { useEntries } from "./use-entries.ts";

const MOST = 50;

interface EntryChooserProps {
  query: string;
  onQuery: (query: string) => void;
  onChoose: (entry: Entry) => void;
  onBack: () => void;
}

/** The line, and below it what it may mean. */
export function EntryChooser({ query, onQuery, onChoose, onBack }: EntryChooserProps) {
  const id = useId();
  const { entries, operations, isLoading, isFailed } = useEntries();
  const [active, setActive] = useState(0);
  const [recent] = useState(recentlyUsed);
  const found = useMemo(() => {
    const ranked = rank(entries, query, recent, MOST);
    const said = heard(operations, query).filter(({ id: sentence }) => !ranked.some((entry) => entry.id === sentence));
    return [...ranked, ...said];
  }, [entries, operations, query, recent]);
  const current = Math.min(active, found.length - 1);

  const move = (to: number): void => {
    setActive((to + found.length) % Math.max(1, found.length));
  };
  const press = (event: KeyboardEvent): void => {
    const chosen = found[current];
    if (event.key === "ArrowDown") move(current + 1);
    else if (event.key === "ArrowUp") move(current - 1);
    else if (event.key === "PageDown") setActive(Math.min(found.length - 1, current + 8));
    else if (event.key === "PageUp") setActive(Math.max(0, current - 8));
    else if (event.key === "Enter" && chosen !== undefined && !event.nativeEvent.isComposing) onChoose(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Icon name="search" className="size-4.5 text-soft" />
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- whoever opens the palette wants to type
          autoFocus
          ref={toItsEnd}
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={`${id}-found`}
          aria-activedescendant={found.length === 0 ? undefined : `${id}-${current}`}
          aria-autocomplete="list"
          aria-label={words.title}
          placeholder={words.placeholder}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="go"
          value={query}
          onChange={({ target }) => {
            onQuery(target.value);
            setActive(0);
          }}
          onKeyDown={press}
          className="min-h-12 min-w-0 flex-1 bg-transparent text-base outline-none!"
        />
        <button
          type="button"
          onClick={onBack}
          className="cursor-pointer rounded p-1 text-soft hover:text-ink pointer-coarse:p-3"
          aria-label={words.close}
        >
          <Icon name="close" className="size-4" />
        </button>
      </div>
      <p role="status" className="sr-only">
        {words.found(found.length)}
      </p>
      <ul id={`${id}-found`} role="listbox" aria-label={words.title} className="min-h-0 flex-1 overflow-y-auto p-1.5">
        {found.map((entry, place) => (
          <EntryOption key={entry.id} id={`${id}-${place}`} entry={entry} isActive={place === current} onChoose={() => onChoose(entry)} />
        ))}
      </ul>
      {found.length > 0 ? null : <p className="px-4 pb-4 text-sm text-soft">{isLoading ? words.loading : words.nothing}</p>}
      {isFailed ? <p className="px-4 pb-3 text-sm text-unsure">{words.notRead}</p> : null}
      <p aria-hidden="true" className="flex gap-4 border-t border-line px-4 py-2 text-xs text-soft pointer-coarse:hidden">
        <span>↑↓ {words.hints.choose}</span>
        <span>↵ {words.hints.run}</span>
        <span>Esc {words.hints.back}</span>
      </p>
    </>
  );
}

/** Whoever goes on typing goes on where the text ends. */
function toItsEnd(line: HTMLInputElement | null): void {
  line?.setSelectionRange(line.value.length, line.value.length);
}

/** Kept in sight while the keys move over the list. */
function show(option: HTMLLIElement | null): void {
  option?.scrollIntoView({ block: "nearest" });
}

function EntryOption({
  id,
  entry: { kind, title, aside },
  isActive,
  onChoose,
}: {
  id: string;
  entry: Entry;
  isActive: boolean;
  onChoose: () => void;
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the keys stand in the line above
    <li
      id={id}
      ref={isActive ? show : undefined}
      role="option"
      aria-selected={isActive}
      onClick={onChoose}
      className="flex cursor-pointer items-baseline gap-3 rounded-lg px-2.5 py-1.5 text-sm hover:bg-paper aria-selected:bg-paper pointer-coarse:py-3"
    >
      <span className="w-18 shrink-0 text-xs text-soft">{words.kinds[kind]}</span>
      <span className="min-w-0 flex-1 truncate">
        <bdi>{title}</bdi>
      </span>
      <span className="max-w-[40%] truncate text-xs text-soft max-sm:hidden">
        <bdi>{aside}</bdi>
      </span>
    </li>
  );
}
