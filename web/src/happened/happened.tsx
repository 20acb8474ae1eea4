import { useParams } from "wouter";
import { PageTitle } from "../parts/part.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { words } from "../text/happened.ts";
import { ChainBadge } from "./chain-badge.tsx";
import { Deeds } from "./deeds.tsx";
import { Jobs } from "./jobs.tsx";

/** What was done, refused and asked, and whether the record of it is whole. */
export default function Happened() {
  const { part } = useParams();
  const isJobs = part === "jobs";
  return (
    <div className="max-w-4xl">
      <PageTitle title={words.title} aside={<ChainBadge />} />
      <Tabs
        label={words.title}
        tabs={[
          { to: "/happened", title: words.tabs.audit, isOpen: !isJobs },
          { to: "/happened/jobs", title: words.tabs.jobs, isOpen: isJobs },
        ]}
      />
      {isJobs ? <Jobs /> : <Deeds />}
    </div>
  );
}
