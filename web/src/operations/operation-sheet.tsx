import { useState } from "react";
import { Link } from "wouter";
import { Refused } from "../api/ask.ts";
import { words } from "../text/operations.ts";
import { CallLines } from "./call-lines.tsx";
import type { CataloguedOperation } from "./catalogue.ts";
import { draftOf, readDraft, type Draft } from "./draft.ts";
import { OperationAnswer } from "./operation-answer.tsx";
import { OperationForm } from "./operation-form.tsx";
import { RiskWord } from "./risk-word.tsx";
import { useRun } from "./use-run.ts";

interface OperationSheetProps {
  op: CataloguedOperation;
  /** What is filled in already. */
  input: Readonly<Record<string, unknown>>;
}

/** One operation: what it is, its form, the same call from elsewhere, and what came of it. */
export function OperationSheet({ op, input: given }: OperationSheetProps) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(op.fields, given));
  const run = useRun(op);
  const { input } = readDraft(op.fields, draft, words.mistakes);
  return (
    <article className="min-w-0 space-y-4">
      <header>
        <h2 className="font-mono text-sm text-soft">{op.name}</h2>
        <p className="text-lg leading-6 font-semibold">{op.summary}</p>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft">
          <RiskWord risk={op.risk} />
          <code className="font-mono">{op.route}</code>
          {op.permission === null ? null : <span>{words.right(op.permission)}</span>}
          {op.isPersonOnly ? <span>{words.personOnly}</span> : null}
        </p>
        <UndoWords op={op} />
      </header>
      <OperationForm
        op={op}
        draft={draft}
        onDraft={setDraft}
        mistakes={run.error instanceof Refused ? run.error.mistakes : []}
        isRunning={run.isRunning}
        onRun={run.start}
        onStop={run.stop}
      />
      <OperationAnswer run={run} />
      <CallLines op={op} input={input} />
    </article>
  );
}

export function UndoWords({ op: { undo } }: { op: Pick<CataloguedOperation, "undo"> }) {
  if (undo === null) return null;
  if ("none" in undo) return <p className="text-sm text-soft">{words.takenBack.none(undo.none)}</p>;
  return (
    <p className="text-sm text-soft">
      {words.takenBack.by}{" "}
      {undo.operations.map((name, index) => (
        <span key={name}>
          {index === 0 ? "" : words.takenBack.or}
          <Link href={`/operations/${name}`} className="underline underline-offset-2">
            {name}
          </Link>
        </span>
      ))}
      .
    </p>
  );
}
