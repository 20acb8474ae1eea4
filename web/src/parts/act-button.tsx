import { confirmation, useAct, type Act } from "../api/acts.ts";
import { text } from "../text/common.ts";

const TONES = {
  main: "border-ink bg-ink text-paper",
  plain: "border-line bg-paper text-ink hover:border-soft",
} as const;

interface ActButtonProps<Answer> {
  act: Act<Answer>;
  label: string;
  /** What the screen reader hears, where the label alone does not say what it is about. */
  about?: string;
  tone?: keyof typeof TONES;
  /** For what is worth a word afterwards, when the thing was done at once. */
  onDone?: (answer: Answer) => void;
}

/** A button that does one thing, and says honestly whether it was done, refused, or has to be said twice. */
export function ActButton<Answer>({ act, label, about, tone = "plain", onDone }: ActButtonProps<Answer>) {
  const { mutate, isPending, error, data, reset } = useAct();
  const start = (): void => mutate(act, { onSuccess: (ended) => ended.kind === "done" && onDone?.(ended.answer as Answer) });
  const shape =
    "cursor-pointer rounded-lg border px-3 py-1 text-sm font-medium disabled:cursor-wait disabled:opacity-60 pointer-coarse:py-2.5";
  if (data?.kind === "asked-again") {
    return (
      <span className="flex w-full flex-wrap items-center gap-2 rounded-lg border border-broken p-2 text-sm">
        <span className="min-w-0 flex-1 basis-48 wrap-anywhere">{data.why}</span>
        <button
          type="button"
          className={`${shape} ${TONES.main}`}
          disabled={isPending}
          onClick={() => mutate(confirmation(data.approvalId))}
        >
          {text.confirm(label)}
        </button>
        <button type="button" className={`${shape} ${TONES.plain}`} onClick={reset}>
          {text.leaveIt}
        </button>
      </span>
    );
  }
  return (
    <>
      <button
        type="button"
        className={`${shape} ${TONES[tone]}`}
        aria-label={about === undefined ? undefined : `${label}: ${about}`}
        disabled={isPending}
        onClick={start}
      >
        {isPending ? text.underWay(label) : label}
      </button>
      {error === null ? null : (
        <span role="alert" className="w-full text-sm wrap-anywhere text-unwell">
          {error.message}
        </span>
      )}
    </>
  );
}
