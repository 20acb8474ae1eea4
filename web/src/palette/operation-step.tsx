import { useEffect, useRef, useState, type RefObject } from "react";
import { Link } from "wouter";
import { Refused } from "../api/ask.ts";
import { Icon } from "../parts/icon.tsx";
import type { CataloguedOperation } from "../operations/catalogue.ts";
import { draftOf, readDraft, type Draft } from "../operations/draft.ts";
import { OperationAnswer } from "../operations/operation-answer.tsx";
import { OperationForm } from "../operations/operation-form.tsx";
import { RiskWord } from "../operations/risk-word.tsx";
import { useRun } from "../operations/use-run.ts";
import { words as operationWords } from "../text/operations.ts";
import { words } from "../text/palette.ts";

interface OperationStepProps {
  op: CataloguedOperation;
  input: Readonly<Record<string, unknown>>;
  isAtOnce: boolean;
  /** Where this step says what one step back is inside it. */
  back: RefObject<() => boolean>;
  onBack: () => void;
  onLeave: () => void;
}

/** One operation inside the palette: what will happen, its form, and what came of it, in place. */
export function OperationStep({ op, input, isAtOnce, back, onBack, onLeave }: OperationStepProps) {
  const place = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState<Draft>(() => draftOf(op.fields, input));
  const run = useRun(op);
  const hasEnded = !run.isRunning && (run.outcome !== null || run.error !== null);
  const { start, forget } = run;
  const wasStarted = useRef(false);

  useEffect(() => {
    if (isAtOnce && !wasStarted.current) {
      wasStarted.current = true;
      start(input);
      place.current?.focus();
    } else if (!isAtOnce) {
      const isReady =
        Object.keys(input).length > 0 && readDraft(op.fields, draftOf(op.fields, input), operationWords.mistakes).mistakes.length === 0;
      const field = place.current?.querySelector<HTMLElement>("form input, form select, form textarea");
      // What is whole is done by Enter.
      const button = place.current?.querySelector<HTMLElement>('form button[type="submit"]');
      ((isReady ? null : field) ?? button)?.focus();
    }
    // oxlint-disable-next-line react/exhaustive-deps -- once, as it opens
  }, []);
  useEffect(() => {
    // The button that was pressed was off meanwhile, and so lost the keyboard.
    if (hasEnded) (place.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-confirm]') ?? place.current)?.focus();
  }, [hasEnded]);
  useEffect(() => {
    back.current = () => {
      if (isAtOnce || (run.outcome === null && run.error === null && !run.isRunning)) return false;
      forget();
      place.current?.querySelector<HTMLElement>('form button[type="submit"]')?.focus();
      return true;
    };
    return () => {
      back.current = () => false;
    };
  });
  return (
    <>
      <header className="flex items-center gap-2 border-b border-line px-2 py-1.5">
        <button
          type="button"
          aria-label={words.back}
          onClick={onBack}
          className="cursor-pointer rounded p-2 text-soft hover:text-ink pointer-coarse:p-3"
        >
          <Icon name="back" className="size-4" />
        </button>
        <span className="min-w-0 flex-1 truncate font-mono text-xs text-soft">{op.name}</span>
        <Link href={`/operations/${op.name}`} state={input} onClick={onLeave} className="text-xs text-soft underline underline-offset-2">
          {operationWords.title}
        </Link>
        <button
          type="button"
          aria-label={words.close}
          onClick={onLeave}
          className="cursor-pointer rounded p-2 text-soft hover:text-ink pointer-coarse:p-3"
        >
          <Icon name="close" className="size-4" />
        </button>
      </header>
      <div ref={place} tabIndex={-1} className="min-h-0 flex-1 space-y-3 overflow-y-auto p-4 outline-none!">
        <WillHappen op={op} input={input} />
        {isAtOnce ? null : (
          <OperationForm
            op={op}
            near={Object.keys(input)}
            draft={draft}
            onDraft={setDraft}
            mistakes={run.error instanceof Refused ? run.error.mistakes : []}
            isRunning={run.isRunning}
            onRun={run.start}
            onStop={run.stop}
          />
        )}
        {isAtOnce && run.isRunning ? <p className="text-sm text-soft">{operationWords.running}</p> : null}
        <div data-answer>
          <OperationAnswer run={run} />
        </div>
      </div>
    </>
  );
}

/** In words what Enter will do. */
function WillHappen({ op, input }: { op: CataloguedOperation; input: Readonly<Record<string, unknown>> }) {
  const about = Object.values(input)
    .map((value) => (typeof value === "string" ? value : JSON.stringify(value)))
    .join(", ");
  const { undo } = op;
  return (
    <div>
      <p className="font-medium">
        {op.summary}
        {about === "" ? null : (
          <>
            : <bdi>{about}</bdi>
          </>
        )}
      </p>
      {op.risk === "read" ? null : (
        <p className="text-xs text-soft">
          <RiskWord risk={op.risk} />.{" "}
          {undo === null
            ? null
            : "none" in undo
              ? operationWords.takenBack.none(undo.none)
              : `${operationWords.takenBack.by} ${undo.operations.join(operationWords.takenBack.or)}.`}
        </p>
      )}
    </div>
  );
}
