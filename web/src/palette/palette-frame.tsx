import { useEffect, useEffectEvent, useRef, type ReactNode } from "react";
import { words } from "../text/palette.ts";

interface PaletteFrameProps {
  /** Escape: one step back. */
  onBack: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Over the page, high enough to leave room for what is found. */
export function PaletteFrame({ onBack, onClose, children }: PaletteFrameProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // A phone's own gesture closes it without asking.
  const closed = useEffectEvent(onClose);
  useEffect(() => {
    const leaving = new AbortController();
    const shown = dialog.current;
    shown?.showModal();
    shown?.addEventListener("close", () => closed(), { signal: leaving.signal });
    return () => {
      leaving.abort();
      shown?.close();
    };
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Escape does it by the keyboard
    <dialog
      ref={dialog}
      aria-label={words.title}
      onCancel={(event) => {
        // With the keyboard nowhere, the key below is not heard.
        event.preventDefault();
        onBack();
      }}
      onClick={(click) => click.target === dialog.current && onClose()}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // The browser would close all of it.
        event.preventDefault();
        event.stopPropagation();
        onBack();
      }}
      className="mx-auto mt-[8dvh] mb-auto max-h-[84dvh] w-[min(44rem,calc(100vw-1rem))] overflow-hidden rounded-xl border border-line bg-card p-0 text-ink max-sm:mt-2 max-sm:max-h-[calc(100dvh-1rem)]"
    >
      <div className="flex max-h-[inherit] flex-col">{children}</div>
    </dialog>
  );
}
