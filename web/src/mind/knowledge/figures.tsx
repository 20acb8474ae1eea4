import { useState } from "react";
import type { AnswerOf } from "../../api/operations.ts";
import { useRead } from "../../api/reads.ts";
import { Part } from "../../parts/part.tsx";
import { moment, size } from "../../parts/units.ts";
import { words } from "../../text/mind.ts";
import { Card, Figure } from "../card.tsx";
import { growthBars, type GrowthBar } from "./growth.ts";

const said = words.knowledge;

/** How much is known, how it grows, and what the nights found. */
export function Figures() {
  const metrics = useRead("GET /knowledge/metrics");
  const audits = useRead("GET /knowledge/audits", { limit: 7 });
  return (
    <div className="min-w-0 space-y-6">
      <Part title={said.upkeep} query={metrics}>
        {(data) => <Numbers metrics={data} />}
      </Part>
      <Part title={said.audits} query={audits} isEmpty={(data) => data.audits.length === 0} empty={said.noAudits}>
        {(data) => (
          <ul className="space-y-1.5 text-sm">
            {data.audits.map(({ at, examined, junk, junkRate, reasons }) => (
              <li key={at} className="grid grid-cols-[auto_1fr] gap-x-3">
                <span className="text-xs text-soft tabular-nums">{moment(at)}</span>
                <span className="min-w-0">
                  {junkRate === null ? said.auditNothing : said.audit(junk, examined)}
                  {Object.entries(reasons).map(([reason, count]) => (
                    <span key={reason} className="block text-xs wrap-anywhere text-soft">
                      <bdi>{reason}</bdi>: {count}
                    </span>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Part>
    </div>
  );
}

function Numbers({ metrics }: { metrics: AnswerOf<"GET /knowledge/metrics"> }) {
  const { total, chunks, sizeBytes, staleCount, duplicateCount, growth } = metrics;
  const [openedAt] = useState(() => new Date());
  const bars = growthBars(growth, openedAt);
  return (
    <Card>
      <dl className="grid grid-cols-3 gap-3">
        <Figure value={total.toLocaleString()} label={said.entries} />
        <Figure value={chunks.toLocaleString()} label={said.pieces} />
        <Figure value={size(sizeBytes)} label={said.kept} />
        <Figure value={staleCount.toLocaleString()} label={said.staleCount} tone={staleCount > 0 ? "text-broken" : ""} />
        <Figure value={duplicateCount.toLocaleString()} label={said.duplicates} tone={duplicateCount > 0 ? "text-broken" : ""} />
      </dl>
      <p className="mt-4 mb-1 text-xs text-soft">{said.growth}</p>
      {growth.length === 0 ? <p className="text-sm text-soft">{said.noGrowth}</p> : <Growth bars={bars} />}
    </Card>
  );
}

function Growth({ bars }: { bars: readonly GrowthBar[] }) {
  const added = bars.reduce((sum, bar) => sum + bar.added, 0);
  const removed = bars.reduce((sum, bar) => sum + bar.removed, 0);
  return (
    <svg viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label={said.growthAbout(added, removed)} className="h-12 w-full">
      {bars.map(({ day, height, ...bar }, index) => (
        <g key={day}>
          <title>{said.day(day, bar.added, bar.removed)}</title>
          <rect x={index * 4} y="0" width="4" height="32" className="fill-transparent" />
          <rect
            x={index * 4 + 0.5}
            y={31 - height * 29}
            width="3"
            height={1 + height * 29}
            className={height === 0 ? "fill-line" : "fill-unsure"}
          />
        </g>
      ))}
    </svg>
  );
}
