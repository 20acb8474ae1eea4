import { moment } from "../../parts/units.ts";
import { words } from "../../text/containers.ts";
import { lifeline, phaseOf, spanOf, type Change, type Phase } from "./lifeline.ts";

const HEIGHT = 20;
const HOUR_MS = 3_600_000;
const SHOWN = 12;

/** Colour and height tell a phase: tall it ran, low it did not, a line nobody knows. */
const LOOKS: Readonly<Record<Phase, { fill: string; text: string; height: number }>> = {
  well: { fill: "fill-well", text: "text-well", height: 20 },
  running: { fill: "fill-soft/50", text: "text-soft", height: 20 },
  starting: { fill: "fill-unsure/70", text: "text-unsure", height: 14 },
  ill: { fill: "fill-broken", text: "text-broken", height: 20 },
  restarting: { fill: "fill-unwell", text: "text-unwell", height: 12 },
  ended: { fill: "fill-off/60", text: "text-soft", height: 6 },
  failed: { fill: "fill-unwell", text: "text-unwell", height: 8 },
  off: { fill: "fill-off/60", text: "text-soft", height: 6 },
  unknown: { fill: "fill-unsure/40", text: "text-unsure", height: 2 },
};

/** What a container went through: a strip over time, and its last changes in words. */
export function StateHistory({ changes, now }: { changes: readonly Change[]; now: number }) {
  if (changes.length === 0) return <p className="text-sm text-soft">{words.historyNone}</p>;
  const hours = spanOf(changes, now);
  const span = words.historyOf(hours);
  const start = now - hours * HOUR_MS;
  return (
    <>
      <svg
        className="h-5 w-full"
        viewBox={`0 0 1000 ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.historyLabel(changes.length, span)}
      >
        {lifeline(changes, start, now).map(({ phase, from, to }) => {
          const { fill, height } = LOOKS[phase];
          // However short it was, it is to be seen.
          const width = Math.max(2, (to - from) * 1_000);
          return <rect key={from} className={fill} x={from * 1_000} y={HEIGHT - height} width={width} height={height} />;
        })}
      </svg>
      <p className="mt-0.5 flex justify-between text-xs text-soft">
        <span>{moment(new Date(start).toISOString())}</span>
        <span>{words.now}</span>
      </p>
      <ol className="mt-2 space-y-0.5 text-sm">
        {changes.slice(0, SHOWN).map((change) => {
          const phase = phaseOf(change);
          return (
            <li key={`${change.at} ${change.containerId} ${phase}`} className="flex gap-3">
              <time className="w-36 shrink-0 text-soft tabular-nums" dateTime={change.at}>
                {moment(change.at)}
              </time>
              <span className={LOOKS[phase].text}>
                {words.phases[phase]}
                {change.exitCode === null || change.state === "running" ? null : (
                  <span className="text-soft">, {words.exitCode(change.exitCode)}</span>
                )}
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}
