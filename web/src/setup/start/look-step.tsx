import { useRead } from "../../api/reads.ts";
import { Part } from "../../parts/part.tsx";
import { StateSign } from "../../parts/state-mark.tsx";
import { words } from "../../text/setup.ts";

const COUNTED = [
  ["well", "well"],
  ["brokenCheck", "broken-check"],
  ["down", "down"],
  ["unsure", "unsure"],
  ["off", "off"],
] as const;

/** States and verdicts as they come in. */
export function LookStep() {
  const overview = useRead("GET /overview");
  const containers = useRead("GET /containers/list");
  const verdicts = useRead("GET /verdicts");
  const all = containers.data?.containers.length;
  const judged = verdicts.data?.verdicts.length;
  const isOver = verdicts.data !== undefined && verdicts.data.firstSightAt !== null;
  return (
    <Part query={overview}>
      {({ counts }) => (
        <div className="space-y-3">
          {all === 0 ? (
            <p className="text-sm">
              {words.start.look.none} <span className="text-soft">{words.start.look.noneHow}</span>
            </p>
          ) : (
            <p className="text-sm text-soft">{isOver ? words.start.look.over : words.start.look.still}</p>
          )}
          {all === undefined || judged === undefined || all === 0 ? null : (
            <div>
              <p className="text-sm tabular-nums" role="status">
                {words.start.look.seen(Math.min(judged, all), all)}
              </p>
              <progress
                aria-label={words.start.look.seen(Math.min(judged, all), all)}
                value={Math.min(judged, all)}
                max={all}
                className="mt-1.5 block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-well [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-well"
              />
            </div>
          )}
          <dl className="grid grid-cols-3 gap-2 sm:grid-cols-5">
            {COUNTED.map(([name, state]) => (
              <div key={name} className="rounded-lg border border-line bg-paper px-3 py-2">
                <dt className="flex items-center gap-1.5 text-xs text-soft">
                  <StateSign state={state} />
                  {words.start.look.counts[name]}
                </dt>
                <dd className="text-xl font-semibold tabular-nums">{counts[name]}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </Part>
  );
}
