import { useEffect, useMemo, useState, type ReactNode } from "react";
import { Refused } from "../api/ask.ts";
import { Trouble } from "../parts/part.tsx";
import { size } from "../parts/units.ts";
import { words } from "../text/operations.ts";
import { AnswerValue } from "./answer-value.tsx";
import type { Outcome } from "./run-operation.ts";
import type { Run } from "./use-run.ts";

/** What came of a call: the answer, what comes of it piece by piece, a file, a refusal, or that it has to be said twice. */
export function OperationAnswer({ run }: { run: Run }) {
  const { outcome, error, confirm, forget } = run;
  return (
    <div className="space-y-3" aria-live="polite">
      {outcome?.kind === "asked-again" ? (
        <Frame title={outcome.why} tone="border-broken">
          <p className="flex flex-wrap gap-2">
            <button
              type="button"
              data-confirm
              className={`${BUTTON} border-ink bg-ink text-paper`}
              onClick={() => confirm(outcome.approvalId)}
            >
              {words.confirm}
            </button>
            <button type="button" className={`${BUTTON} border-line bg-paper`} onClick={forget}>
              {words.leave}
            </button>
          </p>
        </Frame>
      ) : null}
      {outcome?.kind === "value" ? <ValueFrame value={outcome.value} tookMs={outcome.tookMs} /> : null}
      {outcome?.kind === "stream" ? <StreamFrame {...outcome} /> : null}
      {outcome?.kind === "file" ? <FileFrame {...outcome} /> : null}
      {error === null ? null : error instanceof Refused ? <Refusal error={error} /> : <Trouble error={error} />}
    </div>
  );
}

const BUTTON = "cursor-pointer rounded-lg border px-3 py-1.5 text-sm font-medium pointer-coarse:min-h-11";

function Frame({ title, tone = "border-line", aside, children }: { title: string; tone?: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={`min-w-0 rounded-lg border bg-card p-3 ${tone}`}>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-sm font-medium wrap-anywhere">
          <bdi>{title}</bdi>
        </h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** In Hydra's words. What stands beside a field is not said again. */
function Refusal({ error: { message } }: { error: Refused }) {
  return (
    <p role="alert" className="rounded-lg border border-unwell bg-card p-3 text-sm wrap-anywhere text-unwell">
      <bdi>{message}</bdi>
    </p>
  );
}

function ValueFrame({ value, tookMs }: { value: unknown; tookMs: number }) {
  const [isRaw, setRaw] = useState(false);
  return (
    <Frame
      title={words.answer}
      aside={
        <span className="flex items-center gap-3 text-xs text-soft">
          {words.tookMs(tookMs)}
          <button
            type="button"
            aria-pressed={isRaw}
            onClick={() => setRaw(!isRaw)}
            className="cursor-pointer underline underline-offset-2 pointer-coarse:min-h-11"
          >
            {isRaw ? words.asWell : words.raw}
          </button>
        </span>
      }
    >
      {isRaw ? <RawJson value={value} /> : <AnswerValue value={value} />}
    </Frame>
  );
}

function RawJson({ value }: { value: unknown }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard
    <pre tabIndex={0} className="max-h-[60dvh] overflow-auto rounded bg-paper p-2 font-mono text-xs whitespace-pre-wrap wrap-anywhere">
      <bdi>{JSON.stringify(value, null, 2)}</bdi>
    </pre>
  );
}

function StreamFrame({ items, count, state }: Extract<Outcome, { kind: "stream" }>) {
  const said = { coming: words.under, ended: words.ended, stopped: words.stopped }[state];
  return (
    <Frame
      title={words.lineCount(count)}
      aside={
        <span className="text-xs text-soft">
          {said} {count > items.length ? words.firstLines(items.length) : ""}
        </span>
      }
    >
      <ol className="flex max-h-[60dvh] flex-col-reverse overflow-auto rounded bg-paper p-2 font-mono text-xs">
        {items
          .map((item, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- its number since the beginning
            <li key={count - items.length + index} className="border-b border-line py-0.5 whitespace-pre-wrap wrap-anywhere last:border-0">
              <bdi>{typeof item === "string" ? item : JSON.stringify(item)}</bdi>
            </li>
          ))
          .toReversed()}
      </ol>
    </Frame>
  );
}

const SHOWN_BYTES = 200_000;

function FileFrame({ blob, name, mediaType }: Extract<Outcome, { kind: "file" }>) {
  const address = useMemo(() => URL.createObjectURL(blob), [blob]);
  const [text, setText] = useState<string | null>(null);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  useEffect(() => {
    if (/^text\/|[/+](json|xml|yaml)$/.test(mediaType) && blob.size <= SHOWN_BYTES) void blob.text().then(setText);
  }, [blob, mediaType]);
  return (
    <Frame title={`${name}, ${mediaType}`}>
      <a href={address} download={name} className="text-sm font-medium underline underline-offset-2">
        {words.save(name, size(blob.size))}
      </a>
      {text === null ? null : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard
        <pre
          tabIndex={0}
          className="mt-2 max-h-[60dvh] overflow-auto rounded bg-paper p-2 font-mono text-xs whitespace-pre-wrap wrap-anywhere"
        >
          <bdi>{text}</bdi>
        </pre>
      )}
    </Frame>
  );
}
