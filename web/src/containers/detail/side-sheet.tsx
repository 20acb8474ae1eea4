import { useLayoutEffect, useRef, type ReactNode } from "react";
import { Icon } from "../../parts/icon.tsx";
import { words } from "../../text/containers.ts";

interface SideSheetProps {
  /** The id of its heading. */
  labelledBy: string;
  head: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** One thing in full, at the side of the page; on a phone it is the page. The browser's own dialog keeps the keyboard inside. */
export function SideSheet({ labelledBy, head, onClose, children }: SideSheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before it leaves the page: only then the browser gives the keyboard back to where it was.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Not the button that closes it: the rest of the keystroke that opened it would press that.
    (shown?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]') ?? shown)?.focus();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      // Closed by the address, so that Back and this go the same way.
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // A browser closes it in spite of that when Escape is pressed again and again. What is told late of an earlier closing is none.
      onClose={() => dialog.current?.open === false && onClose()}
      tabIndex={-1}
      onClick={(click) => click.target === dialog.current && onClose()}
      aria-labelledby={labelledBy}
      className="m-0 ml-auto h-dvh max-h-none w-full max-w-none overflow-hidden border-l border-line bg-card p-0 text-ink transition-transform duration-150 md:w-[52rem] md:max-w-[calc(100vw-6rem)] starting:open:translate-x-8"
    >
      <div className="flex h-full flex-col">
        <header className="flex items-start gap-3 px-4 pt-4 sm:px-6">
          <div className="min-w-0 flex-1">{head}</div>
          <button
            type="button"
            onClick={onClose}
            aria-label={words.close}
            className="-mt-1 -mr-2 grid size-9 shrink-0 cursor-pointer place-content-center rounded-lg text-soft hover:bg-paper hover:text-ink pointer-coarse:size-11"
          >
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
