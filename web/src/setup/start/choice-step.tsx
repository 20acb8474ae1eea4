import { act } from "../../api/acts.ts";
import { useRead } from "../../api/reads.ts";
import { ActButton } from "../../parts/act-button.tsx";
import { Part } from "../../parts/part.tsx";
import { words } from "../../text/setup.ts";

/** Hydra's one question of the first day, and the way back to it. */
export function ChoiceStep() {
  const choice = useRead("GET /grants/choice");
  return (
    <Part query={choice}>
      {(data) => (
        <div className="space-y-3 text-sm">
          {data.choice === null ? (
            <p>{data.question}</p>
          ) : (
            <p>
              <span className="text-soft">{words.start.choice.now} </span>
              {data.sentence}
            </p>
          )}
          {data.note === null ? null : <p className="text-broken">{data.note}</p>}
          <ul className="grid gap-3 sm:grid-cols-3">
            {data.options.map(({ choice: each, sentence }) => (
              <li
                key={each}
                className={`flex flex-col gap-2 rounded-lg border p-3 ${each === data.choice ? "border-well" : "border-line bg-paper"}`}
              >
                <p className="flex-1 text-soft">{sentence}</p>
                {each === data.choice ? (
                  <p className="py-1 text-sm font-medium text-well">{words.start.choices[each]} ✓</p>
                ) : (
                  <p className="flex flex-wrap gap-2">
                    <ActButton act={act("POST /grants/choice", { choice: each })} label={words.start.choices[each]} />
                  </p>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Part>
  );
}
