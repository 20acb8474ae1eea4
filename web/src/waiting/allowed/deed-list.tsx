import type { AnswerOf } from "../../api/operations.ts";
import { moment } from "../../parts/units.ts";
import { words } from "../../text/waiting.ts";

type Deed = AnswerOf<"GET /grants/deeds">["deeds"][number];

const COLOURS: Readonly<Record<Deed["outcome"], string>> = {
  right: "text-well",
  failed: "text-unwell",
  undone: "text-unwell",
  needless: "text-broken",
  declined: "text-soft",
  unknown: "text-soft",
};

/** What was done, or would have been, and how it turned out. */
export function DeedList({ deeds }: { deeds: readonly Deed[] }) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-card text-sm">
      {deeds.map(({ id, at, operation, subject, node, cause, level, outcome, reason }) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2">
          <span className="min-w-0 flex-1 basis-56 wrap-anywhere">
            <span className="font-mono text-xs">{operation}</span> <bdi className="font-medium">{subject}</bdi>
            {node === null ? null : <bdi className="text-xs text-soft"> {node}</bdi>}
            {cause === null ? null : <bdi className="text-xs text-soft"> · {cause}</bdi>}
            <bdi className="block text-xs text-soft">{reason}</bdi>
          </span>
          <span className="text-xs whitespace-nowrap text-soft">
            {words.allowed.deedLevels[level]} · <span className={COLOURS[outcome]}>{words.allowed.outcomes[outcome]}</span> · {moment(at)}
          </span>
        </li>
      ))}
    </ul>
  );
}
