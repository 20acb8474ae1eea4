import { useRead } from "../api/reads.ts";
import { words } from "../text/happened.ts";

/** Whether the audit proves itself, asked of Hydra each time this page is opened: walked through whole, never assumed. */
export function ChainBadge() {
  const { data, error, isFetching, refetch } = useRead("GET /audit/verify");
  const colour = isFetching
    ? "border-line text-soft"
    : data === undefined
      ? "border-unsure text-unsure"
      : data.intact
        ? "border-well text-well"
        : "border-unwell text-unwell";
  const said = isFetching
    ? words.chain.asking
    : data === undefined
      ? `${words.chain.unknown}: ${error?.message ?? ""}`
      : data.intact
        ? words.chain.well(data.entries)
        : words.chain.broken;
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-2">
        <span
          role="status"
          title={words.chain.why}
          className={`rounded-full border px-2.5 py-0.5 text-xs font-medium tabular-nums ${colour}`}
        >
          {said}
        </span>
        <button
          type="button"
          disabled={isFetching}
          onClick={() => void refetch()}
          className="cursor-pointer text-xs text-soft underline underline-offset-2 disabled:opacity-60 pointer-coarse:min-h-11"
        >
          {words.chain.again}
        </button>
      </p>
      {data === undefined || data.intact ? null : (
        <ul role="alert" className="mt-1 text-xs text-unwell">
          {data.problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {data !== undefined && data.erased > 0 ? <p className="mt-1 text-xs text-soft">{words.chain.erased(data.erased)}</p> : null}
    </div>
  );
}
