import { Link, useParams } from "wouter";
import { PageTitle } from "../parts/part.tsx";
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
      <nav aria-label={words.title} className="mb-4 flex gap-1 border-b border-line">
        <Tab to="/happened" label={words.tabs.audit} isHere={!isJobs} />
        <Tab to="/happened/jobs" label={words.tabs.jobs} isHere={isJobs} />
      </nav>
      {isJobs ? <Jobs /> : <Deeds />}
    </div>
  );
}

function Tab({ to, label, isHere }: { to: string; label: string; isHere: boolean }) {
  return (
    <Link
      href={to}
      aria-current={isHere ? "page" : undefined}
      className="-mb-px border-b-2 border-transparent px-3 py-1.5 text-sm text-soft hover:text-ink aria-[current=page]:border-ink aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:py-3"
    >
      {label}
    </Link>
  );
}
