import type { ReactNode } from "react";
import { words } from "../../text/containers.ts";

/** What stands over lines that are not live. */
export function Standstill({ children, onBack }: { children: ReactNode; onBack: () => void }) {
  return (
    <p
      role="status"
      className="flex flex-wrap items-center justify-between gap-x-4 border-t border-line px-4 py-1.5 text-xs text-soft sm:px-6"
    >
      <span>{children}</span>
      <button type="button" onClick={onBack} className="cursor-pointer underline underline-offset-2 pointer-coarse:min-h-11">
        {words.backToLive}
      </button>
    </p>
  );
}
