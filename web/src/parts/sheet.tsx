import { useEffect, useId, useRef, type ReactNode } from "react";
import { text } from "../text/common.ts";

interface SheetProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** One thing, over the page: the browser's own dialog keeps the keyboard inside and gives it back. */
export function Sheet({ title, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      onClick={(click) => click.target === dialog.current && onClose()}
      aria-labelledby={titleId}
      className="m-auto max-h-[85dvh] w-[min(40rem,calc(100vw-2rem))] overflow-auto rounded-xl border border-line bg-card p-0 text-ink"
    >
      <div className="space-y-4 p-5">
        <header className="flex items-start gap-3">
          <h2 id={titleId} className="min-w-0 flex-1 text-lg leading-6 font-semibold wrap-anywhere">
            <bdi>{title}</bdi>
          </h2>
          <button
            type="button"
            onClick={onClose}
            className="-m-1 shrink-0 cursor-pointer rounded p-1 text-sm text-soft underline underline-offset-2"
          >
            {text.close}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
