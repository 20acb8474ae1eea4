import type { Container } from "./api.ts";
import { text } from "./text.ts";

type Verdict = Container["verdict"];

/** Shape and colour both tell the state, so that neither alone has to. */
const MARKS: Readonly<Record<Verdict, { sign: string; colour: string }>> = {
  well: { sign: "●", colour: "text-well" },
  "broken-check": { sign: "◐", colour: "text-unsure" },
  down: { sign: "✕", colour: "text-unwell" },
  unsure: { sign: "○", colour: "text-unsure" },
  off: { sign: "–", colour: "text-off" },
};

export function StateMark({ verdict }: { verdict: Verdict }) {
  const { sign, colour } = MARKS[verdict];
  return (
    <span className={`${colour} inline-flex items-baseline gap-1.5 whitespace-nowrap font-medium`}>
      <span aria-hidden="true" className="inline-block w-3 text-center">
        {sign}
      </span>
      {text.verdicts[verdict]}
    </span>
  );
}
