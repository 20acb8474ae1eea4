import { useEffect, useState } from "react";
import { fetched } from "../parts/fetched.ts";
import { Icon } from "../parts/icon.tsx";
import { StandsAlone } from "../parts/stands-alone.tsx";
import { words } from "../text/palette.ts";
import { PaletteFrame } from "./palette-frame.tsx";

const Palette = fetched(() => import("./palette.tsx"));
const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

/** Shows the palette, loaded when it is first wanted; Ctrl+K or Cmd+K opens and closes it on every page, also while typing. */
export function usePalette(): { palette: React.ReactNode; open: () => void } {
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const close = (): void => {
    setOpen(false);
    setQuery("");
  };
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      setOpen((was) => !was);
      setQuery("");
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  const palette = isOpen ? (
    <StandsAlone fallback={<Waiting query={query} onQuery={setQuery} onClose={close} />}>
      <Palette query={query} onQuery={setQuery} onClose={close} />
    </StandsAlone>
  ) : null;
  return { palette, open: () => setOpen(true) };
}

interface WaitingProps {
  query: string;
  onQuery: (query: string) => void;
  onClose: () => void;
}

/** The line alone, until the rest is loaded: whoever types at once loses nothing. */
function Waiting({ query, onQuery, onClose }: WaitingProps) {
  return (
    <PaletteFrame onBack={onClose} onClose={onClose}>
      <div className="flex items-center gap-2 px-3">
        <Icon name="search" className="size-4.5 text-soft" />
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- whoever opens the palette wants to type
          autoFocus
          aria-label={words.title}
          placeholder={words.placeholder}
          value={query}
          onChange={({ target }) => onQuery(target.value)}
          className="min-h-12 min-w-0 flex-1 bg-transparent text-base outline-none!"
        />
      </div>
    </PaletteFrame>
  );
}

/** The palette's button: wide in the navigation, a sign alone on a phone. */
export function PaletteButton({ onOpen, isShort = false }: { onOpen: () => void; isShort?: boolean }) {
  if (isShort)
    return (
      <button
        type="button"
        aria-label={words.open}
        aria-haspopup="dialog"
        onClick={onOpen}
        className="grid size-11 shrink-0 cursor-pointer place-items-center rounded-lg text-soft hover:text-ink"
      >
        <Icon name="search" />
      </button>
    );
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={onOpen}
      className="mb-2 flex cursor-pointer items-center gap-1.5 rounded-lg border border-line bg-paper px-2 py-1.5 text-left text-sm text-soft hover:border-soft hover:text-ink"
    >
      <Icon name="search" className="size-4" />
      <span className="min-w-0 flex-1 truncate">{words.open}</span>
      <kbd className="font-mono text-xs whitespace-nowrap">{words.key(isMac)}</kbd>
    </button>
  );
}
