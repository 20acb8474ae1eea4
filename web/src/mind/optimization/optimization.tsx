import { useRead } from "../../api/reads.ts";
import { Notice } from "../../parts/notice.tsx";
import { Part, Quiet } from "../../parts/part.tsx";
import { moment } from "../../parts/units.ts";
import { words } from "../../text/mind.ts";
import { SuggestionCard } from "./suggestion-card.tsx";
import { UsageList } from "./usage-list.tsx";

const said = words.optimization;

/** What could be better by what was measured, what came of what was done, and how everything is used. */
export function Optimization() {
  const suggestions = useRead("GET /optimization/suggestions");
  const patterns = useRead("GET /optimization/patterns", {});
  const measuredAt = suggestions.data?.measuredAt ?? null;
  return (
    <div className="space-y-8">
      <Part
        title={said.title}
        query={suggestions}
        aside={measuredAt === null ? undefined : <span className="text-xs text-soft">{said.measuredAt(moment(measuredAt))}</span>}
        isEmpty={(data) => data.measuredAt === null && data.suggestions.length === 0}
        empty={<Notice isPart title={said.nothingMeasured} detail={said.nothingMeasuredHow} command="./hydra doctor" />}
      >
        {({ suggestions: all, sources }) => (
          <div className="space-y-3">
            {all.length === 0 ? <Quiet>{said.noSuggestions}</Quiet> : null}
            <ul className="grid gap-3 xl:grid-cols-2">
              {all.map((suggestion) => (
                <SuggestionCard key={suggestion.id} suggestion={suggestion} />
              ))}
            </ul>
            {sources.length === 0 ? null : (
              <p className="text-xs text-soft">{said.sources([...new Set(sources.map(({ name }) => name))].join(", "))}</p>
            )}
          </div>
        )}
      </Part>
      <Part
        title={said.patterns}
        query={patterns}
        aside={<span className="text-xs text-soft">{said.patternsAbout}</span>}
        isEmpty={({ patterns: all }) => all.length === 0}
        empty={said.nothingMeasured}
      >
        {(data) => <UsageList patterns={data.patterns} />}
      </Part>
    </div>
  );
}
