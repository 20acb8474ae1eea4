import type { AnswerOf } from "../../api/operations.ts";
import { Said } from "../../parts/said.tsx";
import { moment } from "../../parts/units.ts";
import { words } from "../../text/mind.ts";

const said = words.routing;
type Interaction = AnswerOf<"GET /gateway/interactions">["interactions"][number];

/** What was asked of models, the newest first: a table where there is room, cards on a phone. */
export function InteractionList({ interactions }: { interactions: readonly Interaction[] }) {
  const { columns } = said;
  const cell = "block sm:table-cell sm:px-3 sm:py-1.5";
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-card">
      <table className="block w-full text-sm sm:table">
        <thead className="hidden text-xs text-soft sm:table-header-group">
          <tr>
            {Object.values(columns).map((title) => (
              <th key={title} className="px-3 py-1.5 text-left font-normal">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="block divide-y divide-line sm:table-row-group">
          {interactions.map((each) => (
            <tr key={each.id} className="block px-3 py-2 sm:table-row sm:border-t sm:border-line">
              <td className={`${cell} text-xs whitespace-nowrap text-soft tabular-nums`}>{moment(each.at)}</td>
              <td className={cell}>{taskName(each.task)}</td>
              <td className={`${cell} wrap-anywhere`}>
                <Said>{each.model ?? said.nobody}</Said>
                {each.model === each.wantedModel ? null : (
                  <span className="block text-xs text-soft">
                    <bdi>{said.wanted(each.wantedModel)}</bdi>
                  </span>
                )}
              </td>
              <td className={`${cell} ${each.outcome === "failed" ? "text-unwell" : ""}`}>
                {said.outcomes[each.outcome]}
                {each.why === null ? null : (
                  <span className="block text-xs wrap-anywhere">
                    <bdi>{each.why}</bdi>
                  </span>
                )}
              </td>
              <td className={`${cell} whitespace-nowrap tabular-nums`}>{said.ms(each.latencyMs)}</td>
              <td className={`${cell} hidden whitespace-nowrap tabular-nums sm:table-cell`}>
                {each.promptTokens === null && each.answerTokens === null
                  ? said.notKnown
                  : said.tokensOf(each.promptTokens, each.answerTokens)}
              </td>
              <td className={`${cell} text-soft`} title={each.judgedBecause ?? undefined}>
                {each.judged ?? said.notKnown}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function taskName(task: string | null): string {
  const names: Readonly<Record<string, string>> = words.tasks;
  return task === null ? "" : (names[task] ?? task);
}
