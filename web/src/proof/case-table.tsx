import { lasting } from "../parts/units.ts";
import { words } from "../text/proof.ts";
import type { DrillCase } from "./use-drill.ts";

const text = words.drills;
const COLOURS: Readonly<Record<DrillCase["status"], string>> = { passed: "text-well", failed: "text-unwell", skipped: "text-unsure" };

/** Each case: what was noticed and how fast, whether the cause was right, and whether it ended as the rules say. */
export function CaseTable({ cases }: { cases: readonly DrillCase[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard
    <div className="overflow-x-auto rounded-lg border border-line bg-card" tabIndex={0}>
      <table className="w-full text-left text-sm tabular-nums">
        <thead className="text-xs text-soft">
          <tr>
            {Object.entries(text.columns).map(([key, name]) => (
              <th key={key} scope="col" className="px-3 py-2 font-medium whitespace-nowrap">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {cases.map((each) => (
            <CaseRow key={each.case} row={each} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CaseRow({ row: { title, status, noticeMs, said, isCauseRight, did, ended, toWellMs, wrongs, why } }: { row: DrillCase }) {
  const isPlayed = status !== "skipped";
  return (
    <tr className="align-top">
      <th scope="row" className="min-w-56 px-3 py-2 font-normal">
        <bdi>{title}</bdi>
        {[...wrongs, ...(why === null ? [] : [why])].map((each) => (
          <span key={each} className={`block text-xs ${isPlayed ? "text-unwell" : "text-soft"}`}>
            <bdi>{each}</bdi>
          </span>
        ))}
      </th>
      <td className="px-3 py-2 whitespace-nowrap">{noticeMs === null ? (isPlayed ? text.never : text.notKnown) : lasting(noticeMs)}</td>
      <td className="px-3 py-2">
        {isPlayed ? <span className={isCauseRight ? "" : "text-unwell"}>{isCauseRight ? text.right : text.wrong}</span> : text.notKnown}
        {said === null ? null : (
          <span className="block text-xs text-soft">
            <bdi>{said}</bdi>
          </span>
        )}
      </td>
      <td className="px-3 py-2">
        {ended === null ? text.notKnown : text.ended[ended]}
        {did.length === 0 ? null : (
          <span className="block text-xs text-soft">
            <bdi>{did.map(({ remedy, service, outcome }) => `${remedy} ${service}: ${outcome}`).join(", ")}</bdi>
          </span>
        )}
      </td>
      <td className="px-3 py-2 whitespace-nowrap">{toWellMs === null ? text.notKnown : lasting(toWellMs)}</td>
      <td className={`px-3 py-2 whitespace-nowrap ${COLOURS[status]}`}>{text.statuses[status]}</td>
    </tr>
  );
}
