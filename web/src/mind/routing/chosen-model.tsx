import type { ReactNode } from "react";
import type { AnswerOf } from "../../api/operations.ts";
import { Said } from "../../parts/said.tsx";
import { words } from "../../text/mind.ts";
import { percent, ShareBar } from "../share-bar.tsx";
import { DifficultyScale } from "./difficulty-scale.tsx";

const said = words.routing;

/** What a prompt is, which model it would go to, and what spoke for the others. */
export function ChosenModel({ choice }: { choice: AnswerOf<"POST /routing/classify"> }) {
  const { task, confidence, difficulty, tier, model, reason, alternatives, language, codeShare, tokens } = choice;
  return (
    <section aria-label={said.answer} className="mt-5 rounded-lg border border-line bg-card p-4">
      <p className="text-xs text-soft">{said.wouldAsk}</p>
      <p className={`text-lg font-semibold wrap-anywhere ${model === null ? "text-unsure" : ""}`}>
        {model === null ? said.nobody : <bdi>{model}</bdi>}
      </p>
      <p className="mt-0.5 max-w-prose text-sm wrap-anywhere text-soft">
        <bdi>{reason}</bdi>
      </p>
      <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 text-sm sm:grid-cols-3">
        <div className="col-span-2 sm:col-span-3">
          <dt className="mb-1 text-xs text-soft">{said.difficulty}</dt>
          <dd>
            <DifficultyScale difficulty={difficulty} />
          </dd>
        </div>
        <Fact label={said.task}>
          {words.tasks[task]} <span className="text-soft">{said.sure(percent(confidence))}</span>
        </Fact>
        <Fact label={said.tier}>{said.tiers[tier]}</Fact>
        <Fact label={said.language}>{language === "unknown" ? said.unknownLanguage : languageName(language)}</Fact>
        <Fact label={said.tokens}>{tokens.toLocaleString()}</Fact>
        <Fact label={said.codeShare}>{percent(codeShare)}</Fact>
      </dl>
      {model === null ? null : <Others alternatives={alternatives} />}
    </section>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-soft">{label}</dt>
      <dd className="font-medium tabular-nums">{children}</dd>
    </div>
  );
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(undefined, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

function Others({ alternatives }: { alternatives: AnswerOf<"POST /routing/classify">["alternatives"] }) {
  if (alternatives.length === 0) return <p className="mt-4 text-sm text-soft">{said.noOthers}</p>;
  return (
    <table className="mt-4 w-full text-sm">
      <caption className="sr-only">{said.others}</caption>
      <thead className="text-xs text-soft">
        <tr>
          <th className="pb-1 text-left font-normal">{said.others}</th>
          <th className="w-1/4 pb-1 pl-4 text-left font-normal">{said.quality}</th>
          <th className="w-1/4 pb-1 pl-4 text-left font-normal" title={said.scoreAbout}>
            {said.score}
          </th>
        </tr>
      </thead>
      <tbody>
        {alternatives.map(({ model, score, quality }) => (
          <tr key={model} className="border-t border-line">
            <td className="max-w-0 truncate py-1.5">
              <Said>{model}</Said>
            </td>
            <td className="py-1.5 pl-4">
              <Measured share={quality} />
            </td>
            <td className="py-1.5 pl-4">
              <Measured share={score} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Measured({ share }: { share: number }) {
  return (
    <span className="flex items-center gap-2">
      <span className="w-11 shrink-0 text-right text-xs tabular-nums">{percent(share)}</span>
      <ShareBar share={share} />
    </span>
  );
}
