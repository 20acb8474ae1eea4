import { useState } from "react";
import { Link } from "wouter";
import { act } from "../api/acts.ts";
import type { Story } from "../api/shapes.ts";
import { ActButton } from "../parts/act-button.tsx";
import { words } from "../text/incidents.ts";
import { DismissForm } from "./dismiss-form.tsx";
import { isStanding } from "./standing.ts";

type Said = { kind: "said"; text: string } | { kind: "never"; name: string; rules: number };

/** What a person can do about an incident, and afterwards a word on what that did. */
export function IncidentDoings({ story }: { story: Story }) {
  const { id, state, plan, attempts, subject, mergedInto } = story;
  const [said, setSaid] = useState<Said | null>(null);
  const [isDismissing, setDismissing] = useState(false);
  const stands = isStanding(story);
  const canUndo = attempts.some(({ undo, outcome }) => undo !== null && outcome !== "undone");
  const remedies = stands ? [...new Set(plan?.steps.map(({ remedy }) => remedy))] : [];
  const say = (text: string): void => setSaid({ kind: "said", text });
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap gap-2">
        {remedies.map((remedy, place) => (
          <ActButton
            key={remedy}
            act={act("POST /incidents/{id}/heal", { id, remedy })}
            label={(place === 0 ? words.heal : words.another)(words.remedies[remedy] ?? remedy)}
            about={subject.name}
            tone={place === 0 ? "main" : "plain"}
            onDone={({ attempt }) => say(words.healed[attempt.outcome])}
          />
        ))}
        {canUndo ? (
          <ActButton
            act={act("POST /incidents/{id}/undo", { id })}
            label={words.undo}
            about={subject.name}
            onDone={() => say(words.undone)}
          />
        ) : null}
        {stands ? (
          <button
            type="button"
            aria-expanded={isDismissing}
            onClick={() => setDismissing(!isDismissing)}
            className="cursor-pointer rounded-lg border border-line bg-paper px-3 py-1 text-sm font-medium hover:border-soft pointer-coarse:py-2.5"
          >
            {words.dismiss}
          </button>
        ) : null}
        {state === "dismissed" && mergedInto === null ? (
          <ActButton
            act={act("POST /incidents/{id}/reopen", { id })}
            label={words.reopen}
            about={subject.name}
            onDone={() => say(words.reopened)}
          />
        ) : null}
        {stands && subject.kind === "container" ? (
          <ActButton
            act={act("POST /incidents/{id}/never", { id })}
            label={words.never}
            about={subject.name}
            onDone={({ container, grants }) => setSaid({ kind: "never", name: container, rules: grants.length })}
          />
        ) : null}
      </div>
      {isDismissing && stands ? (
        <DismissForm id={id} onDone={() => [setDismissing(false), say(words.dismissed)]} onLeave={() => setDismissing(false)} />
      ) : null}
      <p role="status" className="text-sm wrap-anywhere empty:hidden">
        {said === null ? null : said.kind === "said" ? (
          said.text
        ) : (
          <>
            <bdi>{words.neverDone(said.name, said.rules)}</bdi>{" "}
            <Link href="/allowed" className="underline underline-offset-2">
              {words.neverWhere}
            </Link>
            . {words.neverBack}
          </>
        )}
      </p>
    </div>
  );
}
