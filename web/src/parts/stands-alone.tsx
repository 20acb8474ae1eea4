import { Suspense, type ReactNode } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { text } from "../text/common.ts";
import { loadAnew } from "./fetched.ts";
import { Notice } from "./notice.tsx";

interface StandsAloneProps {
  /** Until its code is here. */
  fallback: ReactNode;
  /** Where it stands and what it stands on: another one gets another chance. */
  place?: string;
  children: ReactNode;
}

/** What stands or falls alone: when its code cannot be had, or it breaks, that is said here and the rest goes on. */
export function StandsAlone({ fallback, place, children }: StandsAloneProps) {
  return (
    <ErrorBoundary fallbackRender={Broken} resetKeys={[place]}>
      <Suspense fallback={fallback}>{children}</Suspense>
    </ErrorBoundary>
  );
}

function Broken({ error }: { error: unknown }) {
  return (
    <div role="alert">
      <Notice isPart title={text.broke} detail={text.brokeHow} />
      <p className="mt-2 font-mono text-xs wrap-anywhere text-soft">{String(error)}</p>
      <button
        type="button"
        className="mt-3 cursor-pointer rounded-lg border border-line bg-paper px-3 py-1 text-sm font-medium hover:border-soft pointer-coarse:py-2.5"
        onClick={() => void loadAnew()}
      >
        {text.loadAnew}
      </button>
    </div>
  );
}
