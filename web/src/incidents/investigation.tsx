import { act, useAct } from "../api/acts.ts";
import type { AnswerOf } from "../api/operations.ts";
import { words } from "../text/incidents.ts";
import { Station } from "./station.tsx";
import { useHasModels } from "./models-at-hand.ts";

type Answer = AnswerOf<"POST /incidents/{id}/investigate">;

/** A language model's opinion, where there is a model: only when a person asks for it. */
export function InvestigationStation({ id }: { id: string }) {
  const isAvailable = useHasModels();
  const { mutate, isPending, error, data } = useAct<Answer>();
  if (!isAvailable) return null;
  const answer = data?.kind === "done" ? data.answer : null;
  return (
    <Station title={words.investigated} tone={answer === null ? "off" : "unsure"}>
      {answer === null ? (
        <p className="flex flex-wrap items-center gap-3">
          <button
            type="button"
            disabled={isPending}
            onClick={() => mutate(act("POST /incidents/{id}/investigate", { id }))}
            className="cursor-pointer rounded-lg border border-line bg-card px-3 py-1 font-medium hover:border-soft disabled:cursor-wait disabled:opacity-60 pointer-coarse:py-2.5"
          >
            {isPending ? `${words.investigate}…` : words.investigate}
          </button>
          <span className="text-xs text-soft">{words.investigateAbout}</span>
        </p>
      ) : (
        <Opinion answer={answer} />
      )}
      {error === null && data?.kind !== "asked-again" ? null : (
        <p role="alert" className="wrap-anywhere text-unwell">
          {error?.message ?? (data?.kind === "asked-again" ? data.why : "")}
        </p>
      )}
    </Station>
  );
}

function Opinion({ answer: { opinion, ended, droppedClaims, model, upstream, tokens } }: { answer: Answer }) {
  return (
    <>
      {opinion === null ? (
        <p>{words.noOpinion[ended]}</p>
      ) : (
        <ul className="space-y-2">
          {opinion.claims.map(({ says, evidence }) => (
            <li key={says}>
              <p className="wrap-anywhere">
                <bdi>{says}</bdi>
              </p>
              {evidence.map(({ id, source, line }) => (
                <p key={id} className="mt-0.5 border-l-2 border-line pl-2 font-mono text-xs wrap-anywhere text-soft">
                  <bdi>{`${source}: ${line}`}</bdi>
                </p>
              ))}
            </li>
          ))}
        </ul>
      )}
      {droppedClaims === 0 ? null : <p className="text-xs text-soft">{words.dropped(droppedClaims)}</p>}
      <p className="text-xs text-soft">
        {words.opinionHint} <bdi>{words.byModel(model, upstream, tokens)}</bdi>
      </p>
    </>
  );
}
