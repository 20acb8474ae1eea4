import { memo } from "react";
import type { Monitor } from "../api/shapes.ts";
import { text } from "../text/common.ts";

const BARS = 15;
const STEP = 4;
const WIDTH = BARS * STEP;

type Outcome = Monitor["state"];

/** The shape of each outcome, at x: tall it answered, low it did not, a dot nobody knows. */
const SHAPES: Readonly<Record<Outcome, (x: number) => string>> = {
  up: (x) => `M${x} 1h2.6v14h-2.6Z`,
  down: (x) => `M${x} 8h2.6v7h-2.6Z`,
  unknown: (x) => `M${x} 11h2.6v2.6h-2.6Z`,
};
const COLOURS: Readonly<Record<Outcome, string>> = { up: "fill-well", down: "fill-unwell", unknown: "fill-unsure" };
const OUTCOMES = ["up", "down", "unknown"] as const;

/** The last probes of a service, newest right; three paths, however many bars. */
export const HeartbeatStrip = memo(function HeartbeatStrip({ beats }: { beats: Monitor["beats"] }) {
  const shown = beats.slice(-BARS);
  const first = BARS - shown.length;
  const answered = shown.filter(({ outcome }) => outcome === "up").length;
  const path = (wanted: Outcome): string =>
    shown.map(({ outcome }, index) => (outcome === wanted ? SHAPES[wanted]((first + index) * STEP) : "")).join("");
  return (
    <svg className="h-4 w-15 shrink-0" viewBox={`0 0 ${WIDTH} 16`} role="img" aria-label={text.beats(answered, shown.length)}>
      <path className="fill-line" d={Array.from({ length: first }, (_, index) => `M${index * STEP} 13h2.6v1.6h-2.6Z`).join("")} />
      {OUTCOMES.map((outcome) => (
        <path key={outcome} className={COLOURS[outcome]} d={path(outcome)} />
      ))}
    </svg>
  );
});
