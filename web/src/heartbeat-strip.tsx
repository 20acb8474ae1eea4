import type { Monitor } from "./api.ts";
import { text } from "./text.ts";

const BARS = 30;
const BAR_LOOKS: Readonly<Record<string, string>> = {
  up: "fill-well",
  down: "fill-unwell",
  unknown: "fill-off opacity-40",
};

/** The last probes of a service, newest right: tall and green answered, short and red did not. */
export function HeartbeatStrip({ monitor }: { monitor: Monitor | undefined }) {
  const beats = monitor?.beats.slice(-BARS) ?? [];
  const answered = beats.filter(({ outcome }) => outcome === "up").length;
  const empty = BARS - beats.length;
  return (
    <svg
      className="h-4 w-32"
      viewBox={`0 0 ${BARS * 4} 16`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text.beats(answered, beats.length)}
    >
      {Array.from({ length: BARS }, (_, index) => {
        const beat = index < empty ? undefined : beats[index - empty];
        const isDown = beat?.outcome === "down";
        const looks = beat === undefined ? "fill-line" : BAR_LOOKS[beat.outcome];
        // oxlint-disable-next-line react/no-array-index-key -- the place in the strip is the bar's identity
        return <rect key={index} className={looks} x={index * 4} y={isDown ? 7 : 1} width="2.6" height={isDown ? 9 : 14} rx="1" />;
      })}
    </svg>
  );
}
