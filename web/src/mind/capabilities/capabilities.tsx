import { useState } from "react";
import { useRead } from "../../api/reads.ts";
import { Icon } from "../../parts/icon.tsx";
import { Part } from "../../parts/part.tsx";
import { words } from "../../text/mind.ts";
import { Board } from "./board.tsx";
import { ReportGap } from "./report-gap.tsx";

const said = words.capabilities;

/** What is missing, as a board from new to done. */
export function Capabilities() {
  const open = useRead("GET /capabilities/backlog", {});
  const done = useRead("GET /capabilities/backlog", { status: "implemented" });
  const refused = useRead("GET /capabilities/backlog", { status: "wont-fix" });
  const [isReporting, setReporting] = useState(false);
  const [reported, setReported] = useState<string | null>(null);
  // A gap that was just moved stands in two answers until both are read again: the one that changed says where it is now.
  const gaps = [
    ...new Map(
      [...(done.data?.gaps ?? []), ...(refused.data?.gaps ?? []), ...(open.data?.gaps ?? [])].map((gap) => [gap.id, gap]),
    ).values(),
  ];
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div>
          <h2 className="font-semibold">{said.title}</h2>
          <p className="max-w-prose text-sm text-soft">{said.about}</p>
        </div>
        <button
          type="button"
          aria-expanded={isReporting}
          onClick={() => setReporting(!isReporting)}
          className="flex cursor-pointer items-center gap-1.5 rounded-lg border border-line bg-paper px-3 py-1 text-sm font-medium hover:border-soft pointer-coarse:min-h-11"
        >
          <Icon name={isReporting ? "close" : "incident"} className="size-4" />
          {said.report}
        </button>
      </div>
      {isReporting ? (
        <ReportGap
          onDone={(description) => {
            setReporting(false);
            setReported(description);
          }}
        />
      ) : null}
      <p role="status" className="text-sm text-soft empty:hidden">
        {reported === null ? null : <bdi>{said.reported(reported)}</bdi>}
      </p>
      <Part
        query={{
          data: open.data === undefined || done.data === undefined || refused.data === undefined ? undefined : gaps,
          error: open.error ?? done.error ?? refused.error,
        }}
        isEmpty={(all) => all.length === 0}
        empty={said.noneAtAll}
      >
        {(all) => <Board gaps={all} />}
      </Part>
    </div>
  );
}
