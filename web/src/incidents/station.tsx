import type { ReactNode } from "react";
import { moment } from "../parts/units.ts";

const TONES = {
  unwell: "bg-unwell",
  broken: "bg-broken",
  unsure: "bg-unsure",
  well: "bg-well",
  off: "bg-off",
  soft: "bg-soft",
} as const;
export type Tone = keyof typeof TONES;

interface StationProps {
  title: string;
  /** ISO 8601. */
  at?: string | null;
  tone?: Tone;
  /** Beside the title. */
  aside?: ReactNode;
  children?: ReactNode;
}

/** One stop of a story, on the line that runs through it. */
export function Station({ title, at = null, tone = "soft", aside, children }: StationProps) {
  return (
    <li className="relative pb-6 pl-6 before:absolute before:top-3 before:bottom-[-0.25rem] before:left-[5px] before:w-0.5 before:bg-line last:pb-0 last:before:hidden">
      <span aria-hidden="true" className={`absolute top-1.5 left-0 size-3 rounded-full ring-4 ring-paper ${TONES[tone]}`} />
      <div className="mb-1.5 flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="font-semibold wrap-anywhere">{title}</h2>
        {aside === undefined ? null : <span className="text-sm text-soft">{aside}</span>}
        {at === null ? null : (
          <time dateTime={at} className="ml-auto text-xs text-soft tabular-nums">
            {moment(at)}
          </time>
        )}
      </div>
      <div className="space-y-2 text-sm">{children}</div>
    </li>
  );
}
