import { words } from "../../text/mind.ts";
import { percent } from "../share-bar.tsx";

const said = words.routing;
/** Where the words change, as Hydra's own sentence uses them. */
const MEDIUM_FROM = 0.25;
const HARD_FROM = 0.5;

/** From easy to hard, with a mark where the prompt stands. */
export function DifficultyScale({ difficulty }: { difficulty: number }) {
  const level = difficulty < MEDIUM_FROM ? "easy" : difficulty < HARD_FROM ? "medium" : "hard";
  const at = Math.min(99, Math.max(1, difficulty * 100));
  return (
    <div>
      <svg
        viewBox="0 0 100 10"
        preserveAspectRatio="none"
        role="img"
        aria-label={said.difficultyAbout(said.levels[level], percent(difficulty))}
        className="h-3 w-full"
      >
        <rect x="0" y="3" width={MEDIUM_FROM * 100 - 0.4} height="4" className="fill-line" />
        <rect x={MEDIUM_FROM * 100} y="3" width={(HARD_FROM - MEDIUM_FROM) * 100 - 0.4} height="4" className="fill-line" />
        <rect x={HARD_FROM * 100} y="3" width={100 - HARD_FROM * 100} height="4" className="fill-line" />
        <rect x="0" y="3" width={at} height="4" className="fill-unsure" />
        <rect x={at - 0.4} y="0" width="0.8" height="10" className="fill-ink" />
      </svg>
      <div aria-hidden="true" className="mt-1 grid grid-cols-[1fr_1fr_2fr] text-xs text-soft">
        {(["easy", "medium", "hard"] as const).map((each) => (
          <span key={each} className={each === level ? "font-medium text-ink" : ""}>
            {said.levels[each]}
            {each === level ? ` ${percent(difficulty)}` : ""}
          </span>
        ))}
      </div>
    </div>
  );
}
