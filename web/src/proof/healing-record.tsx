import { act } from "../api/acts.ts";
import type { AnswerOf } from "../api/operations.ts";
import { useRead } from "../api/reads.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Part } from "../parts/part.tsx";
import { moment } from "../parts/units.ts";
import { words } from "../text/proof.ts";

type RemedyRecord = AnswerOf<"GET /healing/record">["record"][number];
type Limits = AnswerOf<"GET /healing/limits">;

const text = words.record;

/** What each remedy did for each kind of trouble, and how much Hydra may still do by itself. */
export function HealingRecord() {
  const record = useRead("GET /healing/record");
  const limits = useRead("GET /healing/limits");
  return (
    <div className="space-y-6">
      <Part query={record} empty={text.none} isEmpty={(data) => data.record.length === 0}>
        {(data) => (
          <ul className="divide-y divide-line rounded-lg border border-line bg-card">
            {data.record.map((each) => (
              <RecordItem key={`${each.signature} ${each.remedy}`} record={each} />
            ))}
          </ul>
        )}
      </Part>
      <Part title={text.limits} query={limits}>
        {(data) => <LimitList limits={data} />}
      </Part>
    </div>
  );
}

function RecordItem({
  record: { signature, remedy, subject, worked, tried, chance, retiredAt, retiredBecause },
}: {
  record: RemedyRecord;
}) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm">
      <div className="min-w-0 flex-1 basis-60">
        <p className="wrap-anywhere">
          <span className="font-medium">{text.remedies[remedy]}</span>: <bdi>{subject}</bdi>
        </p>
        <p className="text-xs wrap-anywhere text-soft">
          <bdi title={signature}>{reasonOf(signature)}</bdi>
        </p>
        {retiredAt === null ? null : (
          <p className="text-xs wrap-anywhere text-broken">
            {text.retired(moment(retiredAt))}
            {retiredBecause === null ? "" : ": "}
            <bdi>{retiredBecause}</bdi>
          </p>
        )}
      </div>
      <div className="w-36">
        <p className="text-right tabular-nums">{text.worked(worked, tried)}</p>
        <svg
          className="mt-1 h-1 w-full"
          viewBox="0 0 100 4"
          preserveAspectRatio="none"
          role="img"
          aria-label={text.chance(Math.round(chance * 100))}
        >
          <rect className="fill-line" width="100" height="4" />
          <rect className="fill-soft" width={chance * 100} height="4" />
        </svg>
      </div>
      {retiredAt === null ? null : (
        <ActButton act={act("POST /healing/record/unretire", { signature, remedy })} label={text.unretire} about={subject} />
      )}
    </li>
  );
}

/** What it was, and why, of `node/project/name trouble category`. */
function reasonOf(signature: string): string {
  const [why, what] = signature.split(" ").toReversed();
  const told = [what, why].filter((each) => each !== undefined && each !== "unknown");
  return [...new Set(told)].join(", ").replaceAll("_", " ");
}

function LimitList({ limits: { isPaused, windows, isInWindow, everything, containers } }: { limits: Limits }) {
  return (
    <div className="space-y-2 rounded-lg border border-line bg-card p-3 text-sm">
      {isPaused ? <p className="text-broken">{text.paused}</p> : null}
      <p>{windows.length === 0 ? text.always : text.windows(windows.join(", "), isInWindow)}</p>
      <p className="tabular-nums">{text.everything(everything.acts, everything.limit, Math.round(everything.withinSeconds / 60))}</p>
      {containers.length === 0 ? <p className="text-soft">{text.quiet}</p> : null}
      <ul>
        {containers.map(({ key, acts, limit, nextInSeconds, reason }) => (
          <li key={key} className="flex flex-wrap justify-between gap-x-4 border-t border-line py-1.5">
            <bdi className="min-w-0 wrap-anywhere">{key}</bdi>
            <span className="text-xs text-soft tabular-nums">
              {text.container(acts, limit)}, {nextInSeconds === 0 ? text.now : text.next(nextInSeconds)}
              {reason === null ? null : (
                <span className="block">
                  <bdi>{reason}</bdi>
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
