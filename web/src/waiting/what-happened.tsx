import { Link } from "wouter";
import { useRead } from "../api/reads.ts";
import type { Approval, Incident, Story } from "../api/shapes.ts";
import { addressOf } from "../containers/address.ts";
import { EvidenceLog } from "../incidents/evidence-log.tsx";
import { isStanding } from "../incidents/standing.ts";
import { words } from "../text/waiting.ts";
import { nodeOf } from "./asked-words.ts";

const LINK = "underline underline-offset-2 hover:text-ink pointer-coarse:py-2.5";

/** What went before: the open incident of the container that it is about, its last lines, and the way to all of it. */
export function WhatHappened({ approval, isShort }: { approval: Approval; isShort: boolean }) {
  const incidents = useRead("GET /incidents");
  const incident = incidents.data?.incidents.find((each) => isStanding(each) && isAbout(each, approval));
  const story = useRead("GET /incidents/{id}", incident === undefined ? null : { id: incident.id }).data;
  const isOfContainer = approval.operation.startsWith("containers.");
  const name = approval.subject;
  // Of a name without its node only what bears it alone is meant.
  const bearers = useRead("GET /containers/list", isOfContainer ? {} : null).data?.containers.filter((each) => each.name === name) ?? [];
  const node = incident?.subject.node ?? nodeOf(approval.input) ?? (bearers.length === 1 ? bearers[0]?.node : undefined) ?? null;
  if (incident === undefined && (!isOfContainer || node === null || name === null)) return null;
  return (
    <div className="mt-1.5 space-y-1.5 text-sm">
      {incident === undefined ? null : (
        <p className="wrap-anywhere">
          <bdi>{words.waiting.sentence(incident.sentence)}</bdi>
          {story === undefined ? null : <End story={story} />}
        </p>
      )}
      {story === undefined || story.subject.kind !== "container" ? null : isShort ? (
        <LastLine story={story} />
      ) : (
        <div className="max-h-56 overflow-auto">
          <EvidenceLog story={story} evidence={story.diagnosis.evidence.filter(({ source }) => source === "log")} />
        </div>
      )}
      <p className="flex flex-wrap gap-x-4 text-xs text-soft">
        {incident === undefined ? null : (
          <Link href={`/incidents/${encodeURIComponent(incident.id)}`} className={LINK}>
            {words.waiting.story}
          </Link>
        )}
        {node === null || name === null || (incident !== undefined && incident.subject.kind !== "container") ? null : (
          <Link href={addressOf({ node, name })} className={LINK}>
            <bdi>{words.waiting.open(name)}</bdi>
          </Link>
        )}
      </p>
    </div>
  );
}

/** How it ended, as it was seen last, and why, where that is known. */
function End({ story: { signals, diagnosis } }: { story: Story }) {
  const bad = signals.filter(({ isBad }) => isBad);
  // How a program ended is a fact; what is thought of it stands in the sentence.
  const last = (bad.findLast(({ kind }) => kind === "exit") ?? bad.at(-1))?.detail;
  return (
    <span className="text-soft">
      {last === undefined ? null : (
        <>
          {" "}
          <bdi>{words.waiting.sentence(last)}</bdi>
        </>
      )}
      {diagnosis.category === "unknown" ? null : ` ${words.waiting.because(diagnosis.category)}`}
    </span>
  );
}

/** Where something else stands beside it: the line that tells most. */
function LastLine({ story: { diagnosis } }: { story: Story }) {
  const line = diagnosis.evidence.find(({ source }) => source === "log")?.line;
  return line === undefined ? null : (
    <p className="line-clamp-2 font-mono text-xs wrap-anywhere text-unwell">
      <bdi>{line}</bdi>
    </p>
  );
}

function isAbout({ subject }: Incident, { subject: name, input }: Approval): boolean {
  const node = nodeOf(input);
  return subject.name === name && (node === null || node === subject.node);
}
