import { useState } from "react";
import { words } from "../text/operations.ts";
import type { CataloguedOperation } from "./catalogue.ts";
import { readDraft, type Draft, type Mistake } from "./draft.ts";
import { FieldList, Surroundings } from "./field-input.tsx";
import { useNamedThings } from "./use-named-things.ts";

const NONE: readonly string[] = [];
/** So many fields are shown at once; further ones that need not be said stand behind a line. */
const FEW = 4;

interface OperationFormProps {
  op: CataloguedOperation;
  /** Which fields are shown at once besides those that are needed; the first few when there are none. */
  near?: readonly string[];
  draft: Draft;
  onDraft: (draft: Draft) => void;
  /** What Hydra found wrong with it. */
  mistakes: readonly Mistake[];
  isRunning: boolean;
  onRun: (input: Record<string, unknown>) => void;
  onStop: () => void;
}

/** The fields of an operation, made from its schema, and the button that does it. */
export function OperationForm({ op, near: wanted = NONE, draft, onDraft, mistakes, isRunning, onRun, onStop }: OperationFormProps) {
  const names = useNamedThings();
  const [own, setOwn] = useState<readonly Mistake[]>([]);
  const all = [...own, ...mistakes];
  const needed = op.fields.filter(({ isRequired }) => isRequired);
  const others = op.fields.filter(({ isRequired }) => !isRequired);
  const few = wanted.length > 0 ? others.filter(({ name }) => wanted.includes(name)) : others.slice(0, Math.max(1, FEW - needed.length));
  const shown = new Set([...needed, ...few]);
  const near = op.fields.filter((field) => shown.has(field));
  const far = op.fields.filter((field) => !shown.has(field));
  const isFarMeant = far.some(
    ({ name }) =>
      draft.fields?.[name] !== undefined ||
      all.some(({ path }) => path === name || path.startsWith(`${name}[`) || path.startsWith(`${name}.`)),
  );
  const send = (): void => {
    const { input, mistakes: found } = readDraft(op.fields, draft, words.mistakes);
    setOwn(found);
    if (found.length === 0) onRun(input);
  };
  const change = (next: Draft): void => {
    setOwn([]);
    onDraft(next);
  };
  return (
    <Surroundings value={{ mistakes: all, names }}>
      <form
        noValidate
        className="space-y-3"
        aria-label={op.name}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {op.fields.length === 0 ? <p className="text-sm text-soft">{words.noInput}</p> : null}
        <FieldList fields={near} path="" draft={draft} onChange={change} />
        {far.length === 0 ? null : (
          <details open={isFarMeant || undefined} className="space-y-3">
            <summary className="cursor-pointer text-sm text-soft pointer-coarse:py-2.5">{words.optional(far.length)}</summary>
            <div className="space-y-3 pt-2">
              <FieldList fields={far} path="" draft={draft} onChange={change} />
            </div>
          </details>
        )}
        <p className="flex flex-wrap items-center gap-2">
          <button
            type="submit"
            disabled={isRunning}
            className="cursor-pointer rounded-lg border border-ink bg-ink px-4 py-1.5 text-sm font-medium text-paper disabled:cursor-wait disabled:opacity-60 pointer-coarse:min-h-11"
          >
            {isRunning ? words.running : op.risk === "read" ? words.run.read : words.run.other}
          </button>
          {isRunning ? (
            <button
              type="button"
              onClick={onStop}
              className="cursor-pointer rounded-lg border border-line bg-paper px-3 py-1.5 text-sm font-medium pointer-coarse:min-h-11"
            >
              {words.stop}
            </button>
          ) : null}
        </p>
      </form>
    </Surroundings>
  );
}
