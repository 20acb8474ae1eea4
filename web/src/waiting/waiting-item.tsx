import { useId, useState } from "react";
import { act } from "../api/acts.ts";
import type { Approval } from "../api/shapes.ts";
import { ActButton } from "../parts/act-button.tsx";
import { moment } from "../parts/units.ts";
import { words } from "../text/waiting.ts";
import { askerOf, questionOf, reasonOf } from "./asked-words.ts";
import { Details } from "./details.tsx";
import { WhatHappened } from "./what-happened.tsx";

interface WaitingItemProps {
  approval: Approval;
  /** The keyboard stands here when it comes to the list. */
  isChosen: boolean;
  /** It stands among other things: its log is a step away. */
  isShort: boolean;
  onChosen: () => void;
}

/** One thing that waits: what, why, by whom, from what it starts, how it is taken back, and the two answers. */
export function WaitingItem({ approval, isChosen, isShort, onChosen }: WaitingItemProps) {
  const { id, subject, operation, askedAt, expiresAt, undo } = approval;
  const [isOpen, setOpen] = useState(false);
  const titleId = useId();
  const about = `${operation}${subject === null ? "" : ` ${subject}`}`;
  return (
    <li
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the arrows go from one to the next
      tabIndex={isChosen ? 0 : -1}
      data-waiting={id}
      aria-labelledby={titleId}
      onFocus={onChosen}
      className="scroll-mt-16 rounded-xl border border-broken bg-card p-4 outline-offset-2 outline-unsure focus-within:outline-2"
    >
      <p id={titleId} className="font-medium wrap-anywhere">
        <bdi>{questionOf(approval)}</bdi>
      </p>
      <WhatHappened approval={approval} isShort={isShort} />
      <p className="mt-1 text-sm wrap-anywhere">
        <span className="text-soft">{words.waiting.why}: </span>
        <bdi>{reasonOf(approval)}</bdi>
      </p>
      <p className="mt-1 text-sm wrap-anywhere">
        <span className="text-soft">{words.waiting.undo}: </span>
        <bdi>{undo}</bdi>
      </p>
      <p className="mt-1 text-xs wrap-anywhere text-soft">
        <bdi>{words.waiting.askedBy(askerOf(approval), moment(askedAt))}</bdi> · {words.waiting.until(moment(expiresAt))}
      </p>
      {isOpen ? <Exactly approval={approval} /> : null}
      <div className="mt-3 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-center [&_button]:w-full sm:[&_button]:w-auto pointer-coarse:[&_button]:min-h-12">
        <span data-answer="approve" className="contents">
          <ActButton act={act("POST /approvals/{id}/approve", { id })} label={words.waiting.approve} about={about} tone="main" />
        </span>
        <span data-answer="reject" className="contents">
          <ActButton act={act("POST /approvals/{id}/reject", { id })} label={words.waiting.reject} about={about} />
        </span>
        <button
          type="button"
          data-answer="open"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="col-span-2 cursor-pointer px-2 py-1 text-sm text-soft underline underline-offset-2 sm:ml-auto pointer-coarse:py-2.5"
        >
          {isOpen ? words.waiting.less : words.waiting.more}
        </button>
      </div>
    </li>
  );
}

/** The exact input, and the state that it starts from: what is approved is this and nothing else. */
function Exactly({ approval: { operation, willChange, details, stateBefore, cause, askedBy, reason } }: { approval: Approval }) {
  return (
    <div className="mt-3 space-y-3 border-t border-line pt-3 text-sm">
      <section>
        <h3 className="mb-1 text-xs text-soft">
          {words.waiting.exactly}: <span className="font-mono">{operation}</span>
        </h3>
        {details.length === 0 ? <p>{words.waiting.noInput}</p> : null}
        <dl className="space-y-1">
          <Detail about={words.waiting.does} value={willChange} />
          {details.map(({ name, about, value }) => (
            <Detail key={name} about={about === "" ? name : about} value={value} />
          ))}
          <Detail about={words.waiting.inHydra} value={askedBy} />
          <Detail about={words.waiting.why} value={reason} />
          {cause === null ? null : <Detail about={words.waiting.wanted} value={cause} />}
        </dl>
      </section>
      {stateBefore === null || stateBefore === undefined ? null : (
        <section>
          <h3 className="mb-1 text-xs text-soft">{words.waiting.before}</h3>
          <Details value={stateBefore} />
        </section>
      )}
    </div>
  );
}

function Detail({ about, value }: { about: string; value: string }) {
  return (
    <div>
      <dt className="text-xs text-soft">
        <bdi>{about}</bdi>
      </dt>
      <dd className="wrap-anywhere whitespace-pre-wrap">
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}
