import { act } from "../api/acts.ts";
import type { Choice } from "../api/shapes.ts";
import { ActButton } from "../parts/act-button.tsx";
import { words } from "../text/now.ts";

/** Hydra's one question of the first day. */
export function FirstQuestion({ choice: { question, options } }: { choice: Choice }) {
  return (
    <section aria-label={words.choiceAsked} className="mb-6 rounded-lg border border-line bg-card p-4">
      <h2 className="mb-3 font-semibold">{question}</h2>
      <ul className="grid gap-3 sm:grid-cols-3">
        {options.map(({ choice, sentence }) => (
          <li key={choice} className="flex flex-col gap-2">
            <p className="flex-1 text-sm text-soft">{sentence}</p>
            <p className="flex flex-wrap gap-2">
              <ActButton act={act("POST /grants/choice", { choice })} label={words.choices[choice]} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
