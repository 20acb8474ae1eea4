import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Forbidden, NotSignedIn, NotThere } from "../api/ask.ts";
import { text } from "../text/common.ts";

/** The first line of a page. */
export function PageTitle({ title, aside }: { title: string; aside?: ReactNode }) {
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <h1 className="min-w-0 text-xl font-semibold wrap-anywhere">
        <bdi>{title}</bdi>
      </h1>
      {aside}
    </div>
  );
}

interface PartProps<Data> {
  title?: string;
  /** Beside the title. */
  aside?: ReactNode;
  query: Pick<UseQueryResult<Data>, "data" | "error">;
  /** What stands there when there is nothing: a sentence, or what to do. Decided by `isEmpty`. */
  empty?: ReactNode;
  isEmpty?: (data: Data) => boolean;
  children: (data: Data) => ReactNode;
}

/** A part of a page that is read on its own: it loads, is empty, forbidden, fails, is old and recovers alone, and says so. */
export function Part<Data>({ title, aside, query: { data, error }, empty, isEmpty, children }: PartProps<Data>) {
  const isNothing = data !== undefined && isEmpty?.(data) === true;
  return (
    <section className="min-w-0">
      {title === undefined && aside === undefined ? null : (
        <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          {title === undefined ? null : <h2 className="font-semibold">{title}</h2>}
          {aside}
        </div>
      )}
      {data === undefined ? null : isNothing ? typeof empty === "string" ? <Quiet>{empty}</Quiet> : empty : children(data)}
      {data === undefined && error === null ? <Loading /> : null}
      {error === null || error instanceof NotSignedIn ? null : <Trouble error={error} isOld={data !== undefined} />}
    </section>
  );
}

export function Quiet({ children }: { children: ReactNode }) {
  return <p className="text-sm text-soft">{children}</p>;
}

/** Nothing is drawn that could be taken for a value. */
function Loading() {
  return (
    <div role="status" className="rounded-lg border border-line bg-card p-3">
      <span className="sr-only">{text.loading}</span>
      <div className="h-3 w-1/3 animate-pulse rounded bg-line" />
      <div className="mt-2 h-3 w-2/3 animate-pulse rounded bg-line" />
    </div>
  );
}

/** Why a part could not be read. */
export function Trouble({ error, isOld = false }: { error: Error; isOld?: boolean }) {
  const said =
    error instanceof NotThere || error instanceof Forbidden
      ? error.message
      : error instanceof TypeError
        ? text.outOfReach
        : `${text.partFailed} ${error.message}`;
  return (
    <p role="alert" className="mt-2 text-sm wrap-anywhere text-unsure">
      {error instanceof Forbidden ? `${text.forbidden} ` : ""}
      {said}
      {isOld ? ` ${text.shownIsOld}` : ""}
    </p>
  );
}
