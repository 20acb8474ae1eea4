import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { CataloguedOperation } from "../operations/catalogue.ts";
import { useCatalogue } from "../operations/use-catalogue.ts";
import { words } from "../text/palette.ts";
import { EntryChooser } from "./entry-chooser.tsx";
import { OperationStep } from "./operation-step.tsx";
import type { Entry } from "./rank.ts";
import { noteUse } from "./recent.ts";

interface Step {
  op: CataloguedOperation;
  input: Readonly<Record<string, unknown>>;
  /** A sentence that says everything, and only reads: it is done at once. */
  isAtOnce: boolean;
}

/** Over every page: one line that finds whatever is there, and does whatever can be done. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  /** What one step back is inside a step; answers false when it is the step itself. */
  const stepBack = useRef<() => boolean>(() => false);
  const [query, setQuery] = useState("");
  const [step, setStep] = useState<Step | null>(null);
  const [, goTo] = useLocation();
  const catalogue = useCatalogue();

  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  const back = (): void => {
    if (step === null) onClose();
    else if (!stepBack.current()) setStep(null);
  };
  const choose = ({ id, chosen }: Entry): void => {
    noteUse(id);
    if (chosen.kind === "go") {
      onClose();
      goTo(chosen.to);
      return;
    }
    const op = catalogue.data?.byName.get(chosen.operation);
    if (op !== undefined) setStep({ op, input: chosen.input, isAtOnce: op.risk === "read" && (chosen.isSaid || op.fields.length === 0) });
  };
  return (
    <dialog
      ref={dialog}
      aria-label={words.title}
      onClose={onClose}
      onCancel={(event) => {
        // With the keyboard nowhere, the key below is not heard.
        event.preventDefault();
        back();
      }}
      onClick={(click) => click.target === dialog.current && onClose()}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // The browser would close all of it.
        event.preventDefault();
        event.stopPropagation();
        back();
      }}
      className="mx-auto mt-[8dvh] mb-auto max-h-[84dvh] w-[min(44rem,calc(100vw-1rem))] overflow-hidden rounded-xl border border-line bg-card p-0 text-ink max-sm:mt-2 max-sm:max-h-[calc(100dvh-1rem)]"
    >
      <div className="flex max-h-[inherit] flex-col">
        {step === null ? (
          <EntryChooser query={query} onQuery={setQuery} onChoose={choose} onBack={back} />
        ) : (
          <OperationStep key={`${step.op.name} ${JSON.stringify(step.input)}`} {...step} back={stepBack} onBack={back} onLeave={onClose} />
        )}
      </div>
    </dialog>
  );
}
