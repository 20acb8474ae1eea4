import { useState } from "react";
import { act } from "../api/acts.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Trouble } from "../parts/part.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { words } from "../text/setup.ts";
import { CheckOutcome } from "./check-outcome.tsx";
import { useSettingsCheck } from "./settings-check.ts";

interface AddToSettingsProps {
  title: string;
  /** A piece of hydra.yaml, to begin with. */
  addition: string;
  onClose: () => void;
}

/** A piece of settings, shown in its place before it is saved: the same way as by hand. */
export function AddToSettings({ title, addition, onClose }: AddToSettingsProps) {
  const [piece, setPiece] = useState(addition);
  const [isSaved, setSaved] = useState(false);
  const { check, isCurrent } = useSettingsCheck("addition", piece);
  return (
    <Sheet title={title} onClose={onClose}>
      {isSaved ? (
        <p role="status" className="text-sm">
          {words.addition.restart}
        </p>
      ) : (
        <>
          <p className="text-sm text-soft">{words.addition.how}</p>
          <textarea
            value={piece}
            onChange={(change) => setPiece(change.target.value)}
            aria-label={words.addition.edit}
            spellCheck={false}
            autoCapitalize="off"
            wrap="off"
            rows={Math.min(14, piece.split("\n").length + 1)}
            className="block w-full resize-y rounded-lg border border-line bg-paper p-3 font-mono text-[0.8125rem] leading-5 pointer-coarse:text-base"
          />
          {check.error === null ? null : <Trouble error={check.error} />}
          {check.data === undefined ? (
            <p className="text-sm text-soft">{words.settings.checking}</p>
          ) : (
            <CheckOutcome checked={check.data} />
          )}
          {isCurrent && check.data?.mistakes.length === 0 ? (
            <p className="flex flex-wrap gap-2">
              <ActButton
                act={act("PUT /settings/file", { text: check.data.text, digest: check.data.digest })}
                label={words.settings.save}
                tone="main"
                onDone={() => setSaved(true)}
              />
            </p>
          ) : null}
        </>
      )}
    </Sheet>
  );
}
