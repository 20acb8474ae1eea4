import { useRef, useState } from "react";
import { useLocation } from "wouter";
import type { CataloguedOperation } from "../operations/catalogue.ts";
import { useCatalogue } from "../operations/use-catalogue.ts";
import { EntryChooser } from "./entry-chooser.tsx";
import { PaletteFrame } from "./palette-frame.tsx";
import { OperationStep } from "./operation-step.tsx";
import type { Entry } from "./rank.ts";
import { noteUse } from "./recent.ts";

interface PaletteProps {
  query: string;
  onQuery: (query: string) => void;
  onClose: () => void;
}

interface Step {
  op: CataloguedOperation;
  input: Readonly<Record<string, unknown>>;
  /** A sentence that says everything, and only reads: it is done at once. */
  isAtOnce: boolean;
}

/** Over every page: one line that finds whatever is there, and does whatever can be done. */
export default function Palette({ query, onQuery, onClose }: PaletteProps) {
  /** What one step back is inside a step; answers false when it is the step itself. */
  const stepBack = useRef<() => boolean>(() => false);
  const [step, setStep] = useState<Step | null>(null);
  const [, goTo] = useLocation();
  const catalogue = useCatalogue();

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
    <PaletteFrame onBack={back} onClose={onClose}>
      {step === null ? (
        <EntryChooser query={query} onQuery={onQuery} onChoose={choose} onBack={back} />
      ) : (
        <OperationStep key={`${step.op.name} ${JSON.stringify(step.input)}`} {...step} back={stepBack} onBack={back} onLeave={onClose} />
      )}
    </PaletteFrame>
  );
}
