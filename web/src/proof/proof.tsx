import { Link, useParams } from "wouter";
import { PageTitle } from "../parts/part.tsx";
import { words } from "../text/proof.ts";
import { Drills } from "./drills.tsx";
import { Figures } from "./figures.tsx";
import { HealingRecord } from "./healing-record.tsx";
import { Told } from "./told.tsx";

const TABS = [
  { part: undefined, to: "/proof", label: words.tabs.figures, Body: Figures },
  { part: "drills", to: "/proof/drills", label: words.tabs.drills, Body: Drills },
  { part: "record", to: "/proof/record", label: words.tabs.record, Body: HealingRecord },
  { part: "told", to: "/proof/told", label: words.tabs.told, Body: Told },
] as const;

/** Whether Hydra keeps its word: measured, or said not to be. */
export default function Proof() {
  const { part } = useParams();
  const { Body } = TABS.find((tab) => tab.part === part) ?? TABS[0];
  return (
    <div className="max-w-5xl">
      <PageTitle title={words.title} aside={<p className="text-sm text-soft">{words.intro}</p>} />
      <nav aria-label={words.title} className="mb-4 flex gap-1 overflow-x-auto border-b border-line">
        {TABS.map(({ part: own, to, label, Body: TabBody }) => (
          <Link
            key={to}
            href={to}
            aria-current={own === part || (own === undefined && TabBody === Body) ? "page" : undefined}
            className="border-b-2 border-transparent px-3 py-1.5 text-sm whitespace-nowrap text-soft hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-ink aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:py-3"
          >
            {label}
          </Link>
        ))}
      </nav>
      <Body />
    </div>
  );
}
