import type { Finding } from "./api.ts";
import { StateMark } from "./state-mark.tsx";
import { text } from "./text.ts";

function FindingItem({ finding }: { finding: Finding }) {
  const { title, advice, verdict, containers } = finding;
  const wereAllIll = containers.every(({ wasIllAtFirstSight }) => wasIllAtFirstSight);
  return (
    <li className="rounded-xl border border-line bg-card p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="font-semibold">
          {title} <span className="font-normal text-soft">{containers.length}</span>
        </h3>
        <StateMark verdict={verdict} />
      </div>
      {advice === null ? null : <p className="mt-1 text-sm text-soft">{advice}</p>}
      <ul className="mt-3 flex flex-wrap gap-2">
        {containers.map(({ name, node, evidence }) => (
          <li key={`${node}/${name}`} className="max-w-full">
            <details className="rounded-lg border border-line px-2.5 py-1 text-sm open:w-full">
              <summary className="cursor-pointer truncate">{name}</summary>
              <ul className="mt-1 space-y-0.5 pb-1 font-mono text-xs text-soft">
                {evidence.map((line) => (
                  <li key={line} className="break-words">
                    {line}
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
      {wereAllIll ? <p className="mt-2 text-xs text-soft">{text.wasIllBefore}</p> : null}
    </li>
  );
}

export function FindingList({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return <p className="text-soft">{text.noFindings}</p>;
  return (
    <ul className="space-y-3">
      {findings.map((finding) => (
        <FindingItem key={finding.cause} finding={finding} />
      ))}
    </ul>
  );
}
