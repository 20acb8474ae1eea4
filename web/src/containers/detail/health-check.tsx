import type { AnswerOf } from "../../api/operations.ts";
import { moment } from "../../parts/units.ts";
import { words } from "../../text/containers.ts";

type Details = AnswerOf<"GET /containers/show/{name}">;

/** How a container checks itself, and what that said lately. */
export function HealthCheck({ details: { healthCheck, healthRuns } }: { details: Details }) {
  if (healthCheck === null) return <p className="text-sm text-soft">{words.noCheck}</p>;
  const { test, intervalMs, timeoutMs, retries } = healthCheck;
  const [how = "", ...rest] = test;
  const command = (how === "CMD" || how === "CMD-SHELL" ? rest : test).join(" ");
  return (
    <>
      <code className="block rounded bg-paper px-2 py-1 font-mono text-xs wrap-anywhere">
        <bdi>{command}</bdi>
      </code>
      <p className="mt-1 text-xs text-soft">{words.checkEvery(words.seconds(intervalMs), words.seconds(timeoutMs), retries)}</p>
      {healthRuns.length === 0 ? (
        <p className="mt-2 text-sm text-soft">{words.noRuns}</p>
      ) : (
        <ol aria-label={words.checkRuns} className="mt-2 space-y-1">
          {withoutRepeats(healthRuns).map((run) => (
            <li key={run.startedAt} className="text-sm">
              <p className="flex flex-wrap gap-x-3">
                <time className="text-soft tabular-nums" dateTime={run.startedAt}>
                  {moment(run.startedAt)}
                </time>
                <span className={run.exitCode === 0 ? "text-well" : "text-unwell"}>{outcome(run, timeoutMs)}</span>
                <span className="text-soft">{words.seconds(Date.parse(run.endedAt) - Date.parse(run.startedAt))}</span>
                {isShort(run.output) ? <bdi className="min-w-0 truncate font-mono text-xs leading-5">{run.output}</bdi> : null}
              </p>
              {isShort(run.output) ? null : (
                <pre className="max-h-40 overflow-auto rounded bg-paper px-2 py-1 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
                  <bdi>{run.output}</bdi>
                </pre>
              )}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

/** It has room beside the rest. */
function isShort(output: string): boolean {
  return output.length <= 40 && !output.trim().includes("\n");
}

type Run = Details["healthRuns"][number];

/** Newest first; what was said before in the same words is not said again. */
function withoutRepeats(runs: readonly Run[]): Run[] {
  const newestFirst = runs.toReversed();
  return newestFirst.map((run, index) => (run.output === newestFirst[index - 1]?.output ? { ...run, output: "" } : run));
}

function outcome({ exitCode, startedAt, endedAt }: Run, timeoutMs: number): string {
  if (exitCode === 0) return words.checkPassed;
  if (exitCode !== -1) return words.checkFailed(exitCode);
  return Date.parse(endedAt) - Date.parse(startedAt) >= timeoutMs ? words.checkCut : words.checkNotStarted;
}
