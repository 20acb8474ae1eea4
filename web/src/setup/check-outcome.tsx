import { words } from "../text/setup.ts";
import { LinesChanged } from "./lines-changed.tsx";
import type { Checked } from "./settings-check.ts";

interface CheckOutcomeProps {
  checked: Checked;
  /** Called with the line that somebody wants to see. */
  onLine?: (line: number) => void;
}

/** What a check of the settings said: mistakes with their lines, doubts, and what would change. */
export function CheckOutcome({ checked: { mistakes, warnings, lines }, onLine }: CheckOutcomeProps) {
  return (
    <div className="space-y-4" aria-live="polite">
      <Mistakes title={words.settings.mistakes} colour="text-unwell" mistakes={mistakes} onLine={onLine} />
      <Mistakes title={words.settings.warnings} colour="text-broken" mistakes={warnings} onLine={onLine} />
      <section>
        <h3 className="mb-1.5 text-sm font-medium">{words.settings.changes}</h3>
        <LinesChanged lines={lines} />
      </section>
    </div>
  );
}

interface MistakesProps {
  title: string;
  colour: string;
  mistakes: Checked["mistakes"];
  onLine: ((line: number) => void) | undefined;
}

function Mistakes({ title, colour, mistakes, onLine }: MistakesProps) {
  if (mistakes.length === 0) return null;
  return (
    <section>
      <h3 className={`mb-1.5 text-sm font-medium ${colour}`}>{title}</h3>
      <ul className="space-y-1 text-sm">
        {mistakes.map(({ line, message }) => (
          <li key={`${line} ${message}`} className="wrap-anywhere">
            {line === null ? null : onLine === undefined ? (
              <span className="text-soft">{words.settings.line(line)}: </span>
            ) : (
              <button type="button" onClick={() => onLine(line)} className="cursor-pointer text-soft underline underline-offset-2">
                {words.settings.line(line)}
              </button>
            )}{" "}
            <bdi className="whitespace-pre-line">{message}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}
