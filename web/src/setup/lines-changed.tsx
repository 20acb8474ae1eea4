import type { AnswerOf } from "../api/operations.ts";
import { words } from "../text/setup.ts";

type Line = AnswerOf<"POST /settings/check">["lines"][number];

/** How many lines around a change are shown. */
const AROUND = 2;

/** Runs of lines: what is far from any change is one number. */
function runsOf(lines: readonly Line[]): (Line | number)[] {
  const isNear = lines.map((_line, index) =>
    lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ kind }) => kind !== "same"),
  );
  const runs: (Line | number)[] = [];
  for (const [index, line] of lines.entries()) {
    const last = runs.at(-1);
    if (isNear[index] === true) runs.push(line);
    else if (typeof last === "number") runs[runs.length - 1] = last + 1;
    else runs.push(1);
  }
  return runs;
}

const SIGNS = { same: " ", added: "+", removed: "−" } as const;
const COLOURS = { same: "text-soft", added: "text-well", removed: "text-unwell" } as const;

/** What a save would change, line by line; sign and colour both tell it. */
export function LinesChanged({ lines }: { lines: readonly Line[] }) {
  if (lines.every(({ kind }) => kind === "same")) return <p className="text-sm text-soft">{words.settings.noChanges}</p>;
  return (
    <div
      role="region"
      aria-label={words.settings.changes}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines are scrolled by the keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-paper py-2 font-mono text-xs leading-5"
    >
      <div className="w-max min-w-full">
        {runsOf(lines).map((run, index) =>
          typeof run === "number" ? (
            // oxlint-disable-next-line react/no-array-index-key -- a run is what stands at its place
            <p key={index} className="px-3 text-soft">
              ⋯ {words.settings.same(run)}
            </p>
          ) : (
            <p key={`${run.kind}${run.line}`} className={`px-3 whitespace-pre ${COLOURS[run.kind]}`}>
              <span aria-hidden="true" className="mr-2 select-none">
                {SIGNS[run.kind]}
              </span>
              {run.kind === "same" ? null : <span className="sr-only">{words.settings[run.kind]} </span>}
              <bdi>{run.text}</bdi>
            </p>
          ),
        )}
      </div>
    </div>
  );
}
