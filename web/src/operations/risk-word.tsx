import { words } from "../text/operations.ts";
import type { Risk } from "./catalogue.ts";

const COLOURS: Readonly<Record<Risk, string>> = {
  read: "text-soft",
  undoable: "text-unsure",
  lasting: "text-broken",
  destroying: "text-unwell",
};

/** How much an operation changes, in words; the colour only repeats it. */
export function RiskWord({ risk }: { risk: Risk }) {
  return <span className={`text-xs whitespace-nowrap ${COLOURS[risk]}`}>{words.risks[risk]}</span>;
}
