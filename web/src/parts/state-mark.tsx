import type { ClusterNode, Container } from "../api/shapes.ts";
import { text } from "../text/common.ts";

type Verdict = Container["verdict"];
type State = Verdict | ClusterNode["status"];

/** Shape and colour both tell the state, so that neither alone has to. What is not known has a colour of its own. */
const MARKS: Readonly<Record<State, { sign: string; colour: string }>> = {
  well: { sign: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11Z", colour: "text-well" },
  "broken-check": {
    sign: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12ZM8 3.7a4.3 4.3 0 0 1 0 8.6Z",
    colour: "text-broken",
  },
  degraded: { sign: "M8 2.2 14.6 13.5H1.4Z", colour: "text-broken" },
  down: { sign: "M4.2 2.5 8 6.3l3.8-3.8 1.7 1.7L9.7 8l3.8 3.8-1.7 1.7L8 9.7l-3.8 3.8-1.7-1.7L6.3 8 2.5 4.2Z", colour: "text-unwell" },
  unwell: { sign: "M4.2 2.5 8 6.3l3.8-3.8 1.7 1.7L9.7 8l3.8 3.8-1.7 1.7L8 9.7l-3.8 3.8-1.7-1.7L6.3 8 2.5 4.2Z", colour: "text-unwell" },
  unsure: { sign: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12ZM8 3.7a4.3 4.3 0 1 1 0 8.6a4.3 4.3 0 1 1 0-8.6Z", colour: "text-unsure" },
  unknown: { sign: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12ZM8 3.7a4.3 4.3 0 1 1 0 8.6a4.3 4.3 0 1 1 0-8.6Z", colour: "text-unsure" },
  off: { sign: "M3 7h10v2H3Z", colour: "text-off" },
};

/** The sign alone; its word has to stand beside it. */
export function StateSign({ state }: { state: State }) {
  const { sign, colour } = MARKS[state];
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={`${colour} size-3.5 shrink-0 fill-current`}>
      <path fillRule="evenodd" d={sign} />
    </svg>
  );
}

export function StateWord({ state }: { state: State }) {
  const isQuiet = state === "well" || state === "off";
  return <span className={`whitespace-nowrap ${isQuiet ? "text-soft" : MARKS[state].colour}`}>{text.states[state]}</span>;
}
