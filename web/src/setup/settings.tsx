import { useEffect, useRef, useState } from "react";
import { act } from "../api/acts.ts";
import type { AnswerOf } from "../api/operations.ts";
import { useRead } from "../api/reads.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Part, Trouble } from "../parts/part.tsx";
import { words } from "../text/setup.ts";
import { CheckOutcome } from "./check-outcome.tsx";
import { keepDraft, keptDraft } from "./draft.ts";
import { useSettingsCheck } from "./settings-check.ts";

type SettingsFile = AnswerOf<"GET /settings/file">;

/** hydra.yaml, as the person wrote it: checked while it is written, saved only when it is right. */
export function SettingsPart() {
  const file = useRead("GET /settings/file");
  return (
    <div className="max-w-4xl">
      <Part query={file}>{(data) => <Editor file={data} />}</Part>
    </div>
  );
}

function Editor({ file }: { file: SettingsFile }) {
  const field = useRef<HTMLTextAreaElement>(null);
  /** The state of the file that is written on. */
  const [base, setBase] = useState(() => keptDraft()?.base ?? { text: file.text, digest: file.digest });
  const [draft, setDraft] = useState(() => keptDraft()?.text ?? file.text);
  const [isSaved, setSaved] = useState(false);
  const { check, isCurrent } = useSettingsCheck("text", draft);
  const isChanged = draft !== base.text;
  useEffect(() => keepDraft(isChanged ? { text: draft, base } : null), [isChanged, draft, base]);
  const start = (): void => {
    setBase({ text: file.text, digest: file.digest });
    setDraft(file.text);
  };
  // Somebody else wrote it, or it was saved: whoever has nothing of their own to lose sees what is there.
  if (file.digest !== base.digest && (!isChanged || file.text === draft)) start();
  const goTo = (line: number): void => {
    const before =
      draft
        .split("\n")
        .slice(0, line - 1)
        .join("\n").length + (line === 1 ? 0 : 1);
    const after = draft.indexOf("\n", before);
    field.current?.focus();
    field.current?.setSelectionRange(before, after === -1 ? draft.length : after);
  };
  const canSave = isChanged && isCurrent && check.data?.mistakes.length === 0;
  return (
    <div className="space-y-4">
      <Standing file={file} />
      {file.digest === base.digest ? null : (
        <p role="alert" className="flex flex-wrap items-center gap-2 rounded-lg border border-broken p-3 text-sm">
          <span className="min-w-0 flex-1 basis-56">{words.settings.changedMeanwhile}</span>
          <PlainButton label={words.settings.takeTheirs} onPress={start} />
        </p>
      )}
      <textarea
        ref={field}
        value={draft}
        onChange={(change) => {
          setDraft(change.target.value);
          setSaved(false);
        }}
        aria-label={words.settings.editorLabel}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        rows={Math.min(28, Math.max(10, draft.split("\n").length + 1))}
        className="block w-full resize-y rounded-lg border border-line bg-card p-3 font-mono text-[0.8125rem] leading-5 pointer-coarse:text-base"
      />
      <p className="text-xs text-soft">{words.settings.secretsHow}</p>
      <div className="flex flex-wrap items-center gap-2">
        {canSave ? (
          <ActButton
            act={act("PUT /settings/file", { text: draft, digest: base.digest })}
            label={words.settings.save}
            tone="main"
            onDone={() => setSaved(true)}
          />
        ) : null}
        {isChanged ? <PlainButton label={words.settings.discard} onPress={start} /> : null}
        {isSaved && !isChanged ? (
          <span role="status" className="text-sm">
            {words.settings.saved}
          </span>
        ) : null}
        {file.backup === null || isChanged ? null : (
          <ActButton
            act={act("POST /settings/restore", { backup: file.backup })}
            label={words.settings.putBack}
            onDone={() => setSaved(false)}
          />
        )}
      </div>
      {check.error === null ? null : <Trouble error={check.error} />}
      {check.data === undefined || (!isChanged && check.data.mistakes.length === 0 && check.data.warnings.length === 0) ? null : (
        <CheckOutcome checked={check.data} onLine={goTo} />
      )}
    </div>
  );
}

function Standing({ file: { file, isThere, isInForce } }: { file: SettingsFile }) {
  return (
    <div className="space-y-1 text-sm">
      <p className="font-mono text-xs wrap-anywhere text-soft">{file}</p>
      {isThere ? null : <p className="text-soft">{words.settings.noFile}</p>}
      {isInForce ? null : <p className="text-broken">{words.settings.notInForce}</p>}
    </div>
  );
}

function PlainButton({ label, onPress }: { label: string; onPress: () => void }) {
  return (
    <button
      type="button"
      onClick={onPress}
      className="cursor-pointer rounded-lg border border-line bg-paper px-3 py-1 text-sm font-medium hover:border-soft pointer-coarse:py-2.5"
    >
      {label}
    </button>
  );
}
