import { useParams } from "wouter";
import { PageTitle } from "../parts/part.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { words } from "../text/proof.ts";
import { Drills } from "./drills.tsx";
import { Figures } from "./figures.tsx";
import { HealingRecord } from "./healing-record.tsx";
import { Told } from "./told.tsx";

const TABS = [
  { part: undefined, to: "/proof", title: words.tabs.figures, Body: Figures },
  { part: "drills", to: "/proof/drills", title: words.tabs.drills, Body: Drills },
  { part: "record", to: "/proof/record", title: words.tabs.record, Body: HealingRecord },
  { part: "told", to: "/proof/told", title: words.tabs.told, Body: Told },
] as const;

/** Whether Hydra keeps its word: measured, or said not to be. */
export default function Proof() {
  const { part } = useParams();
  const { Body } = TABS.find((tab) => tab.part === part) ?? TABS[0];
  return (
    <div className="max-w-5xl">
      <PageTitle title={words.title} aside={<p className="text-sm text-soft">{words.intro}</p>} />
      <Tabs label={words.title} tabs={TABS.map(({ to, title, Body: own }) => ({ to, title, isOpen: own === Body }))} />
      <Body />
    </div>
  );
}
