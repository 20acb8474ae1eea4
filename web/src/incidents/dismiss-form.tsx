import { useState } from "react";
import { act, useAct } from "../api/acts.ts";
import { words } from "../text/incidents.ts";

interface DismissFormProps {
  id: string;
  onDone: () => void;
  onLeave: () => void;
}

const BUTTON =
  "cursor-pointer rounded-lg border px-3 py-1 text-sm font-medium disabled:cursor-wait disabled:opacity-60 pointer-coarse:py-2.5";

/** Closing what is none: why, and whether it should count as a false finding. */
export function DismissForm({ id, onDone, onLeave }: DismissFormProps) {
  const [reason, setReason] = useState("");
  const [wasFalse, setWasFalse] = useState(true);
  const { mutate, isPending, error, data } = useAct();
  const said = reason.trim();
  const dismissal = act("POST /incidents/{id}/dismiss", { id, wasFalse, ...(said === "" ? {} : { reason: said }) });
  return (
    <form
      aria-label={words.dismissTitle}
      className="max-w-xl space-y-3 rounded-lg border border-line bg-card p-3 text-sm"
      onSubmit={(submit) => {
        submit.preventDefault();
        mutate(dismissal, { onSuccess: (ended) => ended.kind === "done" && onDone() });
      }}
      onKeyDown={(key) => key.key === "Escape" && onLeave()}
    >
      <label className="block">
        <span className="mb-1 block text-soft">{words.dismissWhy}</span>
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it opens by a button, and this is what it opens for
          autoFocus
          value={reason}
          maxLength={500}
          onChange={(change) => setReason(change.target.value)}
          className="w-full rounded-lg border border-line bg-paper px-3 py-1.5 pointer-coarse:py-2.5"
        />
      </label>
      <label className="flex items-center gap-2 pointer-coarse:py-2">
        <input type="checkbox" checked={wasFalse} onChange={(change) => setWasFalse(change.target.checked)} className="size-4 accent-ink" />
        {words.dismissFalse}
      </label>
      <p className="flex flex-wrap gap-2">
        <button type="submit" disabled={isPending} className={`${BUTTON} border-ink bg-ink text-paper`}>
          {words.dismissNow}
        </button>
        <button type="button" onClick={onLeave} className={`${BUTTON} border-line bg-paper hover:border-soft`}>
          {words.keep}
        </button>
      </p>
      {error === null && data?.kind !== "asked-again" ? null : (
        <p role="alert" className="wrap-anywhere text-unwell">
          {error?.message ?? (data?.kind === "asked-again" ? data.why : "")}
        </p>
      )}
    </form>
  );
}
