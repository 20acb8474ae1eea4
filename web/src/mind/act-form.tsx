import { useId, type ReactNode } from "react";
import { confirmation, useAct, type Act } from "../api/acts.ts";
import { Refused } from "../api/ask.ts";
import { text } from "../text/common.ts";

interface ActFormProps<Answer> {
  /** Null while something is missing. */
  act: Act<Answer> | null;
  /** What is missing then, said beside the button. */
  missing: string;
  label: string;
  onDone: (answer: Answer | null) => void;
  /** Beside the button. */
  aside?: ReactNode;
  children: ReactNode;
}

/** Fields and one button. What Hydra refuses stands below in its own words, with the field that it means. */
export function ActForm<Answer>({ act, missing, label, onDone, aside, children }: ActFormProps<Answer>) {
  const { mutate, isPending, error, data, reset } = useAct<Answer>();
  const confirming = useAct();
  const missingId = useId();
  const button = "cursor-pointer rounded-lg border px-3 py-1 text-sm font-medium disabled:opacity-60 pointer-coarse:min-h-11";
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (act !== null && !isPending) mutate(act, { onSuccess: (ended) => ended.kind === "done" && onDone(ended.answer) });
      }}
    >
      {children}
      {data?.kind === "asked-again" ? (
        <p className="flex flex-wrap items-center gap-2 rounded-lg border border-broken p-2 text-sm">
          <span className="min-w-0 flex-1 basis-48 wrap-anywhere">{data.why}</span>
          <button
            type="button"
            className={`${button} border-ink bg-ink text-paper`}
            disabled={confirming.isPending}
            onClick={() =>
              confirming.mutate(confirmation(data.approvalId), {
                onSuccess: () => {
                  reset();
                  onDone(null);
                },
              })
            }
          >
            {text.confirm(label)}
          </button>
          <button type="button" className={`${button} border-line bg-paper`} onClick={reset}>
            {text.leaveIt}
          </button>
        </p>
      ) : (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <button
            type="submit"
            aria-describedby={act === null ? missingId : undefined}
            disabled={act === null || isPending}
            className={`${button} border-ink bg-ink text-paper`}
          >
            {isPending ? text.underWay(label) : label}
          </button>
          {act === null ? (
            <span id={missingId} className="text-sm text-soft">
              {missing}
            </span>
          ) : null}
          {aside}
        </p>
      )}
      {error === null ? null : (
        <p role="alert" className="text-sm wrap-anywhere text-unwell">
          {error.message}
          {error instanceof Refused
            ? error.mistakes.map(({ path, message }) => (
                <span key={`${path} ${message}`} className="block">
                  {path}: {message}
                </span>
              ))
            : null}
        </p>
      )}
    </form>
  );
}
