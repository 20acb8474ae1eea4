import { Fragment, useState } from "react";
import type { Finding } from "../api/shapes.ts";
import { EvidenceList } from "../parts/said.tsx";
import { StateSign } from "../parts/state-mark.tsx";
import { text } from "../text/common.ts";
import { words } from "../text/now.ts";

/** One cause: what it is and whom it hits at a glance, the evidence and what to do when opened. */
function FindingItem({ finding }: { finding: Finding }) {
  const { title, advice, verdict, containers } = finding;
  const [isOpen, setIsOpen] = useState(false);
  const hasTwoNodes = new Set(containers.map(({ node }) => node)).size > 1;
  const nameOf = ({ name, node }: Finding["containers"][number]): string => (hasTwoNodes ? `${name} (${node})` : name);
  return (
    <li>
      <details className="group" onToggle={(toggle) => setIsOpen(toggle.currentTarget.open)}>
        <summary className="grid cursor-pointer list-none grid-cols-[auto_1fr_auto] gap-x-2.5 px-3 py-2 hover:bg-paper pointer-coarse:py-3">
          <span className="pt-1">
            <StateSign state={verdict === "well" ? "unsure" : verdict} />
            <span className="sr-only">{text.states[verdict]}</span>
          </span>
          <span className="min-w-0">
            <span className="block text-sm leading-5 font-medium">{title}</span>
            <span className="line-clamp-2 text-sm leading-5 wrap-anywhere text-soft group-open:hidden">
              {containers.map((container, index) => (
                <Fragment key={`${container.node}/${container.name}`}>
                  {index === 0 ? "" : ", "}
                  <bdi>{nameOf(container)}</bdi>
                </Fragment>
              ))}
            </span>
          </span>
          <span className="pt-0.5 text-sm leading-4 text-soft tabular-nums">{containers.length}</span>
        </summary>
        {isOpen ? (
          <div className="space-y-3 px-3 pt-1 pb-3 pl-9 text-sm">
            {advice === null ? null : <p>{advice}</p>}
            <ul className="space-y-2">
              {containers.map((container) => (
                <li key={`${container.node}/${container.name}`}>
                  <p className="font-medium wrap-anywhere">
                    <bdi>{nameOf(container)}</bdi>
                  </p>
                  <EvidenceList evidence={container.evidence} />
                </li>
              ))}
            </ul>
            {containers.every(({ wasIllAtFirstSight }) => wasIllAtFirstSight) ? (
              <p className="text-xs text-soft">{words.wasSoBefore(containers.length)}</p>
            ) : null}
          </div>
        ) : null}
      </details>
    </li>
  );
}

export function FindingList({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-card">
      {findings.map((finding) => (
        <FindingItem key={finding.cause} finding={finding} />
      ))}
    </ul>
  );
}
